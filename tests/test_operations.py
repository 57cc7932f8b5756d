"""What the documents of an operator say is what the portal does."""

import ast
import re
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def variables_read():
    """Return the names of the environment variables that the settings read."""
    tree = ast.parse((ROOT / "cluster_portal" / "settings.py").read_text(encoding="utf-8"))
    return sorted(
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
    )


def targets():
    """Return the targets of the Makefile that `make help` lists."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE)


def test_every_variable_is_read_once():
    names = variables_read()
    assert names == sorted(set(names))
    assert "SITE_URL" in names


def test_the_settings_read_the_environment_in_no_other_way():
    settings_file = (ROOT / "cluster_portal" / "settings.py").read_text(encoding="utf-8")
    assert "os.environ" not in settings_file
    assert "getenv" not in settings_file


def test_operations_lists_exactly_the_variables_that_are_read():
    document = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\| `([A-Z_]+)` \|", document, re.MULTILINE)) == variables_read()


def test_the_example_names_every_variable():
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))
    assert named == {*variables_read(), "WEB_CONCURRENCY"}


def test_the_example_gives_no_secret():
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert re.findall(r"^SECRET_KEY=(.*)$", example, re.MULTILINE) == [""]


def test_the_readme_or_the_guide_for_contributors_names_every_target():
    documents = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md"))
    assert [target for target in targets() if f"make {target}" not in documents] == []


def test_help_lists_every_target_that_has_a_purpose():
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"make ([a-z-]+):", listed) == targets()


def test_files_that_operations_names_exist():
    document = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:deploy|docs|cluster_portal)/[\w./-]+\w)`", document)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("program", sorted(ROOT.glob("deploy/*.sh")), ids=lambda path: path.name)
def test_shell_programs_can_be_read_by_a_shell(program):
    assert subprocess.run(["sh", "-n", program], capture_output=True, check=False).stderr == b""


def test_a_backup_of_sqlite_holds_what_is_still_in_the_write_ahead_log(tmp_path):
    var, copies = tmp_path / "var", tmp_path / "copies"
    (var / "media" / "logos").mkdir(parents=True)
    (var / "media" / "logos" / "a.png").write_bytes(b"picture")
    with closing(sqlite3.connect(var / "portal.sqlite3")) as portal:
        portal.execute("PRAGMA journal_mode=WAL")
        portal.execute("PRAGMA wal_autocheckpoint=0")
        portal.execute("CREATE TABLE note (text)")
        portal.execute("INSERT INTO note VALUES ('written last')")
        portal.commit()
        assert (var / "portal.sqlite3-wal").stat().st_size > 0
        subprocess.run(
            ["sh", "deploy/backup.sh", copies],
            cwd=ROOT,
            env={"PATH": "/usr/bin:/bin", "VAR_DIR": str(var)},
            check=True,
            capture_output=True,
        )
    (copy,) = copies.glob("portal-*.sqlite3")
    with closing(sqlite3.connect(copy)) as restored:
        assert restored.execute("SELECT text FROM note").fetchall() == [("written last",)]
    assert [path.name.partition("-")[0] for path in sorted(copies.iterdir())] == ["media", "portal"]
    assert copy.stat().st_mode & 0o077 == 0


def test_a_backup_of_nothing_says_so_and_leaves_nothing(tmp_path):
    result = subprocess.run(
        ["sh", "deploy/backup.sh", tmp_path / "copies"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "VAR_DIR": str(tmp_path)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 1
    assert result.stderr == f"There is no database at {tmp_path}/portal.sqlite3.\n"
    assert list((tmp_path / "copies").iterdir()) == []
