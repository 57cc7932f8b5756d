"""What happens to the people of a university: invited, given a role, handed over, ended. Each in one transaction.

Every action takes the lock of the university first, so that two of them at once happen one after the other, and says
what it did in the history of what it changed. Who may not gets `PermissionDenied`; what cannot be done is a
`ValidationError`.
"""

from members.actions.affiliations import change_role, end_affiliation, hand_over, set_deputy
from members.actions.invitations import accept, ask_again, invite, resend, revoke
from members.actions.orphans import report_orphans
from members.actions.scopes import affiliate_by_scope

__all__ = [
    "accept",
    "affiliate_by_scope",
    "ask_again",
    "change_role",
    "end_affiliation",
    "hand_over",
    "invite",
    "report_orphans",
    "resend",
    "revoke",
    "set_deputy",
]
