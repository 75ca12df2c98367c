"""The guide says what is true."""

import os
import re
from pathlib import Path

from hanse.console.main import COMMANDS
from tests.installation import ROOT, Installation

GUIDE = ROOT / "docs" / "guide"
SETTING = re.compile(r'env\.\w+\(\s*"((?:HANSE|DATABASE)_\w+)"|\btext\("(HANSE_\w+)"')
MOVE = """
import sys
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", *{words!r}])
"""


def test_every_setting_is_documented_and_none_that_there_is_not():
    code = "\n".join(path.read_text() for path in (ROOT / "hanse" / "config").glob("*.py"))
    read = {name for pair in SETTING.findall(code) for name in pair if name}

    documented = set(re.findall(r"^\| `(\w+)` \|", (GUIDE / "settings.md").read_text(), re.MULTILINE))

    assert documented == read


def test_every_command_is_in_the_guide():
    table = (GUIDE / "operations.md").read_text()

    assert all(re.search(rf"`(?:hanse )?{name}\b", table) for name in COMMANDS)


def test_the_links_of_the_guide_lead_somewhere():
    for page in [ROOT / "README.md", ROOT / "SECURITY.md", ROOT / "CONTRIBUTING.md", *GUIDE.glob("*.md")]:
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


if os.environ.get("DATABASE_URL"):
    # There is a server to move to.

    def test_data_move_from_sqlite_to_postgresql_as_the_guide_says(bare_installation, tmp_path):
        embedded = Installation(tmp_path / "embedded", "")
        embedded.data.mkdir()
        assert embedded.hanse("demo").returncode == 0
        file = tmp_path / "all.jsonl"
        words = re.search(r"manage\.py (dumpdata .*?)\n\n", (GUIDE / "postgresql.md").read_text(), re.DOTALL)[
            1
        ]

        embedded.python(MOVE.format(words=words.replace("\\\n", " ").replace("all.jsonl", str(file)).split()))
        assert bare_installation.hanse("migrate").returncode == 0
        bare_installation.python(MOVE.format(words=["flush", "--no-input"]))
        bare_installation.python(MOVE.format(words=["loaddata", str(file)]))

        count = "from django.apps import apps; print([m.objects.count() for m in apps.get_models() if m.__module__.startswith('hanse')])"
        assert bare_installation.python(count) == embedded.python(count)
        assert bare_installation.hanse("verify").returncode == 0
        assert "admin, user1" in bare_installation.hanse("demo").stdout
        Path(file).unlink()
