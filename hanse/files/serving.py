"""How a file goes out: the same headers at every door, so that nothing of it ever runs on our origin."""

from django.utils.http import content_disposition_header

from hanse.files.kinds import INLINE, TEXT
from hanse.files.models import StoredFile

POLICY = "sandbox; default-src 'none'"
# The viewers that browsers have for PDF do not start in a sandbox; they bring one of their own.
POLICY_OF_PDF = "default-src 'none'; object-src 'self'; frame-ancestors 'none'"


def headers_of(file: StoredFile, *, inline: bool = False) -> dict[str, str]:
    """Return the headers of an answer that holds `file`; only what INLINE lists is ever shown instead of saved."""
    shown = inline and file.type in INLINE
    is_pdf = file.type == "application/pdf"
    return {
        "Content-Type": f"{TEXT}; charset=utf-8" if file.type == TEXT else file.type,
        "Content-Length": str(file.size),
        "Content-Disposition": content_disposition_header(not shown, file.name) or "inline",
        # It says that these are the bytes themselves: nothing on the way packs them and loses their length.
        "Content-Encoding": "identity",
        "Content-Security-Policy": POLICY_OF_PDF if shown and is_pdf else POLICY,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store, private",
    }
