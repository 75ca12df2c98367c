"""A room that is not of the house is plugged in by its declarations; docs/how-to/add-a-room.md shows the same files."""

import re
import subprocess
import sys
from pathlib import Path

from coverage import Coverage

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WALKED = [
    "tests/room/walk.py",
    "tests/architecture/test_doors.py::test_every_page_says_who_may_enter",
    "tests/architecture/test_undo.py::test_what_is_final_says_why",
]


def test_an_installation_with_machines_has_all_that_a_room_has():
    # What it walks through counts where lines are counted.
    counted = ["-m", "coverage", "run", "--parallel-mode"] if Coverage.current() else []
    command = [
        sys.executable,
        *counted,
        "-m",
        "pytest",
        "--ds=tests.room.settings",
        "-p",
        "no:cacheprovider",
        *WALKED,
    ]

    walked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    assert walked.returncode == 0, walked.stdout[-4000:] + walked.stderr[-2000:]


def test_the_room_needs_no_migration_that_it_does_not_have():
    command = [sys.executable, "manage.py", "makemigrations", "machines", "--check", "--dry-run"]

    checked = subprocess.run(
        [*command, "--settings=tests.room.settings"], cwd=ROOT, capture_output=True, text=True
    )

    assert checked.returncode == 0, checked.stdout


def test_the_guide_names_every_file_of_the_room():
    guide = (ROOT / "docs" / "how-to" / "add-a-room.md").read_text()
    named = set(re.findall(r"\(\.\./\.\./tests/room/([\w/.]+)\)", guide))

    files = {
        str(path.relative_to(HERE))
        for path in (HERE / "machines").rglob("*")
        if path.suffix in {".py", ".html"} and path.name != "__init__.py"
    }

    assert files <= named
    assert [name for name in named if not (HERE / name).exists()] == []
