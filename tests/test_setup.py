"""From a fresh clone to a portal: each step once, and one sentence for whatever stands in the way."""

import os
import re
import socket
import stat
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.test import Client

from cluster_portal import preparation
from cluster_portal.accounts.models import User
from cluster_portal.models import LoadedRecord
from cluster_portal.network.models import Network
from cluster_portal.ports import port_problem
from cluster_portal.search.index import bring_up_to_date
from cluster_portal.search.models import SearchEntry
from tests.factories.programmes import ProgrammeFactory

ROOT = Path(django_settings.BASE_DIR)


def manage(*arguments, **environment):
    """Run manage.py in a process of its own, in local mode unless the environment says otherwise."""
    own = {"PATH": os.environ["PATH"], "PYTHONWARNINGS": "ignore", **environment}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=own, capture_output=True, text=True, check=False
    )


def venv(folder, *arguments, **environment):
    """Run deploy/venv.sh in a folder."""
    own = {"PATH": "/usr/bin:/bin", **environment}
    return subprocess.run(
        ["/bin/sh", ROOT / "deploy" / "venv.sh", *arguments],
        cwd=folder,
        env=own,
        capture_output=True,
        text=True,
        check=False,
    )


def write_program(path, text):
    path.write_text(text, encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def free_port():
    """Return the number, as text, of a port that nobody listens at."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return str(listener.getsockname()[1])


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


# Python ---------------------------------------------------------------------------------------------------------------


def test_a_python_that_is_too_old_is_refused_in_one_sentence(tmp_path):
    old = write_program(tmp_path / "python3", '#!/bin/sh\ncase "$2" in *exit*) exit 1;; *) echo 3.9;; esac\n')
    result = venv(tmp_path, PYTHON=str(old))
    assert result.returncode == 1
    assert result.stderr == (
        f"{old} is not a Python 3.11 or newer that runs here: name one that is (make run PYTHON=/path/to/python3.11), "
        "or leave PYTHON out.\n"
    )
    assert not (tmp_path / ".venv").exists()


def test_where_no_python_is_new_enough_one_sentence_says_what_to_install(tmp_path):
    write_program(tmp_path / "python3", "#!/bin/sh\nexit 1\n")
    result = venv(tmp_path, PATH=str(tmp_path))
    assert result.returncode == 1
    assert result.stderr == (
        "No Python 3.11 or newer was found: install one (Debian and Ubuntu: apt install python3 python3-venv), or name "
        "it: make run PYTHON=/path/to/python3.11.\n"
    )


def test_packages_are_installed_when_the_list_changes_and_only_then(tmp_path):
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    log = tmp_path / "installed"
    write_program(tmp_path / ".venv" / "bin" / "python", f'#!/bin/sh\n[ "$1" = -c ] || echo "$*" >>{log}\n')
    (tmp_path / "requirements.txt").write_text("Django\n", encoding="utf-8")
    for _time in range(2):
        assert venv(tmp_path, "requirements.txt").returncode == 0
    assert len(log.read_text(encoding="utf-8").splitlines()) == 1
    (tmp_path / "requirements.txt").write_text("Django>5\n", encoding="utf-8")
    assert venv(tmp_path, "requirements.txt").returncode == 0
    assert len(log.read_text(encoding="utf-8").splitlines()) == 2


def test_packages_that_cannot_be_installed_are_tried_again_the_next_time(tmp_path):
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    write_program(tmp_path / ".venv" / "bin" / "python", '#!/bin/sh\n[ "$1" = -c ]\n')
    (tmp_path / "requirements.txt").write_text("Django\n", encoding="utf-8")
    for _time in range(2):
        result = venv(tmp_path, "requirements.txt")
        assert result.returncode == 1
        assert "check the connection to the network and try again" in result.stderr


# Port -----------------------------------------------------------------------------------------------------------------


def test_a_taken_port_is_told_with_a_way_out(taken_port):
    sentence = f"Port {taken_port} is in use: stop what runs there, or choose another: make run PORT={taken_port + 1}."
    assert port_problem(str(taken_port)) == sentence
    result = subprocess.run(
        [sys.executable, "-m", "cluster_portal.ports", str(taken_port)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (1, f"{sentence}\n")


@pytest.mark.parametrize("text", ["", "0", "65536", "http", "-1", "８０００", "80 00"])
def test_what_is_no_port_is_told_so(text):
    assert port_problem(text) == f"PORT must be a number from 1 to 65535, not {text!r}: make run PORT=8001."


def test_a_free_port_is_no_problem():
    assert port_problem(free_port()) == ""


def test_start_looks_at_the_port_before_anything_else(taken_port, tmp_path):
    result = manage("start", "--port", str(taken_port), VAR_DIR=str(tmp_path))
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert f"Port {taken_port} is in use" in result.stderr
    assert list(tmp_path.glob("*.sqlite3")) == []


# Database and mode ----------------------------------------------------------------------------------------------------


def test_an_address_that_is_none_is_refused_in_one_sentence(tmp_path):
    result = manage("start", VAR_DIR=str(tmp_path), DATABASE_URL="nonsense")
    assert result.returncode == 1
    assert result.stderr == (
        "DATABASE_URL is not a database address. Write postgres://user:password@host:5432/name (special characters "
        "in the password percent-encoded), or leave it out to use SQLite.\n"
    )


def test_a_database_that_does_not_answer_is_told_in_one_sentence_without_the_password(tmp_path):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))  # bound but not listening: nobody else can answer there
        address = f"postgres://portal:very-secret@127.0.0.1:{listener.getsockname()[1]}/portal"
        result = manage("start", "--port", free_port(), VAR_DIR=str(tmp_path), DATABASE_URL=address)
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "The database of DATABASE_URL does not answer" in result.stderr
    assert "leave DATABASE_URL out to use SQLite" in result.stderr
    assert "very-secret" not in result.stderr


def test_a_file_that_sqlite_cannot_open_is_told_in_one_sentence(tmp_path):
    result = manage(
        "start", "--port", free_port(), VAR_DIR=str(tmp_path), DATABASE_URL="sqlite:////no/such/folder/portal.sqlite3"
    )
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "unable to open database file" in result.stderr


def test_production_is_not_started_as_local_mode_nor_the_other_way_round(settings):
    settings.LOCAL_MODE = False
    with pytest.raises(CommandError, match="SITE_URL is set, which means production"):
        call_command("start")
    settings.LOCAL_MODE = True
    with pytest.raises(CommandError, match="SITE_URL is not set, so this would be local mode"):
        call_command("serve")


# Steps that are done once ---------------------------------------------------------------------------------------------


def test_nothing_is_migrated_where_all_is_migrated(db):
    assert preparation.migrate() is False


def test_content_is_loaded_once_and_again_when_a_file_changes(db, settings, tmp_path, monkeypatch):
    settings.VAR_DIR, data = tmp_path / "var", tmp_path / "data"
    settings.VAR_DIR.mkdir()
    data.mkdir()
    loads = []

    def load(name, **options):
        loads.append(name)
        LoadedRecord.objects.get_or_create(file="universities.json", key="one")

    monkeypatch.setattr(preparation, "DATA", data)
    monkeypatch.setattr(preparation, "call_command", load)
    (data / "universities.json").write_text("[]", encoding="utf-8")
    assert [preparation.load_content(), preparation.load_content()] == [True, False]
    (data / "universities.json").write_text("[1]", encoding="utf-8")
    assert [preparation.load_content(), preparation.load_content()] == [True, False]
    LoadedRecord.objects.all().delete()  # another database under the same name
    assert [preparation.load_content(), preparation.load_content()] == [True, False]
    assert loads == ["load_network"] * 3


def test_another_networks_database_is_served_as_it_is(db, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    call_command("load_network", "tests/data/small_network", verbosity=0)
    assert preparation.load_content() is False
    assert set(Network.objects.values_list("name", flat=True)) == {"Lyra"}


def test_static_files_are_collected_once_and_again_when_one_changes(settings, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.css").write_text("a{color:red}", encoding="utf-8")
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [source]
    assert [preparation.collect_static(), preparation.collect_static()] == [True, False]
    (source / "a.css").write_text("a{color:blue}", encoding="utf-8")
    assert [preparation.collect_static(), preparation.collect_static()] == [True, False]
    assert (settings.STATIC_ROOT / "a.css").read_text(encoding="utf-8") == "a{color:blue}"


def test_preparing_tells_what_was_done_and_nothing_where_all_was_done(db, monkeypatch):
    said = []
    monkeypatch.setattr(preparation, "load_content", lambda: True)
    monkeypatch.setattr(preparation, "build_catalogues", lambda: ["fi", "sv"])
    preparation.prepare(said.append)
    assert said == ["The catalogues are built: fi, sv.", "The network's content is loaded."]
    said.clear()
    monkeypatch.setattr(preparation, "load_content", lambda: False)
    monkeypatch.setattr(preparation, "build_catalogues", list)
    preparation.prepare(said.append)
    assert said == []


def test_the_search_learns_the_words_of_new_catalogues(db, monkeypatch):
    ProgrammeFactory(title_en="Energy", kind="dual")
    bring_up_to_date()
    SearchEntry.objects.update(detail="as it was")
    monkeypatch.setattr(preparation, "load_content", lambda: False)
    monkeypatch.setattr(preparation, "build_catalogues", list)
    preparation.prepare(str)
    assert set(SearchEntry.objects.values_list("detail", flat=True)) == {"as it was"}
    monkeypatch.setattr(preparation, "build_catalogues", lambda: ["de"])
    preparation.prepare(str)
    assert SearchEntry.objects.visible(language="de").get(kind="programme").detail.startswith("Doppelabschluss · ")


# Accounts -------------------------------------------------------------------------------------------------------------


def make_demo_accounts():
    """Run the command and return what it printed, and the passwords in it: the editor's, the translator's."""
    output = StringIO()
    call_command("demo_accounts", stdout=output)
    return output.getvalue(), re.findall(r"with the password (\S+) ", output.getvalue())


def test_the_demo_editor_can_sign_in_with_the_password_that_was_printed(db):
    printed, (password, _other) = make_demo_accounts()
    assert printed.count("\n") == 4
    editor = User.objects.get(email="editor@example.org")
    assert (editor.email, editor.name, editor.is_staff, editor.is_superuser) == (
        "editor@example.org",
        "Demo editor",
        True,
        False,
    )
    assert [group.name for group in editor.groups.all()] == ["Editors"]
    assert editor.has_perms(["members.change_university", "network.change_network"])
    assert not editor.has_perm("accounts.change_user")
    assert Client().login(username="editor@example.org", password=password)


def test_the_demo_translator_may_translate_into_two_languages_and_nothing_else(db):
    _printed, (_other, password) = make_demo_accounts()
    translator = User.objects.get(email="translator@example.org")
    assert translator.get_all_permissions() == {"translations.translate"}
    assert (translator.is_staff, translator.translation_languages) == (True, ["fi", "sv"])
    assert Client().login(username="translator@example.org", password=password)


def test_the_demo_editor_gets_into_the_back_office_with_a_code_that_was_printed(db, client):
    printed, (password, _other) = make_demo_accounts()
    codes = re.findall(r"asked for then: (\d{8}), (\d{8}), (\d{8}), each", printed)[0]
    for code in codes:
        client.post("/en/account/sign-in/", {"login": "editor@example.org", "password": password})
        client.post("/en/account/second-factor/sign-in/", {"code": code})
        assert client.get("/admin/").status_code == 200
        client.post("/en/account/sign-out/")


def test_run_again_it_gives_a_new_password_and_says_so(db):
    _printed, (old, _old_translator) = make_demo_accounts()
    printed, (new, _new_translator) = make_demo_accounts()
    assert old != new
    assert printed.startswith("The account was there already: it has a new password, the old one no longer works.\n")
    assert not Client().login(username="editor@example.org", password=old)
    assert Client().login(username="editor@example.org", password=new)
    assert User.objects.count() == 2


def test_no_demo_account_is_made_in_production(db, settings):
    settings.LOCAL_MODE = False
    with pytest.raises(CommandError, match=r"^SITE_URL is set, which means production: there an account is made with"):
        call_command("demo_accounts")
    assert not User.objects.exists()
