from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("Members")

    def ready(self):
        from cluster_portal.review.registry import followed, register, register_followed, register_parties
        from members.models import Group, GroupMembership, Membership, Presidency, UniversityIdentifier
        from members.proposals import PARTIES, UNIVERSITY

        register(UNIVERSITY, also_followed={Membership: "university", UniversityIdentifier: "university"})
        register_followed(followed(Group, {GroupMembership: "group"}))
        register_followed(followed(Presidency))
        register_parties(PARTIES)
