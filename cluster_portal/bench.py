"""What pages cost: time against a bare view, queries, weight and memory, each with its budget (`make bench`).

Times are ratios measured in one run, side by side, so that they mean the same on a slow machine and on a fast one.
"""

import gzip
import os
import re
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.request import urlopen

import brotli
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.core.handlers.base import BaseHandler
from django.core.management import CommandError
from django.db import connection, transaction
from django.http import HttpResponse
from django.template import engines
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import path

from cluster_portal.ports import HOST
from members.models import Membership, University, UniversityName

TIMES_BARE = 4  # a page may cost this many times the bare view
TIMES_SMALL = 1.5  # a page of the directory among a thousand, against the same among the real ones
QUERIES = 8
MEGABYTES = 130  # of a serving process
KILOBYTES = {"HTML": 25, "CSS": 25, "JavaScript": 20, "fonts": 90, "all": 200}  # compressed, on a first visit
MANY = 1000
ROUNDS = 60
LANGUAGE = "de"  # not English: texts fall back, as they do for most visitors

# The bare view --------------------------------------------------------------------------------------------------------

BARE_ROWS = 30
_BARE = """<!doctype html><html lang="en"><title>Universities</title><ul>{% for university in universities %}
<li>{{ university.slug }}, {{ university.city }}, {{ university.country.name }}, {{ university.founded_year }}</li>
{% endfor %}</ul></html>"""


def bare(request):
    """List thirty universities as Django does it when nobody adds anything: one query, one loop, a bare page."""
    universities = University.objects.order_by("slug")[:BARE_ROWS]
    return HttpResponse(engines["django"].from_string(_BARE).render({"universities": universities}, request))


urlpatterns = [path("bare/", bare)]


# Time and queries -----------------------------------------------------------------------------------------------------


class Portal:
    """The portal as its server calls it: every middleware, no network."""

    def __init__(self):
        # SQLite works inside this process, so the time that the processor spent on it is all there is, and neighbours
        # on the machine do not disturb it. Another server's work shows on the clock on the wall only.
        self.clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
        self.handler = BaseHandler()
        self.handler.load_middleware()
        self.factory = RequestFactory(headers={"host": settings.ALLOWED_HOSTS[0], "accept-encoding": "gzip"})

    def get(self, address):
        """Return (response, seconds) of a request; raises CommandError unless it is answered with 200."""
        cache.clear()
        request = self.factory.get(address)
        if address == "/bare/":
            request.urlconf = __name__
        began = self.clock()
        response = self.handler.get_response(request)
        seconds = self.clock() - began
        # The response is not closed: that would close the database connection, and with it the generated universities.
        if response.status_code != 200:
            raise CommandError(f"{address} is answered with {response.status_code}: it cannot be measured.")
        return response, seconds

    def seconds(self, address):
        return self.get(address)[1]

    def queries(self, address):
        """Return the SQL statements of a request."""
        with CaptureQueriesContext(connection) as captured:
            self.get(address)
        return [query["sql"] for query in captured.captured_queries]


def page_addresses():
    """Return the pages that are measured: what they are called, and where they are."""
    # The member with most to show: a page that is half empty would flatter us.
    slugs = University.objects.published().members().values_list("slug", flat=True)
    slug = max(slugs, key=lambda slug: UniversityName.objects.filter(university__slug=slug).count())
    return {
        "home page": f"/{LANGUAGE}/",
        "directory": f"/{LANGUAGE}/members/",
        "member page": f"/{LANGUAGE}/members/{slug}/",
    }


def measure_times(portal, addresses, rounds=ROUNDS):
    """Return for each page, and for the bare view, (median seconds, median of the ratios to the bare view)."""
    names = ["bare view", *addresses]
    times = {name: [] for name in names}
    for number in range(rounds + 3):
        # In turns, each round beginning with another page: what else the machine does hits all alike.
        start = number % len(names)
        for name in names[start:] + names[:start]:
            seconds = portal.seconds(addresses.get(name, "/bare/"))
            if number >= 3:  # the first rounds compile templates and open connections
                times[name].append(seconds)
    return {
        name: (
            statistics.median(taken),
            statistics.median(own / base for own, base in zip(taken, times["bare view"], strict=True)),
        )
        for name, taken in times.items()
    }


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


