"""The network's own record, `network.json`: how it is read and where it is stored."""

from cluster_portal.core.languages import CODES, ENGLISH, text_columns
from cluster_portal.loading import checks, reading
from cluster_portal.loading.reading import Field
from cluster_portal.loading.records import Verdict, fingerprint
from cluster_portal.models import LoadedRecord
from cluster_portal.network.models import Network, NetworkFigure

FILE = "network.json"
TEXTS = ("tagline", "statement", "aims", "figures_note", "legal_form")

_colour = checks.matching(r"#[0-9a-f]{6}", "#0b5fa5")


def _figures(value):
    """Return what is wrong with the list of figures."""
    if not isinstance(value, list) or not all(isinstance(figure, dict) for figure in value):
        return "a list of objects is expected."
    columns = {
        "kind": checks.one_of(*NetworkFigure.Kind.values),
        "value": checks.whole_number,
        "year": checks.year,
        "source": reading.wrong_source,
    }
    for place, figure in enumerate(value, start=1):
        where = f"figure {place}"
        for name in figure.keys() - columns.keys():
            return f"{where}: {name} is an unknown field."
        for name in ("kind", "value", "source"):
            if figure.get(name) is None:
                return f"{where}: {name} is missing."
        for name, check in columns.items():
            if figure.get(name) is not None and (reason := check(figure[name])):
                return f"{where}: {name}: {reason}"
    kinds = [figure["kind"] for figure in value]
    twice = next((kind for kind in kinds if kinds.count(kind) > 1), None)
    return f"{twice} is there twice." if twice else ""


# What only this network can say of itself needs no source.
FIELDS = {
    "name": Field(checks.text, is_required=True, is_sourced=False),
    "full_name": Field(checks.text, is_sourced=False),
    "website": Field(checks.web_address, is_sourced=False),
    "contact_url": Field(checks.web_address, is_sourced=False),
    "contact_email": Field(checks.text, is_sourced=False),
    "accent": Field(_colour, is_sourced=False),
    "accent_dark": Field(_colour, is_sourced=False),
    "accent_2": Field(_colour, is_sourced=False),
    "accent_2_dark": Field(_colour, is_sourced=False),
    "founded_year": Field(checks.year),
    "registered_year": Field(checks.year),
    "registered_in": Field(checks.text),
    "figures": Field(_figures, is_sourced=False),
    **{name: Field(checks.text) for name in TEXTS},
}
_PLAIN = tuple(name for name in FIELDS if name not in (*TEXTS, "figures"))
_COLUMNS = (*_PLAIN, "source_language", "sources", *text_columns(*TEXTS))
_FIGURE_COLUMNS = ("kind", "value", "reference_year", "source")


def read(folder, translations, problems):
    """Return the network's `Record`; None, and the problems, where anything is wrong."""
    raw = reading.read_json(folder, FILE, problems)
    if raw is None:
        return None
    if not isinstance(raw, dict):
        problems.add(FILE, "", "", "an object is expected.")
        return None
    # The name is the key: it tells one network's records from another's.
    key = raw.get("name") if isinstance(raw.get("name"), str) else ""
    record = reading.read_record(FILE, key, raw, FIELDS, problems)
    entries = {language: content["network"] for language, content in translations.items()}
    texts = reading.texts_of(raw, FILE, "network", entries, TEXTS, problems)
    if record:
        record.texts.update(texts)
    return record


def name_of_another(name):
    """Return the name of the network in the database where it is another one than the named, else ""."""
    present = set(Network.objects.values_list("name", flat=True))
    loaded = set(LoadedRecord.objects.filter(file=FILE).values_list("key", flat=True))
    # Staff may rename the network on its page: then it is still the one that was loaded.
    if name in present | loaded:
        return ""
    return next(iter(present or loaded), "")


def _stored():
    """Return the fingerprint of the network in the database, None where there is none."""
    network = Network.objects.values(*_COLUMNS).first()
    if network is None:
        return None
    return fingerprint([network, list(NetworkFigure.objects.order_by("kind").values(*_FIGURE_COLUMNS))])


def store(record, ledger, problems):
    """Bring the network in the database to what its record says, where the ledger lets it."""
    verdict = ledger.judge(record, _stored())
    if not verdict.writes:
        return
    network = Network() if verdict == Verdict.ADDED else Network.objects.get()
    network.source_language = ENGLISH
    network.sources = record.sources
    for name in _PLAIN:
        setattr(network, name, record.get(name, Network._meta.get_field(name).get_default()))
    for name in TEXTS:
        for code in CODES:
            text = record.get(name) if code == ENGLISH else record.texts.get(code, {}).get(name)
            setattr(network, f"{name}_{code}", text)
    if not reading.is_valid(network, record, lambda column: column.removesuffix(f"_{ENGLISH}"), problems):
        return
    network.save()
    wanted = {figure["kind"]: figure for figure in record.get("figures", []) if figure["source"] != reading.UNVERIFIED}
    network.figures.exclude(kind__in=wanted).delete()
    present = {figure.kind: figure for figure in network.figures.all()}
    for kind, said in wanted.items():
        figure = present.get(kind) or NetworkFigure(network=network, kind=kind)
        figure.value, figure.reference_year, figure.source = said["value"], said.get("year"), said["source"]
        if reading.is_valid(figure, record, lambda _column: "figures", problems):
            figure.save()
    LoadedRecord.objects.filter(file=FILE).exclude(key=record.key).delete()  # of the time before a new name
    ledger.wrote(record, _stored())
