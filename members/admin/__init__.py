"""The back office for universities, whom to ask there, and who governs the network."""

from members.admin.contact import ContactAdmin, PersonAdmin
from members.admin.governance import GroupAdmin, PresidencyAdmin
from members.admin.university import UniversityAdmin

__all__ = ["ContactAdmin", "GroupAdmin", "PersonAdmin", "PresidencyAdmin", "UniversityAdmin"]
