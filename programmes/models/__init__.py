"""What the universities offer together: programmes, their partners, paths, dates and fees, and the agreements."""

from programmes.models.agreement import FormerAgreementSlug, FrameworkAgreement, Signature
from programmes.models.details import Accreditation, LearningOutcome, ProgrammeSubject, Requirement, TeachingLanguage
from programmes.models.intake import Deadline, Fee, Intake
from programmes.models.partner import ProgrammePartner
from programmes.models.path import MobilityPath, PathStep
from programmes.models.programme import FormerProgrammeSlug, Programme, ProgrammeChange

__all__ = [
    "Accreditation",
    "Deadline",
    "Fee",
    "FormerAgreementSlug",
    "FormerProgrammeSlug",
    "FrameworkAgreement",
    "Intake",
    "LearningOutcome",
    "MobilityPath",
    "PathStep",
    "Programme",
    "ProgrammeChange",
    "ProgrammePartner",
    "ProgrammeSubject",
    "Requirement",
    "Signature",
    "TeachingLanguage",
]
