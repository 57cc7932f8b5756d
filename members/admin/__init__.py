"""The back office for universities, whom to ask there, and who governs the network."""

from members.admin.contact import ContactAdmin, PersonAdmin
from members.admin.governance import GroupAdmin, PresidencyAdmin
from members.admin.people import AffiliationAdmin, InvitationAdmin
from members.admin.university import UniversityAdmin

__all__ = [
    "AffiliationAdmin",
    "ContactAdmin",
    "GroupAdmin",
    "InvitationAdmin",
    "PersonAdmin",
    "PresidencyAdmin",
    "UniversityAdmin",
]
