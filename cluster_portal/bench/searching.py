"""What the search costs with very many entries: questions, suggestions, keeping the index, writing it anew."""

import random
import statistics
from datetime import timedelta
from time import perf_counter
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.messages.storage.fallback import FallbackStorage
from django.db import connection, transaction
from django.utils import timezone

from cluster_portal.bench.line import Line
from cluster_portal.bench.portal import LANGUAGE
from cluster_portal.search.index import bring_up_to_date, rebuild
from cluster_portal.search.models import SearchChange, SearchEntry
from news.models import Article

MANY_ENTRIES = 20_000
# How many times the bare view a question may cost, in the middle of those below; SQLite works in this process.
TIMES_BARE = {"postgresql": 3, "sqlite": 5}
TIMES_SUGGESTED = 2
TIMES_SAVED = 2  # an article with its entries brought up to date, against one without
# As people ask: names, words of the subject, several words, a phrase, a mistake, something that nobody has.
QUESTIONS = (
    *("KTH", "Darmstadt", "Universitat Politecnica", "topic17", "Robotik", "Erasmus Mundus", "Grenobel"),
    *('"Summer School" -water', "energy", "Doppelabschluss Energie", "zzzzqqq"),
)
BEGINNINGS = ("kt", "gren", "energ", "doppel", "topic17", "unive")
WORDS = (
    *("energy", "photonics", "robotics", "materials", "transport", "water", "data", "structures", "nuclear", "food"),
    *("students", "mobility", "degree", "agreement", "summer", "school", "research", "grants", "teaching", "council"),
)
RARE = 2_000  # further words, which few articles have
ROUNDS = 7


def _article(number, chance, now):
    words = [*chance.choices(WORDS, k=6), *(f"topic{chance.randrange(RARE)}" for _word in range(60))]
    chance.shuffle(words)
    return Article(
        slug=f"generated-{number}",
        publication="published",
        published_at=now - timedelta(days=1, hours=number),
        title_en=f"{words[0]} and {words[1]} {number}".capitalize(),
        lead_en=" ".join(words[2:20]),
        body_en=f"<p>{' '.join(words[20:])}</p>",
    )


def _fill():
    """Store articles until the index has its many entries, and return (entries that were written, seconds)."""
    rebuild()
    chance, now = random.Random(1), timezone.now()  # noqa: S311  the same articles in every run
    missing = MANY_ENTRIES - SearchEntry.objects.count()
    Article.objects.bulk_create((_article(number, chance, now) for number in range(missing)), batch_size=500)
    _forget_changes()
    began = perf_counter()
    written = rebuild()
    seconds = perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a server does by itself after such a load
    return written, seconds


def _forget_changes():
    """Empty the list of changes for good: what PostgreSQL deletes inside a transaction stays in its way."""
    with connection.cursor() as cursor:
        word = "TRUNCATE TABLE" if connection.vendor == "postgresql" else "DELETE FROM"
        cursor.execute(f"{word} {SearchChange._meta.db_table}")


def _ratios(portal, addresses):
    """Return for each address its median seconds, and how many times the bare view that is."""
    times = {address: [] for address in ("/bare/", *addresses)}
    for number in range(ROUNDS + 1):
        for address, taken in times.items():
            seconds = portal.seconds(address)
            if number:  # the first round compiles templates
                taken.append(seconds)
    medians = {address: statistics.median(taken) for address, taken in times.items()}
    bare = medians.pop("/bare/")
    return {address: (seconds, seconds / bare) for address, seconds in medians.items()}


def _line(what, ratios, limit):
    seconds, ratio = (statistics.median(each[place] for each in ratios.values()) for place in (0, 1))
    return Line(what, f"{seconds * 1000:.1f} ms  {ratio:.2f} x", f"<= {limit} x", ratio <= limit)


class _Editor:
    """Somebody of the staff who saves the form of an article in the back office."""

    def __init__(self, portal):
        self.portal = portal
        self.user = get_user_model().objects.create_superuser("bench@example.org")
        self.article = Article.objects.order_by("pk").last()
        self.model_admin = admin.site.get_model_admin(Article)
        self.data = self._data()

    def _request(self, data):
        request = self.portal.factory.post("/", data)
        request.user, request.session = self.user, {}
        request._messages = FallbackStorage(request)  # noqa: SLF001
        request._dont_enforce_csrf_checks = True  # noqa: SLF001
        return request

    def _data(self):
        """Return what the browser would send: the form as it is shown, unchanged."""
        request = self._request({})
        form = self.model_admin.get_form(request, self.article, change=True)(instance=self.article)
        data = {}
        for name, field in form.fields.items():
            value = form.get_initial_for_field(field, name)
            if isinstance(field.widget, forms.MultiWidget):
                data |= {f"{name}_{place}": part or "" for place, part in enumerate(field.widget.decompress(value))}
            elif value is True:
                data[name] = "on"
            elif value not in (None, False):
                data[name] = [each.pk for each in value] if isinstance(value, list) else value
        for formset, _inline in self.model_admin.get_formsets_with_inlines(request, self.article):
            prefix = formset.get_default_prefix()
            data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
        return data

    def seconds(self, number, after):
        """Return how long it takes to save another lead, and to do what comes after."""
        request = self._request(self.data | {"lead_en": f"Another lead {number}."})
        began = self.portal.clock()
        response = self.model_admin.changeform_view(request, str(self.article.pk))
        after()
        taken = self.portal.clock() - began
        if response.status_code != 302:
            raise RuntimeError("The article was not saved, so saving it cannot be measured.")
        return taken


def _saving_line(portal):
    editor, with_entries, without = _Editor(portal), [], []
    for number in range(2 * ROUNDS + 1):
        without.append(editor.seconds(f"{number}a", lambda: None))
        _forget_changes()
        with_entries.append(editor.seconds(f"{number}b", bring_up_to_date))
        _forget_changes()
    seconds, ratio = statistics.median(with_entries), statistics.median(with_entries) / statistics.median(without)
    text = f"{seconds * 1000:.1f} ms  {ratio:.2f} x"
    return Line("saving an article with its entries", text, f"<= {TIMES_SAVED} x", ratio <= TIMES_SAVED)


def search_lines(portal):
    """Return lines on the search in very many entries."""
    with transaction.atomic():
        written, seconds = _fill()
        questions = [f"/{LANGUAGE}/search/?{urlencode({'q': question})}" for question in QUESTIONS]
        beginnings = [f"/{LANGUAGE}/search/suggest/?{urlencode({'q': beginning})}" for beginning in BEGINNINGS]
        asked, begun = _ratios(portal, questions), _ratios(portal, beginnings)
        slowest = max(taken for taken, _ratio in asked.values())
        lines = [
            Line(f"search index of {written} entries, anew", f"{written / seconds:.0f} entries/s"),
            _line(f"search in {MANY_ENTRIES} entries", asked, TIMES_BARE[connection.vendor]),
            Line("the slowest of these questions", f"{slowest * 1000:.1f} ms"),
            _line("suggestions", begun, TIMES_SUGGESTED),
            _saving_line(portal),
        ]
        transaction.set_rollback(True)
    return lines
