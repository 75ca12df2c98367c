"""The laws of the doors: a policy on every view, no unscoped query, no HTTP inside the rooms, no corridor files."""

import ast
import re
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "hanse"
POLICY = re.compile(r"public|signed_in|superadmin|(view|write|manage):\w+|bearer")
# A query in a door must start from the person; these words of a queryset do.
UNSCOPED = re.compile(
    r"\.objects\.(all|get|filter|exclude|values|values_list|count|in_bulk|first|last|create|update)\("
)


def all_views(patterns, prefix=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from all_views(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern), pattern.callback


def code(folder: Path, suffix: str = "*.py"):
    return [
        path
        for path in folder.rglob(suffix)
        if "migrations" not in path.parts and "__pycache__" not in path.parts
    ]


def test_every_page_says_who_may_enter():
    views = [
        (url, view) for url, view in all_views(get_resolver().url_patterns) if not url.startswith("api/")
    ]

    without = [url for url, view in views if not POLICY.fullmatch(getattr(view, "policy", ""))]

    assert views
    assert without == []


def test_doors_ask_only_for_what_the_person_may_see():
    breaches = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for door in ("web", "api")
        for path in code(HOUSE / door)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if UNSCOPED.search(line) and "# unscoped:" not in line
    ]

    assert breaches == []


def test_no_file_is_longer_than_400_lines():
    paths = [*code(HOUSE), *code(HOUSE, "*.html"), *code(HOUSE / "web" / "static" / "hanse" / "js", "*.js")]

    long = {
        str(path.relative_to(ROOT)): n for path in paths if (n := len(path.read_text().splitlines())) > 400
    }

    assert long == {}


def test_no_function_is_longer_than_50_lines():
    long = [
        f"{path.relative_to(ROOT)}: {node.name} ({node.end_lineno - node.lineno + 1})"
        for path in code(HOUSE)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.end_lineno - node.lineno >= 50
    ]

    assert long == []


def test_every_public_function_and_class_says_what_it_does():
    silent = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in code(HOUSE)
        for node in ast.parse(path.read_text()).body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef))
        and not node.name.startswith("_")
        and ast.get_docstring(node) is None
    ]

    assert silent == []


def test_there_are_rooms_and_no_corridors():
    names = {"utils.py", "helpers.py", "common.py", "misc.py", "manager.py", "managers.py"}

    assert [str(path.relative_to(ROOT)) for path in code(HOUSE) if path.name in names] == []


@pytest.mark.parametrize(
    "pattern", [r"mark_safe\(", r"\.raw\(", r"\.extra\(", r"shell=True", r"os\.system", r"pickle"]
)
def test_what_is_banned_stays_out(pattern):
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in code(HOUSE)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(pattern, line) and "# allowed:" not in line
    ]

    assert found == []


def test_the_version_is_the_newest_of_the_changelog():
    from hanse.version import VERSION

    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)

    assert newest
    assert newest.group(1) == VERSION


def test_templates_have_no_inline_style_or_script():
    inline = re.compile(
        r"\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")|<style", re.I
    )
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in code(HOUSE, "*.html")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if inline.search(line)
    ]

    assert found == []
