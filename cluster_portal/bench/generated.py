"""Content in numbers that no network has, for a while: all is undone at the end."""

import random
from contextlib import contextmanager
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone

from members.models import Membership, University, UniversityName
from news.models import Article, Event
from programmes import isced
from programmes.deadlines import last_moment
from programmes.models import (
    Deadline,
    Intake,
    MobilityPath,
    PathStep,
    Programme,
    ProgrammePartner,
    ProgrammeSubject,
    TeachingLanguage,
)
from programmes.vocabulary import Awarding, Certainty, Kind, Level, Purpose, Status


def generate_universities(count, publication):
    """Store so many members with two names each."""
    countries = ("SE", "DE", "FR", "IT", "ES", "PT", "NL", "FI", "BE", "CH")
    universities = University.objects.bulk_create(
        [
            University(
                slug=f"generated-{number}",
                publication=publication,
                country=countries[number % len(countries)],
                city_en=f"City {number}",
                hue=number % 24,
                latitude=40 + number % 20,
                longitude=number % 30,
            )
            for number in range(count)
        ]
    )
    UniversityName.objects.bulk_create(
        UniversityName(university=university, kind=kind, language=language, value=f"{word} {university.slug}")
        for university in universities
        for kind, language, word in (("official", "en", "University"), ("acronym", "en", "U"))
    )
    Membership.objects.bulk_create(
        Membership(
            university=university, category="full" if university.pk % 2 else "associate", valid_from="1990-01-01"
        )
        for university in universities
    )


def generate_programmes(count):
    """Store so many programmes of two or three members, with paths, languages, a subject and dates."""
    chance = random.Random(count)  # noqa: S311  the same programmes in every run
    universities = list(University.objects.published().members().values_list("pk", flat=True))
    fields = isced.detailed_fields()
    programmes = Programme.objects.bulk_create(
        Programme(
            slug=f"generated-{number}",
            publication="published",
            title_en=f"{chance.choice(WORDS)} {chance.choice(WORDS).lower()} {number}",
            kind=Kind.DUAL,
            level=chance.choice([Level.MASTER, Level.MASTER, Level.MASTER, Level.DOCTORATE]),
            status=chance.choice([Status.OPEN, Status.OPEN, Status.UNCONFIRMED, Status.CLOSED]),
            ects_total=120,
            duration_months=24,
        )
        for number in range(count)
    )
    partners = {each.pk: chance.sample(universities, chance.choice([2, 2, 3])) for each in programmes}
    ProgrammePartner.objects.bulk_create(
        ProgrammePartner(
            programme_id=programme,
            university_id=university,
            position=position,
            is_coordinator=position == 0,
            awarding=Awarding.YES,
            degree_title="Master of Science",
        )
        for programme, chosen in partners.items()
        for position, university in enumerate(chosen)
    )
    ProgrammeSubject.objects.bulk_create(
        ProgrammeSubject(programme=each, code=chance.choice(fields)) for each in programmes
    )
    TeachingLanguage.objects.bulk_create(
        TeachingLanguage(programme=each, language=language)
        for each in programmes
        for language in chance.choice([["en"], ["en", "fr"], ["de"], ["es", "en"]])
    )
    _generate_paths(partners)
    _generate_dates(programmes, chance)


WORDS = ("Energy", "Photonics", "Robotics", "Materials", "Transport", "Water", "Data", "Structures", "Nuclear", "Food")


def _generate_paths(partners):
    paths = MobilityPath.objects.bulk_create(
        MobilityPath(programme_id=programme, code=f"{first}-{second}", position=position)
        for programme, chosen in partners.items()
        for position, (first, second) in enumerate([(chosen[0], chosen[1]), (chosen[1], chosen[0])])
    )
    PathStep.objects.bulk_create(
        PathStep(programme_id=path.programme_id, path=path, order=order, university_id=int(pk), months=12, ects=60)
        for path in paths
        for order, pk in enumerate(path.code.split("-"), start=1)
    )


def _generate_dates(programmes, chance):
    year = timezone.now().year
    intakes = Intake.objects.bulk_create(Intake(programme=each, academic_year=year + 1) for each in programmes)
    deadlines = [
        Deadline(
            programme=intake.programme,
            intake=intake,
            purpose=Purpose.APPLICATION,
            closes_on=date(year, 7, 1) + timedelta(days=chance.randrange(400)),
            time_zone="Europe/Brussels",
            certainty=chance.choice([Certainty.FIRM, Certainty.FIRM, Certainty.EXPECTED]),
        )
        for intake in intakes
    ]
    for deadline in deadlines:
        deadline.last_moment = last_moment(deadline.terms)
    Deadline.objects.bulk_create(deadlines)


def generate_articles(count):
    """Store so many public articles, one a day back from yesterday."""
    now = timezone.now()
    Article.objects.bulk_create(
        Article(
            slug=f"generated-{number}",
            publication="published",
            published_at=now - timedelta(days=1, hours=7 * number),
            title_en=f"Article {number}",
            lead_en="What is new in the network. " * 4,
            body_en="<p>More about it.</p>" * 40,
        )
        for number in range(count)
    )


def generate_events(count):
    """Store so many published events that are over, back from yesterday."""
    last = timezone.now() - timedelta(days=1)
    moments = [last - timedelta(hours=7 * number) for number in range(count)]
    Event.objects.bulk_create(
        Event(
            slug=f"generated-{number}",
            publication="published",
            starts_on=moment.date(),
            first_moment=moment - timedelta(hours=2),
            last_moment=moment,
            title_en=f"Event {number}",
            summary_en="What it is about. " * 6,
            body_en="<p>More about it.</p>" * 40,
        )
        for number, moment in enumerate(moments)
    )


@contextmanager
def made_up_to(*, universities=0, programmes=0, articles=0, events=0, publication="published"):
    """Let the database hold this many of each for a while; all is undone at the end."""
    with transaction.atomic():
        generate_universities(max(universities - University.objects.count(), 0), publication)
        generate_programmes(max(programmes - Programme.objects.count(), 0))
        generate_articles(max(articles - Article.objects.count(), 0))
        generate_events(max(events - Event.objects.count(), 0))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as a server does by itself after such a load
        yield
        transaction.set_rollback(True)
