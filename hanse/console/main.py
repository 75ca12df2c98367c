"""
The command `hanse`: finds the command's module, runs it, and turns every ending into an exit code and a sentence.

0 done, 1 done with rejects, 2 refused (a rule, a setting, a wrong word), 70 a defect of ours.
"""

import argparse
import os
import signal
import sys
import tempfile
import traceback
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType

# One module per command, loaded when it is called: NAME, HELP, add_arguments(parser), run(args) -> exit code.
COMMANDS = {
    "migrate": "migrate",
    "serve": "serve",
    "web": "web",
    "worker": "worker",
    "demo": "demo",
    "user": "user",
    "token": "token",
    "visibility": "visibility",
    "import": "import_file",
    "undo-import": "undo_import",
    "export": "export",
    "mail": "mail",
    "verify": "verify",
}
DONE, REJECTS, REFUSED, DEFECT, INTERRUPTED = 0, 1, 2, 70, 130


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = sys.argv[1:] if argv is None else argv
    try:
        return _run(words)
    except SystemExit as stop:
        # A bad setting ends the process with a sentence; argparse has printed its own.
        return _say(getattr(stop, "message", ""), stop.code if isinstance(stop.code, int) else REFUSED)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has enough of it; nothing more can be written, also not at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:
        return _ended_by(error)


def _run(words: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hanse.config.settings")
    import django

    django.setup()
    name = words[0] if words else ""
    wanted = [name] if name in COMMANDS else list(COMMANDS)
    args = _parser(wanted).parse_args(words or ["--help"])
    code = args.run(args)
    # Here, where a reader that has left can still be answered.
    sys.stdout.flush()
    return code


def _parser(names: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hanse", description="Hanse, a CRM.", allow_abbrev=False)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name in names:
        module = _module(name)
        command = commands.add_parser(
            module.NAME, help=module.HELP, description=module.HELP, allow_abbrev=False
        )
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return parser


def _module(name: str) -> ModuleType:
    return import_module(f"hanse.console.commands.{COMMANDS[name]}")


def _ended_by(error: Exception) -> int:
    # Late imports: a broken setting must not keep `main` from being loaded.
    from django.db import Error as DatabaseError

    from hanse.foundation.errors import DomainError, Invalid

    if isinstance(error, Invalid):
        lines = [f"{problem.field}: {problem.message}" for problem in error.problems]
        return _say("\n".join(lines), REFUSED)
    if isinstance(error, DomainError):
        return _say(error.message or "This is not possible.", REFUSED)
    if isinstance(error, DatabaseError) and (sentence := _database_sentence(error)):
        return _say(sentence, REFUSED)
    kept = _keep_traceback()
    return _say(
        f"A defect of Hanse stopped this ({type(error).__name__}). Details for its makers: {kept}", DEFECT
    )


def _database_sentence(error: Exception) -> str:
    """Return what an operator can do about this, or nothing when the error is ours."""
    text = " ".join(str(error).split())
    if "no such table" in text or type(error.__cause__).__name__ in {"UndefinedTable", "UndefinedColumn"}:
        return "The database is not prepared for this version yet. Run: hanse migrate"
    from django.db import InterfaceError, OperationalError

    if isinstance(error, (OperationalError, InterfaceError)):
        return f"The database cannot be used: {text}"
    return ""


def _keep_traceback() -> Path:
    """Append the traceback to the log file in the data folder (or in the system's, when there is none) and return its path."""
    from django.conf import settings

    try:
        folder = settings.DATA / "log"
        folder.mkdir(parents=True, exist_ok=True)
    except Exception:  # noqa: BLE001  settings themselves may be what is broken
        folder = Path(tempfile.gettempdir())
    path = folder / "hanse-errors.log"
    with path.open("a", encoding="utf-8") as log:
        log.write(
            f"{datetime.now(UTC).isoformat()} hanse {' '.join(sys.argv[1:2])}\n{traceback.format_exc()}\n"
        )
    return path


def _say(sentence: str, code: int) -> int:
    if sentence:
        print(sentence, file=sys.stderr)
    return code


if __name__ == "__main__":
    # Python's own children (`-m hanse.console.main worker`) end on SIGTERM until the command sets its handler.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    sys.exit(main())
