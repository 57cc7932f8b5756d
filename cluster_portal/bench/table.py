"""The table of what was measured: each line with its budget, and whether it is kept."""

import statistics

from django.urls import reverse
from django.utils import translation

from cluster_portal.bench.campaign import campaign_lines
from cluster_portal.bench.generated import made_up_to
from cluster_portal.bench.line import Line
from cluster_portal.bench.memory import measure_memory
from cluster_portal.bench.portal import BARE_ROWS, LANGUAGE
from cluster_portal.bench.reviewing import review_lines
from cluster_portal.bench.searching import search_lines
from cluster_portal.bench.weights import KILOBYTES, weights
from cluster_portal.bench.workspace import workspace_lines
from members.models import University, UniversityName
from programmes.models import Programme

# How many times the bare view a page may cost. Only the directory lists as many rows; the others have more to say.
TIMES_BARE = {
    "home page": 6,
    "directory": 4,
    "member page": 8,  # was 4 while it had no programmes, links and agreements, 7 while it had no news and events
    "catalogue": 8,
    "finder": 10,
    "programme page": 8,
    "coverage matrix": 5,
}
TIMES_SMALL = 1.5  # a page of the directory among a thousand, against the same among the real ones
TIMES_FEW = 2  # the catalogue of 3,000 programmes, against that of 300
TIMES_DEEP = 1.5  # a page far back in the news or events, against the first
TIMES_CATALOGUE = 3  # the finder over 3,000 programmes, against the catalogue of as many
QUERIES = {  # the frame of each page, the network and its menus, asks two of them
    "home page": 14,
    "directory": 8,
    "member page": 16,  # of these two for its news and events, one for who confirmed it
    "catalogue": 15,
    "finder": 15,
    "programme page": 15,  # of these two for who confirmed it
    "coverage matrix": 7,
    "news": 6,
    "events": 6,
}
MEGABYTES = 150  # of a serving process; fifteen of them are signing in (allauth, passkeys), workspace and review
MANY_UNIVERSITIES, MANY_MEMBERS = 1000, 60
FEW_NEWS, MANY_NEWS = 30, 10_000
FEW_PROGRAMMES, MANY_PROGRAMMES = 300, 3000
ROUNDS = 60


def page_addresses():
    """Return the pages that are measured: what they are called, and where they are."""
    # The member and the programme with most to show: a page that is half empty would flatter us.
    members = University.objects.published().members().values_list("slug", flat=True)
    member = max(members, key=lambda slug: UniversityName.objects.filter(university__slug=slug).count())
    programmes = Programme.objects.published().values_list("slug", flat=True)
    programme = max(programmes, key=lambda slug: Programme.objects.filter(slug=slug, steps__isnull=False).count())
    with translation.override(LANGUAGE):
        return {
            "home page": reverse("home"),
            "directory": reverse("members:university_list"),
            "member page": reverse("members:university_detail", args=[member]),
            "catalogue": reverse("programmes:programme_list"),
            "finder": f"{reverse('programmes:programme_finder')}?from={member}",
            "programme page": reverse("programmes:programme_detail", args=[programme]),
            "coverage matrix": reverse("programmes:coverage_matrix"),
        }


# Time and queries -----------------------------------------------------------------------------------------------------


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


def _median(portal, address, requests=8):
    portal.seconds(address)
    return statistics.median(portal.seconds(address) for _request in range(requests))


def directory_lines(portal, address):
    """Return lines on the directory of very many universities, against as it is now."""
    ratios, times, statements = [], [], []
    for _round in range(6):
        before = _median(portal, address)
        with made_up_to(universities=MANY_UNIVERSITIES):
            many = _median(portal, address)
            statements = portal.queries(address)
        ratios.append(2 * many / (before + _median(portal, address)))
        times.append(many)
    what = f"directory of {MANY_UNIVERSITIES} against that of {University.objects.count()}"
    return [
        _ratio_line(what, times, ratios, TIMES_SMALL),
        _queries_line(f"directory of {MANY_UNIVERSITIES}", statements, QUERIES["directory"]),
    ]


