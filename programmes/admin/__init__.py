"""The back office for programmes and agreements."""

from programmes.admin.agreement import AgreementAdmin
from programmes.admin.programme import ProgrammeAdmin

__all__ = ["AgreementAdmin", "ProgrammeAdmin"]
