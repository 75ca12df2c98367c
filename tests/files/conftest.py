"""A store of its own for every test, and files that lie about what they are."""

from pathlib import Path

import pytest

from hanse.contacts.files import Home, add_file
from tests.factories import acting, make_contact

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
HTML = b"<!doctype html><script>document.cookie='canary=1';parent.canary=1</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>document.cookie="canary=1"</script></svg>'


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    """The folder that files are kept in."""
    settings.FILES = str(tmp_path / "files")
    return Path(settings.FILES)


@pytest.fixture
def world(cast):
    """The cast, a contact at Customer #A, and a company that only superadmins see."""
    cast.contact = make_contact("Ana Berg", company=cast.customer_a, by=cast.admin)
    return cast


def put(user, content=b"Hello", *, name="note.txt", company=None, contact=None, **raw):
    """Add a file as `user`."""
    home = Home(company_id=company.pk if company else None, contact_id=contact.pk if contact else None)
    return add_file(home, {"name": name} | raw, [content], by=acting(user))


def stored(folder: Path) -> dict[str, bytes]:
    """Every file in the store by its name."""
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
