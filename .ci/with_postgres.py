"""Run a command with DATABASE_URL naming a database on PostgreSQL: `with_postgres.py COMMAND...`.

The server is that of DATABASE_URL, else one that runs on this machine and lets us make databases, else a throw-away one
from the installed binaries, gone when the command has ended. The tests make and drop databases of their own on it.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg2

OLDEST = 140000  # what Django 5.2 asks for
SERVERS = (
    {"host": "127.0.0.1", "port": 5432, "user": "postgres"},
    {"host": "/var/run/postgresql", "port": 5432, "user": "postgres"},
)


def address(server):
    """Return the address of a database on a server, named after this process: others may be testing there too."""
    host = str(server["host"]).replace("/", "%2F")
    return f"postgres://{server['user']}@{host}:{server['port']}/portal_{os.getpid()}"


def serves_us(server):
    """Return whether the server answers without a password, is recent enough and lets us make databases."""
    try:
        connection = psycopg2.connect(dbname="postgres", connect_timeout=3, **server)
    except psycopg2.Error:
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
            return cursor.fetchone()[0] and connection.server_version >= OLDEST
    finally:
        connection.close()


def find_binaries():
    """Return the folder of the newest installed initdb and pg_ctl. Ends the program where there is none."""
    # The debianised folders first: what lies in PATH is often a wrapper or a link without its neighbours.
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    if found := shutil.which("initdb"):
        folders.append(Path(found).resolve().parent)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    sys.exit(
        "No PostgreSQL was found: start a server, install one (Debian and Ubuntu: apt install postgresql), or name one "
        "in DATABASE_URL."
    )


def ordinary_user():
    """Return the user to run the server as: PostgreSQL refuses root."""
    if os.geteuid():
        return None
    names = Path("/etc/passwd").read_text(encoding="utf-8")
    return "postgres" if "\npostgres:" in names else "nobody"


@contextmanager
def throw_away_server():
    """Start a server in a folder of its own, on a free port of 127.0.0.1 only; stop and delete it afterwards."""
    binaries, user = find_binaries(), ordinary_user()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    folder = tempfile.mkdtemp(prefix="portal-postgres-")
    if user:
        shutil.chown(folder, user)

    def run(program, *arguments):
        subprocess.run([binaries / program, *arguments], check=True, cwd=folder, user=user, stdout=subprocess.DEVNULL)

    data, options = f"{folder}/data", f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    try:
        run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        run("pg_ctl", "-D", data, "-l", f"{folder}/log", "-o", options, "-w", "start")
        try:
            yield {"host": "127.0.0.1", "port": port, "user": "postgres"}
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(command, url):
    """Run the command and return its exit status."""
    return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


def main(command):
    if url := os.environ.get("DATABASE_URL"):
        print("PostgreSQL: that of DATABASE_URL.", flush=True)
        return run(command, url)
    for server in SERVERS:
        if os.environ.get("THROW_AWAY") != "1" and serves_us(server):
            print(f"PostgreSQL: the server that runs at {server['host']}.", flush=True)
            return run(command, address(server))
    with throw_away_server() as server:
        print(f"PostgreSQL: a throw-away server at {server['host']}:{server['port']}.", flush=True)
        return run(command, address(server))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
