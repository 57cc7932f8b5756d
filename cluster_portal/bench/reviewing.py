"""What the work queue of reviewers costs with very many proposals."""

import statistics
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from cluster_portal.accounts.models import User
from cluster_portal.bench.line import Line
from cluster_portal.bench.portal import signed_in
from cluster_portal.review.models import Answer, Item, Proposal
from cluster_portal.review.registry import Risk
from members.models import University

FEW, MANY = 50, 5000
TIMES_FEW = 2
QUERIES = 12
ROUNDS = 12


def review_lines(portal):
    """Return lines on the queue of very many proposals, against one page of them; all is undone at the end."""
    address = reverse("admin:review_proposal_changelist")
    with transaction.atomic():
        reader = User.objects.create(email="bench@example.org", is_staff=True, is_superuser=True)
        generate_proposals(FEW, reader)
        with signed_in(portal, reader):
            few = _seconds(portal, address)
            generate_proposals(MANY - FEW, reader)
            many, statements = _seconds(portal, address), portal.queries(address)
        transaction.set_rollback(True)
    what, ratio = f"review queue with {MANY} proposals", many / few
    return [
        Line(f"{what}: time", f"{many * 1000:.1f} ms  {ratio:.2f} x", f"<= {TIMES_FEW} x", ratio <= TIMES_FEW),
        Line(f"{what}: queries", str(len(statements)), f"<= {QUERIES}", len(statements) <= QUERIES),
    ]


def _seconds(portal, address):
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a server does by itself after such a load
    taken = [portal.seconds(address) for _round in range(ROUNDS)]
    return statistics.median(taken[2:])  # the first ones compile templates


def generate_proposals(count, author):
    """Store so many proposals that wait, of all risks, with three items each and with answers that are asked for."""
    content_type, now = ContentType.objects.get_for_model(University), timezone.now()
    universities = list(University.objects.members().values_list("pk", flat=True))
    first = Proposal.objects.count()
    proposals = Proposal.objects.bulk_create(
        Proposal(
            content_type=content_type,
            object_id=universities[number % len(universities)],
            name=f"University {number}",
            university_id=universities[number % len(universities)],
            author=author,
            state=Proposal.State.SUBMITTED,
            created_at=now,
            submitted_at=now - timedelta(hours=number % 2000),
            nearest_on=now.date() + timedelta(days=number % 300) if number % 3 else None,
            answers_due_on=now.date() + timedelta(days=number % 20),
            risk_rank=number % len(Risk),
        )
        for number in range(first, first + count)
    )
    items = Item.objects.bulk_create(
        Item(
            proposal=proposal,
            operation="change",
            model=University._meta.label_lower,
            row=str(proposal.object_id),
            column=column,
            new="New",
            risk=proposal.risk,
        )
        for proposal in proposals
        for column in ("summary_en", "summary_fr", "city_en")
    )
    Answer.objects.bulk_create(
        Answer(item=item, university_id=universities[0]) for item in items if Risk(item.risk).needs_partners
    )
