"""What has to be done before the portal can be served: each step once, and at once passed over where it is done."""

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from cluster_portal.catalogues import build_catalogues
from cluster_portal.loading.network import name_of_another
from cluster_portal.models import LoadedRecord
from cluster_portal.search.index import bring_up_to_date, rebuild
from programmes.history import note_facts

DATA = Path(__file__).resolve().parent / "data"
SECONDS_TO_ANSWER = 5  # a database that is there answers at once; without a limit a silent address is tried for minutes


def require_database():
    """Raise CommandError with one sentence unless the database of the settings answers."""
    if connection.settings_dict["NAME"] in ("", ":memory:"):
        raise CommandError(
            "DATABASE_URL names no database: write postgres://user:password@host:5432/name, or leave it out to use "
            "SQLite."
        )
    if connection.vendor == "postgresql":
        connection.settings_dict["OPTIONS"].setdefault("connect_timeout", SECONDS_TO_ANSWER)
    try:
        connection.ensure_connection()
    except Error as error:
        reason = str(error).strip().partition("\n")[0].rstrip(".")
        if not settings.DATABASE_URL:
            raise CommandError(f"{settings.DATABASES['default']['NAME']} cannot be opened ({reason}).") from None
        raise CommandError(
            f"The database of DATABASE_URL does not answer ({reason}): start it or correct the address, or leave "
            "DATABASE_URL out to use SQLite."
        ) from None


def migrate():
    """Bring the tables up to date. Return whether there was anything to do."""
    executor = MigrationExecutor(connection)
    call_command("createcachetable", verbosity=0)  # where it is missing, and only if the settings keep the cache there
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    call_command("migrate", interactive=False, verbosity=0)
    return True


def _content_fingerprint():
    """Return a digest of the data files and of the database that they are loaded into."""
    database = connection.settings_dict
    digest = hashlib.sha256(repr([str(database[key]) for key in ("ENGINE", "HOST", "PORT", "NAME")]).encode())
    for path in sorted(path for path in DATA.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(DATA)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def _is_another_networks():
    """Tell whether the database holds another network, loaded from another folder: then ours has no place there."""
    try:
        name = json.loads((DATA / "network.json").read_text(encoding="utf-8"))["name"]
    except (OSError, ValueError, KeyError, TypeError):
        return False  # loading will say what is wrong with the file
    return bool(name_of_another(name))


def load_content():
    """Load the network's own content where it is new or has changed. Return whether that was so."""
    if _is_another_networks():
        return False
    note = settings.VAR_DIR / "content-loaded"
    fingerprint = _content_fingerprint()
    is_known = note.exists() and note.read_text(encoding="utf-8") == fingerprint
    if is_known and LoadedRecord.objects.exists():  # else the database was made anew under the same name
        return False
    call_command("load_network", verbosity=0)
    note.write_text(fingerprint, encoding="utf-8")
    return True


def _static_fingerprint():
    """Return a digest of the names, sizes and times of all static files, of packages too."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect_static():
    """Put hashed and compressed copies of all static files into STATIC_ROOT. Return whether any had changed."""
    note = settings.STATIC_ROOT / ".collected"
    fingerprint = _static_fingerprint()
    if note.exists() and note.read_text(encoding="utf-8") == fingerprint:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    note.write_text(fingerprint, encoding="utf-8")
    return True


def prepare(say, *, static=False):
    """Do whatever is missing until the portal can be served, and tell `say` of what was done, one line each."""
    require_database()
    if migrate():
        say("The database is set up.")
    built = build_catalogues()  # first: what the search knows has words of the catalogues in it
    if built:
        say(f"The catalogues are built: {', '.join(built)}.")
    if load_content():
        say("The network's content is loaded.")
    elif built:
        rebuild()
    else:
        bring_up_to_date()
    note_facts()
    if static and collect_static():
        say("The static files are collected, hashed and compressed.")
