"""A small invented network in a folder of its own, which a test may edit or break."""

import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

SMALL_NETWORK = Path(__file__).parent.parent / "data" / "small_network"


class Folder:
    """A data folder under the hands of a test."""

    def __init__(self, path):
        self.path = path

    def load(self, *options):
        """Run the command; return what it prints."""
        output = StringIO()
        call_command("load_network", str(self.path), *options, stdout=output)
        return output.getvalue().rstrip("\n")

    def refusal(self, *options):
        """Run the command, which must refuse; return what it says."""
        with pytest.raises(CommandError) as refused:
            self.load(*options)
        assert refused.value.returncode == 1
        return str(refused.value)

    def problems(self):
        """Run the command, which must refuse the files; return the problems that it tells, each without its indent."""
        heading, *problems = self.refusal().splitlines()
        assert heading == f"Nothing was loaded: {len(problems)} problem{'' if len(problems) == 1 else 's'}."
        return [problem.strip() for problem in problems]

    def write(self, file, content):
        path = self.path / file
        path.parent.mkdir(exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")

    def edit(self, file, change):
        """Let `change` work on what the file holds, and write it back."""
        content = json.loads((self.path / file).read_text(encoding="utf-8"))
        change(content)
        self.write(file, content)

    def edit_university(self, slug, /, source="editorial", **values):
        """Set fields of one university, each new one with the source."""

        def change(universities):
            record = next(record for record in universities if record["slug"] == slug)
            record.update(values)
            for name in values:
                if name not in ("slug", "sources", "official_language", "identifier_notes"):
                    record["sources"].setdefault(name, source)

        self.edit("universities.json", change)

    def edit_network(self, **values):
        self.edit("network.json", lambda network: network.update(values))


@pytest.fixture
def folder(tmp_path, db):
    """The small network, in a copy."""
    shutil.copytree(SMALL_NETWORK, tmp_path / "network")
    return Folder(tmp_path / "network")
