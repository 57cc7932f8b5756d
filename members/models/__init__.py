"""Who belongs to the network: universities, their names, numbers and contacts, and their membership over time."""

from members.models.contact import Contact, Person
from members.models.fact import UniversityFact
from members.models.group import FormerGroupSlug, Group, GroupMembership
from members.models.identifier import UniversityIdentifier
from members.models.membership import Membership
from members.models.name import UniversityName
from members.models.presidency import Presidency
from members.models.university import FormerUniversitySlug, University

__all__ = [
    "Contact",
    "FormerGroupSlug",
    "FormerUniversitySlug",
    "Group",
    "GroupMembership",
    "Membership",
    "Person",
    "Presidency",
    "University",
    "UniversityFact",
    "UniversityIdentifier",
    "UniversityName",
]
