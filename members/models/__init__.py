"""Who belongs to the network: universities, their names, numbers and contacts, and their membership over time."""

from members.models.affiliation import Affiliation, Role
from members.models.contact import Contact, Person
from members.models.fact import UniversityFact
from members.models.group import FormerGroupSlug, Group, GroupMembership
from members.models.identifier import UniversityIdentifier
from members.models.invitation import Invitation
from members.models.membership import Membership
from members.models.name import UniversityName
from members.models.presidency import Presidency
from members.models.university import FormerUniversitySlug, University

__all__ = [
    "Affiliation",
    "Contact",
    "FormerGroupSlug",
    "FormerUniversitySlug",
    "Group",
    "GroupMembership",
    "Invitation",
    "Membership",
    "Person",
    "Presidency",
    "Role",
    "University",
    "UniversityFact",
    "UniversityIdentifier",
    "UniversityName",
]