def programme_lines(portal, addresses):
    """Return lines on the catalogue, the finder and the matrix of very many programmes and of sixty members."""
    catalogue, finder, filtered = addresses["catalogue"], addresses["finder"], f"{addresses['catalogue']}?level=master"
    few, many, found, lines, statements = [], [], [], [], {}
    for _round in range(4):
        with made_up_to(programmes=FEW_PROGRAMMES):
            few.append(_median(portal, catalogue))
        with made_up_to(programmes=MANY_PROGRAMMES):
            many.append(_median(portal, catalogue))
            found.append(_median(portal, finder))
            statements = {address: portal.queries(address) for address in (catalogue, filtered, finder)}
    growth = [large / small for large, small in zip(many, few, strict=True)]
    lines.append(
        _ratio_line(f"catalogue of {MANY_PROGRAMMES} against that of {FEW_PROGRAMMES}", many, growth, TIMES_FEW)
    )
    against = [own / other for own, other in zip(found, many, strict=True)]
    lines.append(_ratio_line(f"finder over {MANY_PROGRAMMES} against the catalogue", found, against, TIMES_CATALOGUE))
    lines.append(_queries_line(f"catalogue of {MANY_PROGRAMMES}", statements[catalogue], QUERIES["catalogue"]))
    lines.append(_queries_line("the same with a filter", statements[filtered], QUERIES["catalogue"]))
    lines.append(_queries_line(f"finder over {MANY_PROGRAMMES}", statements[finder], QUERIES["finder"]))
    with made_up_to(universities=MANY_MEMBERS + 9, programmes=FEW_PROGRAMMES):  # nine of the real ones are no members
        matrix = portal.queries(addresses["coverage matrix"])
        seconds = _median(portal, addresses["coverage matrix"])
    lines.append(Line(f"coverage matrix of {MANY_MEMBERS} members: time", f"{seconds * 1000:.1f} ms"))
    lines.append(_queries_line(f"coverage matrix of {MANY_MEMBERS} members", matrix, QUERIES["coverage matrix"]))
    return lines


def news_lines(portal):
    """Return lines on the lists of very many articles and events, and on how far into them a visitor may go."""
    lines = []
    for name, kind in (("news", "articles"), ("events", "events")):
        address, few, many = f"/en/{name}/", [], []
        deep, statements = f"{address}?page={MANY_NEWS // 50}", {}
        growth, depth = [], []
        for _round in range(4):
            with made_up_to(**{kind: FEW_NEWS}):
                few.append(_median(portal, address))
                statements[FEW_NEWS] = portal.queries(address)
            with made_up_to(**{kind: MANY_NEWS}):
                many.append(_median(portal, address))
                depth.append(_median(portal, deep) / many[-1])
                statements[MANY_NEWS] = portal.queries(address)
            growth.append(many[-1] / few[-1])
        lines += [_queries_line(f"{name}, {count}", statements[count], QUERIES[name]) for count in statements]
        against = f"{name}: {MANY_NEWS} against {FEW_NEWS}"
        text = f"{statistics.median(many) * 1000:.1f} ms  {statistics.median(growth):.2f} x"
        lines.append(Line(f"{against}: time", text))
        ratio = statistics.median(depth)
        lines.append(
            Line(f"{name}: a deep page against the first", f"{ratio:.2f} x", f"<= {TIMES_DEEP} x", ratio <= TIMES_DEEP)
        )
    return lines


def time_lines(portal, addresses):
    """Return lines on time and queries."""
    # The bare view finds its thirty rows, the pages show what they show to visitors.
    with made_up_to(universities=BARE_ROWS, publication="draft"):
        times = measure_times(portal, addresses)
    lines = []
    for name, (seconds, ratio) in times.items():
        limit = TIMES_BARE.get(name)  # the bare view itself has none
        text = f"{seconds * 1000:.1f} ms  {ratio:.2f} x"
        lines.append(Line(f"{name}: time", text, f"<= {limit} x" if limit else "", not limit or ratio <= limit))
    lines += [_queries_line(name, portal.queries(address), QUERIES[name]) for name, address in addresses.items()]
    return (
        lines
        + directory_lines(portal, addresses["directory"])
        + programme_lines(portal, addresses)
        + news_lines(portal)
        + search_lines(portal)
        + review_lines(portal)
        + workspace_lines(portal)
        + campaign_lines()
    )


def _ratio_line(what, times, ratios, limit):
    seconds, ratio = statistics.median(times), statistics.median(ratios)
    return Line(f"{what}: time", f"{seconds * 1000:.1f} ms  {ratio:.2f} x", f"<= {limit} x", ratio <= limit)


def _queries_line(what, statements, limit):
    number, length = len(statements), sum(map(len, statements))
    return Line(f"{what}: queries", f"{number} ({length} characters)", f"<= {limit}", number <= limit)


# Weight and memory ----------------------------------------------------------------------------------------------------


def weight_lines(portal, addresses):
    """Return lines on what a first visit transfers."""
    lines = []
    for name, address in addresses.items():
        sizes = weights(portal.content(address), portal.content)
        for kind, limit in KILOBYTES.items():
            if kind == "all" and name != "home page":
                continue
            size = sizes[kind] / 1024
            lines.append(Line(f"{name}: {kind}", f"{size:.1f} KB", f"<= {limit} KB", size <= limit))
    return lines


def memory_lines(addresses, port, database_url):
    """Return the line on memory, none where it cannot be measured."""
    measured = measure_memory(list(addresses.values()), port, database_url)
    if measured is None:
        return [Line("memory of a serving process", "only on Linux")]
    resident, proportional = measured
    text = f"RSS {resident:.0f} MB, PSS {proportional:.0f} MB"
    return [Line("a serving process after 200 requests", text, f"<= {MEGABYTES} MB", resident <= MEGABYTES)]
