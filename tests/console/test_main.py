"""The command `hanse`: exit codes and sentences."""

import time
from contextlib import contextmanager

import pytest
from django.db import connection

from hanse.console import main as console
from hanse.console.main import COMMANDS, main


def test_the_help_names_every_command(capsys):
    assert main(["--help"]) == 0

    listed = {line.split()[0] for line in capsys.readouterr().out.splitlines() if line.startswith("    ")}
    assert set(COMMANDS) <= listed


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name, capsys):
    assert main([name, "--help"]) == 0
    assert "usage: hanse" in capsys.readouterr().out


def test_without_a_command_it_prints_the_help(capsys):
    assert main([]) == 0
    assert "COMMAND" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["nothing"], ["user"], ["user", "x", "--nonsense"], ["visibility"]])
def test_a_wrong_word_is_refused(words, capsys):
    assert main(words) == 2
    assert "usage: hanse" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("HANSE_PORT", "http", "whole number"),
        ("HANSE_SAFE_MODE", "maybe", "demo, off, on"),
        ("HANSE_DEBUG", "2", "neither 1 nor 0"),
        ("HANSE_SECRET_KEY", "short", "32 characters"),
        ("HANSE_SECRET_KEY_FILE", "/nowhere/at/all", "cannot be read"),
        ("HANSE_BASE_URL", "crm.example.com", "full address"),
        ("HANSE_EMAIL_URL", "mail.example.com", "smtp://"),
        ("HANSE_EMAIL_URL", "smtp://mail.example.com:x", "port"),
        ("HANSE_EMAIL_URL", "smtp://mail.example.com?tls=perhaps", "tls="),
        ("HANSE_EMAIL_URL", "smtp://mail.example.com?ssl=1", "unknown option"),
        ("HANSE_EMAIL_URL", "smtps:///path", "names a host"),
        ("HANSE_EMAIL_FROM", "Hanse <nobody>", "not an e-mail address"),
        ("HANSE_LOG_LEVEL", "LOUD", "DEBUG"),
        ("HANSE_TRUSTED_PROXIES", "everybody", "neither an address"),
        ("HANSE_WEB_THREADS", "0", "whole number"),
        ("DATABASE_URL", "mysql://x/y", "not a database we know"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_its_remedy(installation, name, value, part):
    kept = dict(installation.settings)
    installation.settings |= {name: value}

    done = installation.hanse("migrate")

    assert (done.returncode, done.stdout) == (2, "")
    assert name in done.stderr
    assert part in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    installation.settings = kept


def test_a_data_folder_that_cannot_be_written_is_named(installation, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    installation.settings |= {"HANSE_DATA": str(blocked / "data"), "HANSE_SECRET_KEY": ""}

    done = installation.hanse("migrate")

    assert done.returncode == 2
    assert "HANSE_DATA" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_database_that_is_away_is_said_in_words(installation):
    installation.settings["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:9/nothing"

    done = installation.hanse("visibility", "list")

    assert done.returncode == 2
    assert "The database cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_is_not_prepared_is_said_in_words(bare_installation):
    done = bare_installation.hanse("visibility", "list")

    assert done.returncode == 2
    assert "hanse migrate" in done.stderr


def test_a_defect_of_ours_is_one_line_and_the_rest_is_in_the_log(monkeypatch, capsys, settings, tmp_path):
    settings.DATA = tmp_path

    class Broken:
        NAME, HELP = "verify", "Breaks."

        @staticmethod
        def add_arguments(parser):
            pass

        @staticmethod
        def run(args):
            raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(console, "_module", lambda name: Broken)

    assert main(["verify"]) == 70

    said = capsys.readouterr().err
    assert len(said.strip().splitlines()) == 1
    assert "secret detail" not in said
    assert "secret detail" in (tmp_path / "log" / "hanse-errors.log").read_text()


@contextmanager
def reader_that_leaves_early(installation, *words):
    import subprocess
    import sys

    from tests.installation import ROOT

    process = subprocess.Popen(
        [sys.executable, "-m", "hanse.console.main", *words],
        env=installation.env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    process.stdout.close()
    yield process
    process.stderr.close()


def test_a_reader_that_has_enough_is_no_error(installation):
    with reader_that_leaves_early(installation, "visibility", "list") as process:
        said = process.stderr.read()

    assert process.wait() == 0
    assert said == ""


def test_migrating_twice_changes_nothing(installation):
    done = installation.hanse("migrate")

    assert (done.returncode, done.stdout.strip()) == (0, "The database is up to date.")


def test_two_that_migrate_at_once_do_not_meet(bare_installation):
    first, second = bare_installation.start("migrate"), bare_installation.start("migrate")

    assert (first.wait(120), second.wait(120)) == (0, 0), bare_installation.errors(
        0
    ) + bare_installation.errors(1)
    assert bare_installation.hanse("verify").returncode == 0


def test_the_vendor_of_this_run_is_the_one_of_the_installations(installation):
    vendor = installation.python("from django.db import connection; print(connection.vendor)")

    assert vendor == connection.vendor


@pytest.mark.parametrize("moment", [0.7, 1.1, 1.5, 2.0])
def test_a_migration_that_was_killed_is_finished_by_the_next(bare_installation, moment):
    killed = bare_installation.start("migrate")
    time.sleep(moment)
    killed.kill()
    killed.wait()

    assert bare_installation.hanse("migrate").returncode == 0
    assert bare_installation.hanse("verify").returncode == 0
