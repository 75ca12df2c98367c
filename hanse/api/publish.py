"""`python -m hanse.api.publish`: write docs/openapi.json and docs/api.md anew, for developers."""

import json
import os
from pathlib import Path

import django

DOCS = Path(__file__).resolve().parents[2] / "docs"


def main() -> None:
    """Write both files."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hanse.config.settings")
    django.setup()
    # The operations import the models, which need the house set up.
    from hanse.api.publishing import document, markdown

    text = json.dumps(document(), indent=1, ensure_ascii=False)
    (DOCS / "openapi.json").write_text(text + "\n", encoding="utf-8")
    (DOCS / "api.md").write_text(markdown(), encoding="utf-8")


if __name__ == "__main__":
    main()
