"""What the first page of a university's workspace costs where it has very many programmes and proposals."""

import random
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cluster_portal.accounts.models import User
from cluster_portal.bench.generated import made_up_to
from cluster_portal.bench.line import Line
from cluster_portal.bench.portal import signed_in
from cluster_portal.review.models import Answer, Item, Proposal
from cluster_portal.review.registry import Risk
from members.models import Affiliation, Role, University
from programmes.history import note_facts
from programmes.models import Programme, ProgrammePartner

PROGRAMMES, PROPOSALS = 200, 500
QUERIES = 20
ROUNDS = 10


def workspace_lines(portal):
    """Return lines on the first page of a university with very much to look after; all is undone at the end."""
    with made_up_to(programmes=PROGRAMMES), transaction.atomic():
        university = University.objects.published().members().order_by("slug").first()
        _take_part(university)
        note_facts()
        user = User.objects.create(email="bench-contact@example.org")
        Affiliation.objects.create(user=user, university=university, role=Role.LEAD, source=Affiliation.Source.STAFF)
        _generate_proposals(university, user)
        address = reverse("workspace:home", args=[university.slug])
        with signed_in(portal, user):
            taken = sorted(portal.seconds(address) for _round in range(ROUNDS))
            statements = portal.queries(address)
        count = ProgrammePartner.objects.filter(university=university).count()
        transaction.set_rollback(True)
    what = f"workspace with {count} programmes, {PROPOSALS} proposals"
    return [
        Line(f"{what}: time", f"{taken[len(taken) // 2] * 1000:.1f} ms"),
        Line(f"{what}: queries", str(len(statements)), f"<= {QUERIES}", len(statements) <= QUERIES),
    ]


def _take_part(university):
    """Make the university a partner of all programmes."""
    others = Programme.objects.exclude(partners__university=university)
    ProgrammePartner.objects.bulk_create(
        ProgrammePartner(programme=each, university=university, position=9) for each in others
    )


def _generate_proposals(university, user):
    """Store proposals of the university and of a partner, in all states, with answers that are asked for."""
    chance, now = random.Random(1), timezone.now()  # noqa: S311  the same proposals in every run
    content_type = ContentType.objects.get_for_model(Programme)
    programmes = list(Programme.objects.values_list("pk", flat=True))
    partner = University.objects.published().members().exclude(pk=university.pk).order_by("slug").first()
    states = (Proposal.State.SUBMITTED, Proposal.State.ACCEPTED, Proposal.State.RETURNED, Proposal.State.REJECTED)
    proposals = Proposal.objects.bulk_create(
        Proposal(
            content_type=content_type,
            object_id=chance.choice(programmes),
            name=f"Programme {number}",
            university=partner if number % 5 == 0 else university,
            author=user,
            state=chance.choice(states),
            created_at=now,
            submitted_at=now - timedelta(hours=number),
            answers_due_on=now.date() + timedelta(days=number % 14),
            risk_rank=Risk.SHARED.rank,
        )
        for number in range(PROPOSALS)
    )
    items = Item.objects.bulk_create(
        Item(proposal=each, operation="change", model="programmes.programme", row=str(each.object_id), column=column,
             old=None, new=24, risk=Risk.SHARED)
        for each in proposals
        for column in ("duration_months", "ects_total")
    )  # fmt: skip
    Answer.objects.bulk_create(
        Answer(item=item, university=university) for item in items if item.proposal.university_id == partner.pk
    )
