from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("Members")

    def ready(self):
        from cluster_portal.review.registry import register, register_parties
        from members.proposals import PARTIES, UNIVERSITY

        register(UNIVERSITY)
        register_parties(PARTIES)
