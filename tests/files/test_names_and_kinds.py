"""What people call a file is a label; what it is, its bytes say."""

import pytest

from hanse.files.fields import label
from hanse.files.kinds import INLINE, kind_of
from hanse.files.models import StoredFile
from hanse.files.serving import headers_of
from tests.files.conftest import HTML, PDF, PNG, SVG


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("offer.pdf", "offer.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("C:\\Users\\ana\\offer.pdf", "offer.pdf"),
        ("a\0b.png", "ab.png"),
        ("line\r\nSet-Cookie: x=1.txt", "line Set-Cookie: x=1.txt"),
        ("\u202egnp.exe", "gnp.exe"),
        ("\u200fabc\u200e\u2066.pdf", "abc.pdf"),
        ("logo.png.svg", "logo.png.svg"),
        ("<img src=x onerror=alert(1)>.png", "<img src=x onerror=alert(1)>.png"),
        ("..", "file"),
        ("", "file"),
        (None, "file"),
        ("\ud800.txt", "txt"),
    ],
)
def test_T_08_a_name_becomes_a_label(name, shown):
    import unicodedata

    assert label(name) == unicodedata.normalize("NFC", shown)


def test_a_long_name_keeps_its_ending():
    assert label("x" * 300 + ".pdf") == "x" * 196 + ".pdf"
    assert len(label("x" * 300)) == len(label("." + "y" * 300)) == 200


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp"),
        (b"GIF89a\1\0\1\0", "image/gif"),
        (PDF, "application/pdf"),
        (b"PK\x03\x04rest", "application/zip"),
        (b"PK\x03\x04 [Content_Types].xml word/document.xml",
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"PK\x03\x04 [Content_Types].xml xl/workbook.xml",
         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (b"PK\x03\x04 word/evil.txt", "application/zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-cfb"),
        (b"Caf\xc3\xa9\n", "text/plain"),
        (b"cut in the middle of a letter \xc3", "text/plain"),
        (b"\xff\xfea\0", "text/plain"),
        (HTML, "text/plain"),
        (SVG, "text/plain"),
        (b"<?xml version='1.0'?><x/>", "text/plain"),
        (b"  %PDF-1.4", "text/plain"),
        (b"MZ\x90\0\3", "application/octet-stream"),
        (b"Caf\xe9 x", "application/octet-stream"),
        (b"RIFF\x24\0\0\0WAVE", "application/octet-stream"),
    ],
)  # fmt: skip
def test_the_first_bytes_say_what_it_is(content, kind):
    assert kind_of(content) == kind


@pytest.mark.parametrize("inline", [True, False])
@pytest.mark.parametrize(
    "content", [PNG, PDF, HTML, SVG, b"\0\1", b"PK\x03\x04", PNG + HTML, b"GIF89a/*" + HTML]
)
def test_T_07_nothing_that_could_run_is_shown(content, inline):
    file = StoredFile(name="x.html", type=kind_of(content), size=len(content))

    headers = headers_of(file, inline=inline)

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "no-store" in headers["Cache-Control"]
    assert not {"html", "svg", "xml", "script"} & set(headers["Content-Type"].replace("/", " ").split())
    shown = inline and file.type in INLINE
    assert headers["Content-Disposition"].startswith("inline" if shown else "attachment")
    assert headers["Content-Security-Policy"].startswith("sandbox") or (
        shown and file.type == "application/pdf"
    )


def test_a_name_cannot_write_headers():
    file = StoredFile(name='a"; filename=evil.exe; x="ü.pdf', type="application/pdf", size=1)

    assert headers_of(file)["Content-Disposition"] == (
        "attachment; filename*=utf-8''a%22%3B%20filename%3Devil.exe%3B%20x%3D%22%C3%BC.pdf"
    )
