"""The back office for universities and whom to ask there."""

from members.admin.contact import ContactAdmin, PersonAdmin
from members.admin.university import UniversityAdmin

__all__ = ["ContactAdmin", "PersonAdmin", "UniversityAdmin"]
