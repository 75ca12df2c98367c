"""
Offers the code that is running to the people who use it (AGPL-3.0, section 13).

What an operator changed goes along; nothing else does: only files of the kinds that the program consists of.
"""

import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

from hanse.version import VERSION
from hanse.web.policy import signed_in

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("hanse", "requirements", "pyproject.toml", "Makefile", "manage.py", "LICENSE", "README.md")
GENERATED = {"__pycache__", "staticfiles"}
KINDS = {".py", ".html", ".txt", ".css", ".js", ".svg", ".po", ".json", ".in", ".sh", ".toml", ".md", ""}


@signed_in
@require_safe
def source(request: HttpRequest) -> FileResponse:
    """Answer a ZIP archive of the running code."""
    name = f"hanse-{VERSION}"
    packed = tempfile.TemporaryFile()  # noqa: SIM115  # the answer closes it
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(_files()):
            archive.write(path, Path(name) / path.relative_to(ROOT))
    packed.seek(0)
    return FileResponse(packed, as_attachment=True, filename=f"{name}.zip")


def _files() -> Iterator[Path]:
    for part in (ROOT / name for name in PARTS):
        for path in [part, *part.rglob("*")]:
            if path.is_file() and path.suffix in KINDS and not GENERATED.intersection(path.parts):
                yield path
