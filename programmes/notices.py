"""Who is told what about programmes, in the mail of the day. No notice names a person."""

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cluster_portal.mail.actions import notify
from cluster_portal.mail.notices import register_notice
from cluster_portal.review.notices import reviewers
from cluster_portal.review.registry import parties
from programmes.models import ProgrammePartner

LEFT = "programme-left"


def left(programme, university, *, user, day, is_paused):
    """Tell staff and the other partners that a university takes part no more."""
    context = {"name": str(programme), "university": university, "is_paused": is_paused}
    key = f"{programme.pk}-{university}-{day:%Y-%m-%d}"
    others = ProgrammePartner.objects.filter(programme=programme, university__isnull=False).taking_part(day)
    for person in reviewers():
        link = reverse("admin:programmes_programme_change", args=[programme.pk])
        _tell(person, key, context, link, unless=user)
    people_of = parties().people_of(set(others.values_list("university", flat=True)))
    for party, people in people_of.items():
        for person in people:  # who is staff as well has it already: the same is told once
            _tell(person, key, context, programme.get_absolute_url(), unless=user, party=party)


def _tell(person, key, context, link, *, unless, party=None):
    if person.pk != unless.pk:
        notify(person, LEFT, key=key, context=context, link=link, party=party)


def _left(context):
    names = parties().names([context["university"]])
    said = {"name": context["name"], "university": names.get(context["university"], "")}
    if context["is_paused"]:
        return gettext("%(name)s: %(university)s takes part no more, and the programme is paused for now.") % said
    return gettext("%(name)s: %(university)s takes part no more.") % said


def register():
    """Let the mail of the day hold what is told here."""
    register_notice(LEFT, _("Universities that left a programme"), _left)