@contextmanager
def universities_made_up_to(count, publication="published"):
    """Let the database hold this many universities for a while; all is undone at the end."""
    with transaction.atomic():
        generate_universities(max(count - University.objects.count(), 0), publication)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as a server does by itself after such a load
        yield
        transaction.set_rollback(True)


def measure_growth(portal, address, rounds=6, requests=8):
    """Return (median seconds, median ratio, queries) of an address among MANY universities, against as it is now."""
    ratios, times, statements = [], [], []
    for _round in range(rounds):
        small = [portal.seconds(address) for _request in range(requests)]
        with universities_made_up_to(MANY):
            portal.seconds(address)
            large = [portal.seconds(address) for _request in range(requests)]
            statements = portal.queries(address)
        small += [portal.seconds(address) for _request in range(requests)]
        times += large
        ratios.append(statistics.median(large) / statistics.median(small))
    return statistics.median(times), statistics.median(ratios), statements


# Weight ---------------------------------------------------------------------------------------------------------------


class _Linked(HTMLParser):
    """The addresses that a browser loads with a page, by kind."""

    def __init__(self):
        super().__init__()
        self.addresses = {"CSS": [], "JavaScript": [], "fonts": [], "pictures": []}

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        relation = (attributes.get("rel") or "").split()
        if tag == "link" and "stylesheet" in relation:
            self._add("CSS", attributes.get("href"))
        elif tag == "link" and ("modulepreload" in relation or attributes.get("as") == "script"):
            self._add("JavaScript", attributes.get("href"))
        elif tag == "link" and attributes.get("as") == "font":
            self._add("fonts", attributes.get("href"))
        elif tag == "link" and "icon" in relation:
            self._add("pictures", attributes.get("href"))
        elif tag == "script":
            self._add("JavaScript", attributes.get("src"))
        elif tag in ("img", "use", "image"):
            self._add("pictures", attributes.get("src") or attributes.get("href") or attributes.get("xlink:href"))

    def _add(self, kind, address):
        address = (address or "").partition("#")[0]
        if address.startswith("/") and address not in self.addresses[kind]:
            self.addresses[kind].append(address)


def _static_file(address):
    """Return the content of a static file by its address, hashed or not."""
    name = address.removeprefix(settings.STATIC_URL)
    collected = Path(settings.STATIC_ROOT) / name
    place = collected if collected.is_file() else finders.find(name)
    if not place:
        raise CommandError(f"{address} is linked, but there is no such file.")
    return Path(place).read_bytes()


def weights(html, fetch):
    """Return the bytes that a first visit to a page transfers, compressed: by kind (see KILOBYTES), and "all".

    `html` is the page as bytes, `fetch` a function that returns the bytes at an address that is not a static file.
    Fonts count once each, wherever a style sheet names them.
    """
    linked = _Linked()
    linked.feed(html.decode())
    sizes = {"HTML": len(gzip.compress(html, 6)), "CSS": 0, "JavaScript": 0, "fonts": 0, "pictures": 0}
    fonts = dict.fromkeys(linked.addresses.pop("fonts"))
    for kind, addresses in linked.addresses.items():
        for address in addresses:
            content = _static_file(address) if address.startswith(settings.STATIC_URL) else fetch(address)
            is_compressed = address.endswith((".png", ".webp", ".jpg", ".ico"))
            sizes[kind] += len(content) if is_compressed else len(brotli.compress(content))
            if kind == "CSS":
                for name in re.findall(r"url\([\"']?([^)\"']+\.woff2)[\"']?\)", content.decode()):
                    fonts[os.path.normpath(f"{address.rpartition('/')[0]}/{name}") if name[0] != "/" else name] = None
    sizes["fonts"] = sum(len(_static_file(address)) for address in fonts)
    return {**sizes, "all": sum(sizes.values())}


# Memory ---------------------------------------------------------------------------------------------------------------


def _kilobytes(pid, file, line):
    match = re.search(rf"^{line}:\s+(\d+) kB", Path(f"/proc/{pid}/{file}").read_text(encoding="utf-8"), re.MULTILINE)
    return int(match.group(1))


def _children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()]


