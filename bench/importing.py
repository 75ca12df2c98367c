"""Timing the command that imports companies, its undo, and the bare bulk load of the same rows beside it."""

import csv
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.world import ADJECTIVES, FORMS, PLACES, TRADES, scrambled

HEAD = ["Name", "Address", "Tax ID", "Country", "Phone", "E-mail", "Website", "Role", "Payment conditions"]
HANSE = [sys.executable, "-c", "import sys; from hanse.console.main import main; sys.exit(main())"]
PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


def import_report(rows: int, login: str) -> list[str]:
    """Import `rows` new companies as `login`, take the import back, and return a table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "companies.csv"
        write_file(path, rows)
        took, peak, told = _run(["import", "companies", str(path), "--as", login, "--json"])
        undo, _peak, taken = _run(["undo-import", str(told["import_id"]), "--as", login, "--json"])
    bare = bare_load(rows)
    return [
        f"| import of {rows:,} companies | seconds | rows/s | peak memory | note |",
        "|---|---|---|---|---|",
        f"| `hanse import`, checks, journal and undo kept | {took:.1f} | {rows / took:,.0f} | {peak / 1024:.0f} MB "
        f"| created {told['created']:,}, rejected {told['rejected']:,}; {took / bare:.1f} × the bare load |",
        f"| `hanse undo-import` | {undo:.1f} | {rows / undo:,.0f} | | deleted {taken['deleted']:,} |",
        f"| bare load of the same rows into a copy of the table with all its indexes | {bare:.1f} | {rows / bare:,.0f} | | |",
    ]


def write_file(path: Path, rows: int) -> None:
    """Write a CSV file of companies that no database of bench/generate.py holds; the same one every time."""
    chance = random.Random(7)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for number in range(rows):
            name = [chance.choice(ADJECTIVES), chance.choice(TRADES), f"{scrambled(5_000_000 + number):07d}"]
            writer.writerow(
                [
                    " ".join([*name, chance.choice(FORMS)]),
                    f"{number % 200} Main Street\nTown {number % 500}",
                    f"XX{700_000_000 + number}",
                    chance.choice(PLACES)[1],
                    f"+34 8{number:08d}",
                    f"info@i{number}.example",
                    f"https://i{number}.example",
                    chance.choice(["Customer", "Partner", "Provider", "Other"]),
                    chance.choice([30, 60, 90]),
                ]
            )


def bare_load(rows: int) -> float:
    """Return the seconds that the database alone needs for so many rows, its indexes and search index included."""
    from django.db import connection

    count = "SELECT * FROM companies_company ORDER BY id LIMIT %s"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP TABLE IF EXISTS bench_copy")
            cursor.execute("CREATE TABLE bench_copy (LIKE companies_company INCLUDING ALL)")
            cursor.execute(count, [rows])
            found = cursor.fetchall()
            began = time.perf_counter()
            with cursor.cursor.copy("COPY bench_copy FROM STDIN") as copy:
                for row in found:
                    copy.write_row([json.dumps(value) if isinstance(value, dict) else value for value in row])
            took = time.perf_counter() - began
            cursor.execute("DROP TABLE bench_copy")
            return took
        cursor.execute("CREATE TEMP TABLE bench_copy AS SELECT * FROM companies_company WHERE 0")
        cursor.execute("CREATE INDEX temp.bench_name ON bench_copy (sort_name, id)")
        cursor.execute("CREATE VIRTUAL TABLE temp.bench_words USING fts5(search_text, tokenize='trigram')")
        cursor.execute(count, [rows])
        found = cursor.fetchall()
        text = [column[0] for column in cursor.description].index("search_text")
        marks = ", ".join(["%s"] * len(found[0]))
        began = time.perf_counter()
        cursor.executemany(f"INSERT INTO bench_copy VALUES ({marks})", found)
        cursor.executemany("INSERT INTO bench_words VALUES (%s)", [[row[text]] for row in found])
        return time.perf_counter() - began


def _run(words: list[str]) -> tuple[float, int, dict]:
    """Run a command of the house; return its seconds, its peak memory in kB and what it printed."""
    began = time.perf_counter()
    peak = 0
    with tempfile.TemporaryFile() as out, subprocess.Popen([*HANSE, *words], stdout=out) as process:
        while process.poll() is None:
            peak = max(peak, _peak(process.pid))
            time.sleep(0.05)
        took = time.perf_counter() - began
        out.seek(0)
        text = out.read().decode()
    if process.returncode not in (0, 1):
        raise SystemExit(f"hanse {' '.join(words[:2])} ended with {process.returncode}.")
    return took, peak, json.loads(text[text.index("{") :])


def _peak(pid: int) -> int:
    try:
        found = PEAK.search(Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0
    return int(found.group(1)) if found else 0
