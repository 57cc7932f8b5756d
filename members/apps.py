from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("Members")

    def ready(self):
        from cluster_portal.mail.notices import register_party_rule
        from cluster_portal.review.registry import followed, register, register_followed, register_parties
        from members.models import Group, GroupMembership, Membership, Presidency, UniversityIdentifier
        from members.proposals import PARTIES, UNIVERSITY

        register(UNIVERSITY, also_followed={Membership: "university", UniversityIdentifier: "university"})
        register_followed(followed(Group, {GroupMembership: "group"}))
        register_followed(followed(Presidency))
        register_parties(PARTIES)
        register_party_rule(PARTIES.acts_for)

        from cluster_portal.accounts.actions import register_address_watcher
        from cluster_portal.accounts.university_sign_in.scopes import ScopeRules, register_scope_rules
        from members.actions.addresses import report_foreign_address
        from members.actions.scopes import affiliate_by_scope, owns_mailbox, owns_scope

        register_address_watcher(report_foreign_address)
        register_scope_rules(ScopeRules(owns_scope, owns_mailbox, affiliate_by_scope))
