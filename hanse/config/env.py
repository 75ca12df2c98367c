"""Settings come from the environment only; nonsense is refused with the name of the variable and the remedy."""

import ipaddress
import os
from pathlib import Path


class BadSetting(SystemExit):
    """A setting that cannot be used: ends the process with exit code 2 and one sentence."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(2)
        self.message = f"{name}: {problem}"

    def __str__(self) -> str:
        return self.message


def text(name: str, default: str = "") -> str:
    """Return the variable, or the content of the file that NAME_FILE points to."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"{name}_FILE", f"cannot be read ({error.strerror}).") from error
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    """Return a switch: 1, true, yes, on, or 0, false, no, off."""
    value = text(name, "1" if default else "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"", "0", "false", "no", "off"}:
        return False
    raise BadSetting(name, f"“{value}” is neither 1 nor 0.")


def choice(name: str, default: str, allowed: set[str]) -> str:
    """Return one of the allowed words."""
    value = text(name, default)
    if value not in allowed:
        raise BadSetting(name, f"“{value}” is not one of {', '.join(sorted(allowed))}.")
    return value


def number(name: str, default: int, *, least: int = 0, most: int = 2**31) -> int:
    """Return a whole number from `least` to `most`."""
    value = text(name, str(default))
    if not value.isdigit() or not least <= int(value) <= most:
        raise BadSetting(name, f"“{value}” is not a whole number from {least} to {most}.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """Return the parts of a comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def networks(name: str) -> list[str]:
    """Return addresses and networks such as 10.0.0.0/8, each checked."""
    for word in words(name):
        try:
            ipaddress.ip_network(word)
        except ValueError as error:
            problem = f"“{word}” is neither an address nor a network such as 10.0.0.0/8."
            raise BadSetting(name, problem) from error
    return words(name)