def measure_memory(addresses, port, database_url, requests=200):
    """Return (resident, proportional) megabytes of a process of the production server after so many requests.

    None where the system does not tell (it is read from /proc, so on Linux only).
    """
    if not Path("/proc/self/smaps_rollup").exists():
        return None
    configuration = settings.BASE_DIR / "deploy" / "gunicorn.conf.py"
    command = [sys.executable, "-m", "gunicorn", "--config", str(configuration), "--bind", f"{HOST}:{port}"]
    environment = {**os.environ, "DATABASE_URL": database_url, "WEB_CONCURRENCY": "1"}
    with subprocess.Popen([*command, "cluster_portal.wsgi"], cwd=settings.BASE_DIR, env=environment) as server:  # noqa: S603
        try:
            _await(server, f"http://{HOST}:{port}/healthz")
            languages = [code for code, _name in settings.LANGUAGES]
            places = [address.replace(f"/{LANGUAGE}/", "/{}/") for address in addresses]
            for number in range(requests):
                place = places[number % len(places)].format(languages[number // len(places) % len(languages)])
                with urlopen(f"http://{HOST}:{port}{place}", timeout=30) as response:
                    response.read()
            worker = _children(server.pid)[0]
            return _kilobytes(worker, "status", "VmRSS") / 1024, _kilobytes(worker, "smaps_rollup", "Pss") / 1024
        finally:
            server.terminate()


def _await(server, address, seconds=30):
    """Wait until the server answers at the address."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(address, timeout=5):  # noqa: S310  our own server
                return
        except OSError:
            time.sleep(0.1)
    raise CommandError("The production server does not answer, so its memory cannot be measured.")


# The table ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One line of the table: what was measured, as it is to be read, and whether it is within its budget."""

    what: str
    measured: str
    budget: str = ""
    is_kept: bool = True

    def __str__(self):
        mark = "" if not self.budget else "  ok" if self.is_kept else "  TOO MUCH"
        return f"{self.what:<44}{self.measured:>22}{self.budget:>14}{mark}"


def time_lines(portal, addresses):
    """Return lines on time and queries."""
    lines = []
    # The bare view finds its thirty rows, the pages show what they show to visitors.
    with universities_made_up_to(BARE_ROWS, publication="draft"):
        times = measure_times(portal, addresses)
    for name, (seconds, ratio) in times.items():
        text = f"{seconds * 1000:.1f} ms  {ratio:.2f} x"
        is_budgeted = name in ("directory", "member page")
        lines.append(
            Line(
                f"{name}: time",
                text,
                f"<= {TIMES_BARE} x" if is_budgeted else "",
                not is_budgeted or ratio <= TIMES_BARE,
            )
        )
    count = University.objects.count()
    seconds, ratio, statements = measure_growth(portal, addresses["directory"])
    lines.append(
        Line(
            f"directory of {MANY} against that of {count}: time",
            f"{seconds * 1000:.1f} ms  {ratio:.2f} x",
            f"<= {TIMES_SMALL} x",
            ratio <= TIMES_SMALL,
        )
    )
    measured = {name: portal.queries(address) for name, address in addresses.items()}
    measured[f"directory of {MANY}"] = statements
    for name, queries in measured.items():
        number, length = len(queries), sum(map(len, queries))
        lines.append(Line(f"{name}: queries", f"{number} ({length} characters)", f"<= {QUERIES}", number <= QUERIES))
    return lines


def weight_lines(portal, addresses):
    """Return lines on what a first visit transfers."""

    def fetch(address):
        return _plain(portal.get(address)[0])

    lines = []
    for name, address in addresses.items():
        sizes = weights(_plain(portal.get(address)[0]), fetch)
        for kind, limit in KILOBYTES.items():
            if kind == "all" and name != "home page":
                continue
            size = sizes[kind] / 1024
            lines.append(Line(f"{name}: {kind}", f"{size:.1f} KB", f"<= {limit} KB", size <= limit))
    return lines


def _plain(response):
    """Return the content of a response as it was before it was compressed."""
    content = response.getvalue() if response.streaming else response.content
    return gzip.decompress(content) if response.get("Content-Encoding") == "gzip" else content


def memory_lines(addresses, port, database_url):
    """Return the line on memory, none where it cannot be measured."""
    measured = measure_memory(list(addresses.values()), port, database_url)
    if measured is None:
        return [Line("memory of a serving process", "only on Linux")]
    resident, proportional = measured
    text = f"RSS {resident:.0f} MB, PSS {proportional:.0f} MB"
    return [Line("a serving process after 200 requests", text, f"<= {MEGABYTES} MB", resident <= MEGABYTES)]
