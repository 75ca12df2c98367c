"""Every route of the house, made into addresses that can be asked for."""

import re

from django.urls import URLPattern, URLResolver, get_resolver

CONVERTER = re.compile(r"<(?:(\w+):)?(\w+)>")


def page_routes() -> list[tuple[str, str, str]]:
    """Return (pattern, name, policy) of every page; the API has its own list."""
    return [
        (pattern, name, policy)
        for pattern, name, policy in _walk(get_resolver().url_patterns)
        if not pattern.startswith("api/")
    ]


def _walk(patterns, prefix="", space=""):
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inner = f"{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry.url_patterns, prefix + str(entry.pattern), inner)
        elif isinstance(entry, URLPattern):
            policy = getattr(entry.callback, "policy", "")
            yield prefix + str(entry.pattern), f"{space}{entry.name}", policy


def address(pattern: str, number: int, word: str = "name") -> str:
    """Fill the parameters of a pattern: whole numbers with `number`, anything else with `word`."""
    return "/" + CONVERTER.sub(lambda match: str(number) if match.group(1) == "int" else word, pattern)
