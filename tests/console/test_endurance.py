"""Imports that are killed, and files larger than memory: a small sample in every run, in full by HANSE_TEST_LONG=1."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hanse.foundation.errors import DomainError
from hanse.imports.actions import start_import
from tests.factories import acting
from tests.installation import ROOT

LONG = bool(os.environ.get("HANSE_TEST_LONG"))
MEGABYTE = 1024 * 1024
pytestmark = pytest.mark.long
BEGIN = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'hanse.config.settings'; django.setup()\n"
CARRY_ON = (
    "from hanse.imports.models import Import\nfrom hanse.imports.actions import carry_on\n"
    "file = Import.objects.get()\ncarry_on(file) if file.is_busy else None\n"
)
STATE = (
    "from hanse.imports.models import Import\nfrom hanse.companies.models import Company\n"
    "from hanse.journal.models import Change\n"
    "file = Import.objects.first()\nmade = Company.objects.count()\n"
    "print(file and file.state, file and file.created, made, Change.objects.filter(kind='company').count())"
)


def test_an_import_that_is_killed_again_and_again_goes_on_and_makes_nothing_twice(installation, tmp_path):
    rows, kills = (100_000, 20) if LONG else (12_000, 3)
    path, chance = tmp_path / "many.csv", random.Random(1)
    path.write_text("name,tax_id,phone\n" + "".join(f"Company {n},T{n},{n}\n" for n in range(rows)))
    installation.hanse("user", "ada", "--superadmin")
    process = installation.start("import", "companies", str(path), "--as", "ada")
    _until_it_runs(installation)
    for _each in range(kills):
        time.sleep(chance.uniform(0.2, 3.0))
        process.send_signal(signal.SIGKILL)
        process.wait(20)
        # What is committed is told, and told right.
        _state, created, made, journaled = installation.python(STATE).split()
        assert created == made == journaled
        process = subprocess.Popen([sys.executable, "-c", BEGIN + CARRY_ON], env=installation.env, cwd=ROOT)
        installation.started.append(process)
    assert process.wait(600) == 0

    assert installation.python(STATE) == f"done {rows} {rows} {rows}"


def test_a_file_beyond_the_limit_is_refused_before_all_of_it_is_read(cast, settings):
    settings.UPLOAD_LIMIT, pulled = 2 * MEGABYTE, 0

    def pieces():
        nonlocal pulled
        yield b"name\n"
        while pulled < 1024 * MEGABYTE:
            pulled += MEGABYTE
            yield b"Company\n" * (MEGABYTE // 8)

    with pytest.raises(DomainError, match="MB"):
        start_import("companies", pieces(), "huge.csv", {}, by=acting(cast.admin))

    assert pulled <= settings.UPLOAD_LIMIT + 2 * MEGABYTE


def test_a_file_larger_than_memory_should_be_comes_in_with_little_memory(installation, tmp_path):
    size = (1024 if LONG else 48) * MEGABYTE
    path, note = tmp_path / "huge.csv", "All about it. " * 700
    with path.open("w") as file:
        file.write("name,comments\n")
        number = 0
        while file.tell() < size:
            file.write(f"Company {number},{note}\n")
            number += 1
    installation.settings["HANSE_UPLOAD_LIMIT_MB"] = "1100"
    installation.hanse("user", "ada", "--superadmin")

    process = installation.start("import", "companies", str(path), "--as", "ada", "--json")
    peak = 0
    while process.poll() is None:
        peak = max(peak, _memory(process.pid))
        time.sleep(0.05)

    assert process.returncode == 0, installation.errors()
    assert installation.python(STATE) == f"done {number} {number} {number}"
    assert 0 < peak < 300 * MEGABYTE


def _until_it_runs(installation) -> None:
    for _attempt in range(60):
        if installation.python(STATE).startswith("running"):
            return
    raise AssertionError("The import did not begin.")


def _memory(pid: int) -> int:
    """
    Return the memory that a process holds, in bytes; 0 for one that has ended.

    Pages of the database file that SQLite maps are the system's cache, and not counted.
    """
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"RssAnon:\s+(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0
