"""What a file is, judged by its first bytes alone: neither its name nor its sender is asked, and nothing is unpacked."""

import codecs

# So many first bytes are looked at.
HEAD = 8192
UNKNOWN = "application/octet-stream"
TEXT = "text/plain"
# What a browser may show itself, on our origin, without running anything of it.
INLINE = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif", "application/pdf"})

_OFFICE = "application/vnd.openxmlformats-officedocument."
# (where, the bytes there, type); the first that fits.
_SIGNATURES = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-cfb"),
    (0, b"\x1f\x8b\x08", "application/gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftyp", "video/mp4"),
)
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06")
# What the names of the first parts of an office document say.
_INSIDE_ZIP = (
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.spreadsheet"),
    (b"word/", f"{_OFFICE}wordprocessingml.document"),
    (b"xl/", f"{_OFFICE}spreadsheetml.sheet"),
    (b"ppt/", f"{_OFFICE}presentationml.presentation"),
)  # fmt: skip
_BYTE_ORDERS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Control characters that text has: tab, line ends, form feed, escape.
_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13, 27}


def kind_of(head: bytes) -> str:
    """
    Return the media type of content that begins with `head`.

    Markup is text: what could run in a browser is never called by a name that would let it.
    """
    for place, signature, kind in _SIGNATURES:
        if head.startswith(signature, place):
            return kind
    if head.startswith(b"RIFF") and head.startswith(b"WEBP", 8):
        return "image/webp"
    if head.startswith(_ZIPS):
        return _zip_kind(head)
    return TEXT if _reads_as_text(head) else UNKNOWN


def _zip_kind(head: bytes) -> str:
    office = b"[Content_Types].xml" in head or b"mimetype" in head[:60]
    return next((kind for part, kind in _INSIDE_ZIP if office and part in head), "application/zip")


def _reads_as_text(head: bytes) -> bool:
    if head.startswith(_BYTE_ORDERS):
        return True
    if not _CONTROLS.isdisjoint(head):
        return False
    try:
        # The last letter may be cut off.
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True
