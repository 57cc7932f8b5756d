"""How much memory a process of the production server takes."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

from django.conf import settings
from django.core.management import CommandError

from cluster_portal.bench.portal import LANGUAGE
from cluster_portal.ports import HOST


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
