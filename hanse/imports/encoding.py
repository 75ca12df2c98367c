"""Bytes to text: what a file is (by its first bytes, never by its name) and how it spells its letters."""

import codecs
import io
import re
from typing import BinaryIO

from django.utils.translation import gettext as _

from hanse.imports.content import Opener
from hanse.imports.errors import Unreadable

SAMPLE = 64 * 1024
BLOCK = 256 * 1024
# What a person may choose: {codec: how it is called}.
CHOICES = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "cp1252": "Windows-1252",
    "iso8859-1": "ISO 8859-1",
    "iso8859-15": "ISO 8859-15",
    "iso8859-2": "ISO 8859-2",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "cp1253": "Windows-1253",
    "cp1254": "Windows-1254",
    "cp850": "DOS 850",
    "mac-roman": "Mac Roman",
    "gb18030": "GB 18030",
    "shift_jis": "Shift JIS",
}
# UTF-8 in which some bytes are Windows-1252: files joined from several sources.
MIXED = "mixed"
# A UTF-8 header above UTF-16 rows: what the earlier system wrote in its setting “Excel”.
SPLIT = "split"
_LENIENT = "hanse-1252"
_BOMS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd]")


def _one_byte_each(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that a codec refuses as Windows-1252; what that does not know either stays a control."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    letters = [
        bytes([byte]).decode("cp1252", "ignore") or chr(byte)
        for byte in error.object[error.start : error.end]
    ]
    return "".join(letters), error.end


codecs.register_error(_LENIENT, _one_byte_each)


def chosen(name: str) -> str:
    """
    Return the codec for an encoding that a person named.

    :raises Unreadable: for one that is not offered.
    """
    try:
        codec = codecs.lookup(name.strip()).name
    except (LookupError, ValueError):
        codec = ""
    codec = {"utf-8-sig": "utf-8", "latin-1": "iso8859-1"}.get(codec, codec)
    if codec not in CHOICES:
        raise Unreadable(
            _("There is no encoding “%(name)s”; choose one of: %(all)s.")
            % {"name": name[:40], "all": ", ".join(CHOICES)}
        )
    return codec


def detect(open_file: Opener) -> str:
    """
    Return the encoding of a text file: by its byte order mark, else UTF-8 where all of it is, else UTF-16, else Windows-1252.

    :raises Unreadable: for what is no text.
    """
    with open_file() as file:
        head = file.read(SAMPLE)
    codec = next((name for mark, name in _BOMS if head.startswith(mark)), None)
    if codec == "utf-8-sig" and _is_split(head):
        return SPLIT
    if codec == "utf-8-sig":
        codec = "utf-8" if _utf8_or_not(open_file) == "utf-8" else MIXED
    codec = codec or _utf16_without_mark(head) or _utf8_or_not(open_file)
    _refuse_garbage(head, codec)
    return codec


def decoded(file: BinaryIO, codec: str) -> io.TextIOBase:
    """Return the text of an open file; line ends stay as they are."""
    if codec == SPLIT:
        return io.StringIO(_joined(file.read()), newline="")
    name, errors = ("utf-8-sig", _LENIENT) if codec == MIXED else (codec, "replace")
    if codec.startswith("cp12"):
        errors = _LENIENT
    if codec == "utf-8":
        # Takes a byte order mark away where there is one.
        name = "utf-8-sig"
    return io.TextIOWrapper(file, encoding=name, errors=errors, newline="")


def label(codec: str) -> str:
    """Return how an encoding is called on screen."""
    named = {"utf-32": "UTF-32", MIXED: _("UTF-8 and Windows-1252"), SPLIT: _("UTF-8 and UTF-16")}
    return named.get(codec) or CHOICES.get(codec, codec)


def _utf16_without_mark(head: bytes) -> str | None:
    """Western text in UTF-16 has a zero in every other byte."""
    pairs = len(head) // 2
    if pairs < 4:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > pairs * 0.3 and even < pairs * 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > pairs * 0.3 and odd < pairs * 0.05 else None


def _utf8_or_not(open_file: Opener) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    sequences, clean = 0, True
    with open_file() as file:
        while block := file.read(BLOCK):
            if not block.isascii():
                sequences += len(_MULTIBYTE.findall(block))
            clean = clean and _decodes(decoder, block)
            if not clean and sequences:
                return MIXED
    clean = clean and _decodes(decoder, b"", final=True)
    return "utf-8" if clean else MIXED if sequences else "cp1252"


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_garbage(head: bytes, codec: str) -> None:
    name, errors = (
        ("utf-8", _LENIENT) if codec == MIXED else (codec, _LENIENT if codec == "cp1252" else "replace")
    )
    text = codecs.decode(head, name, errors)
    strange = len(_CONTROLS.findall(text))
    if strange >= 4 and strange > len(text) * 0.02:
        raise Unreadable(
            _("This is no text: a CSV or XLSX file is needed. Save the table as CSV and choose that file.")
        )


def _is_split(head: bytes) -> bool:
    first, _end, rest = head.partition(b"\n")
    rest = rest[:4000].lstrip(b"\0")
    return bool(rest) and b"\0" not in first and rest[1::2].count(0) > len(rest) * 0.3


def _joined(content: bytes) -> str:
    """Return the text of a file whose header is UTF-8 and whose every line below is UTF-16 by itself."""
    first, *lines = content.split(b"\n")
    below = [line.removeprefix(b"\0").decode("utf-16-le", "replace") for line in lines]
    return "\n".join([first.decode("utf-8-sig", "replace"), *below])
