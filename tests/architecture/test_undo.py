"""Whatever an action writes into the journal can be undone, or is listed as final with its reason."""

import ast
from pathlib import Path

import pytest

from hanse.journal.models import Change
from hanse.journal.recording import record
from hanse.journal.undoing import undoers
from tests.factories import acting
from tests.journal_guard import without_way_back

HOUSE = Path(__file__).resolve().parents[2] / "hanse"
# The functions of the house whose first argument is a verb of the journal.
TELLING = {"record", "change", "row_of", "Entry", "tell", "_tell", "_record", "_note", "_note_profile"}


def told(source: str, kinds: dict[str, str]) -> set[tuple[str, str]]:
    """Return the (kind, verb) that a module writes, as far as they stand there; a verb without a kind is any of its kinds."""
    tree = ast.parse(source)
    wrappers = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    found = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or _name(node.func) not in TELLING or not node.args:
            continue
        kind = _kind_of(node, kinds)
        if not kind and _name(node.func) in wrappers:
            # A function of the module that names the kind itself.
            inner = [each for each in ast.walk(wrappers[_name(node.func)]) if isinstance(each, ast.Call)]
            kind = set().union(*(_kind_of(each, kinds) for each in inner))
        for verb in _words(node.args[0], {}):
            found |= {(each, verb) for each in (kind or set(kinds.values()))}
    return found


def _kind_of(call: ast.Call, kinds: dict[str, str]) -> set[str]:
    named = next((word.value for word in call.keywords if word.arg == "kind"), None)
    if named is None and _name(call.func) == "Entry" and len(call.args) > 1:
        named = call.args[1]
    return _words(named, kinds) if named is not None else set()


def _name(func: ast.expr) -> str:
    return func.id if isinstance(func, ast.Name) else func.attr if isinstance(func, ast.Attribute) else ""


def _words(node: ast.expr, constants: dict[str, str]) -> set[str]:
    if isinstance(node, ast.IfExp):
        return _words(node.body, constants) | _words(node.orelse, constants)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.Name) and node.id in constants:
        return {constants[node.id]}
    return set()


def constants_of(path: Path) -> dict[str, str]:
    """Return the kinds that a module names, its own and those that it imports."""
    found = {}
    for node in ast.parse(path.read_text()).body:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            found |= {target.id: node.value.value for target in node.targets if isinstance(target, ast.Name)}
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("hanse."):
            other = HOUSE.parent / (node.module.replace(".", "/") + ".py")
            if other.exists() and any("KIND" in alias.name for alias in node.names):
                theirs = constants_of(other)
                found |= {(a.asname or a.name): theirs[a.name] for a in node.names if a.name in theirs}
    return {name: value for name, value in found.items() if "KIND" in name}


def everything_told() -> set[tuple[str, str]]:
    found = set()
    for path in HOUSE.rglob("*.py"):
        text = path.read_text()
        if "hanse.journal.recording" in text and "/migrations/" not in str(path):
            found |= told(text, constants_of(path))
    return found


def test_every_change_that_the_house_writes_has_a_way_back_or_a_reason():
    found = everything_told()

    assert {
        ("company", "created"),
        ("contact", "deleted"),
        ("user", "invited"),
        ("export", "exported"),
    } <= found
    assert without_way_back(found) == []


def test_a_new_action_without_a_way_back_is_noticed():
    source = 'record("archived" if old else "merged", kind="company", record_id=1)'

    assert without_way_back(told(source, {})) == ["company archived", "company merged"]
    assert without_way_back(told('record("created", kind="ship", record_id=1)', {})) == ["ship created"]


def test_the_guard_beside_every_test_notices_what_is_written(cast, journal_guard):
    record("archived", kind="company", record_id=1, label="x", by=acting(cast.admin))

    assert without_way_back(set(Change.objects.values_list("kind", "verb"))) == ["company archived"]
    Change.objects.filter(verb="archived").delete()


@pytest.mark.parametrize("kind", sorted(undoers()))
def test_what_is_final_says_why(kind):
    assert all(str(reason).endswith(".") for reason in undoers()[kind].final.values())
