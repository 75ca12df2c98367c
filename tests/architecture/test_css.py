"""The laws of the look: one index, layers, colours in one place, no inline style or script, a light first visit."""

import gzip
import re
from pathlib import Path

import django_htmx
import pytest
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.storage import FileSystemStorage

from hanse.web import icons

WEB = Path(icons.__file__).parent
STATIC = WEB / "static"
CSS = STATIC / "hanse" / "css"
JS = STATIC / "hanse" / "js"
SHEETS = sorted(path for path in CSS.rglob("*.css") if path.name != "hanse.css")
LAYERS = ["reset", "tokens", "base", "layout", "components", "pages", "utilities"]
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|color-mix|light-dark)\(|"
    r":[^;{]*\b(?:white|black|red|green|blue|gr[ae]y|yellow|orange)\b",
    re.IGNORECASE,
)


def rules(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)


def test_the_index_imports_every_sheet_once():
    index = (CSS / "hanse.css").read_text()

    imported = re.findall(r'@import url\("(.+?)"\);', index)

    assert sorted(imported) == [path.relative_to(CSS).as_posix() for path in SHEETS]
    assert re.search(r"@layer (.+);", index)[1].split(", ") == LAYERS


def test_every_sheet_is_one_layer_that_fits_its_place():
    astray = []
    for path in SHEETS:
        found = re.fullmatch(r"\s*@layer (\w+) \{.*\}\s*", rules(path), flags=re.DOTALL)
        place = path.parent.name if path.parent != CSS else {"print": "utilities"}.get(path.stem, path.stem)
        if not found or found[1] != place:
            astray.append(path.name)

    assert astray == []


def test_only_the_tokens_write_a_colour_or_a_face():
    breaches = [
        f"{path.name}: {line.strip()}"
        for path in SHEETS
        if path.name != "tokens.css"
        for line in rules(path).splitlines()
        if COLOUR.search(line) or re.search(r"font-family:(?! var\()", line)
    ]

    assert breaches == []


def test_sheets_are_short_and_never_shout():
    long = [path.name for path in SHEETS if len(path.read_text().splitlines()) > 150]
    shouting = [path.name for path in SHEETS if "!important" in rules(path)]
    by_id = [path.name for path in SHEETS if re.search(r"^\s*#[a-z]", rules(path), flags=re.MULTILINE)]

    assert (long, shouting, by_id) == ([], [], [])


def test_every_colour_that_is_used_is_a_token():
    written = set(re.findall(r"(--[\w-]+):", "".join(path.read_text() for path in SHEETS)))

    used = {name for path in SHEETS for name in re.findall(r"var\((--[\w-]+)[,)]", path.read_text())}

    assert used - written == set()


def test_each_behaviour_is_one_short_file_that_a_page_loads():
    pages = "".join(path.read_text() for path in (WEB / "templates").rglob("*.html"))
    names = sorted(path.name for path in JS.glob("*.js"))

    assert [name for name in names if f"hanse/js/{name}" not in pages] == []
    assert [name for name in names if len((JS / name).read_text().splitlines()) > 60] == []


def test_no_template_needs_more_than_the_strict_policy():
    inline = re.compile(
        r"<style|\sstyle=|\son\w+=\"|<script(?![^>]*\bsrc=)|javascript:|\bhx-on\b", re.IGNORECASE
    )

    breaches = [
        f"{path.relative_to(WEB)}: {found[0]}"
        for path in (WEB / "templates").rglob("*.html")
        if (found := inline.search(path.read_text()))
    ]

    assert breaches == []


def test_every_component_says_which_words_it_takes():
    silent = [
        path.name
        for path in (WEB / "templates" / "components").glob("*.html")
        if not path.read_text().startswith("{#")
    ]

    assert silent == []


def test_every_icon_a_template_asks_for_is_in_the_sprite():
    asked = {
        (path.name, name)
        for path in (WEB / "templates").rglob("*.html")
        for name in re.findall(r'{% icon "([\w-]+)"|\bicon="([\w-]+)"', path.read_text())
        for name in name
        if name
    }

    assert {(page, name) for page, name in asked if name not in icons.ICONS} == set()
    assert all(f'id="i-{name}"' in icons.sprite() for name in icons.ICONS)


@pytest.fixture
def collected(tmp_path) -> Path:
    """The sheets as `make setup` leaves them: under names that change with their content."""
    source = FileSystemStorage(location=STATIC)
    storage = ManifestStaticFilesStorage(location=tmp_path, base_url="/static/")
    names = [path.relative_to(STATIC).as_posix() for path in CSS.rglob("*.css")]
    for name in names:
        with source.open(name) as sheet:
            storage.save(name, sheet)
    for _, _, processed in storage.post_process({name: (storage, name) for name in names}):
        assert not isinstance(processed, Exception)
    return tmp_path


def test_the_index_leads_to_the_hashed_names_so_that_they_may_be_kept_for_ever(collected):
    index = next(collected.glob("hanse/css/hanse.*.css")).read_text()

    imported = re.findall(r'@import url\("(.+?)"\)', index)

    assert len(imported) == len(SHEETS)
    assert all(re.search(r"\.[0-9a-f]{12}\.css$", name) for name in imported)
    assert all((collected / "hanse" / "css" / name).exists() for name in imported)


def test_a_first_visit_is_light():
    htmx = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
    files = [*CSS.rglob("*.css"), *JS.glob("*.js"), htmx]
    whole = [path.read_bytes() for path in files] + [icons.sprite().encode()]

    transferred = sum(len(gzip.compress(content)) for content in whole)

    # The page itself adds some 10 kB; the budget of a first visit is 150 kB.
    assert transferred < 120_000
    assert len(whole) <= 72
