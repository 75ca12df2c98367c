"""What one must know before the first request: the head of the OpenAPI document, of the docs page and of docs/api.md."""

from dataclasses import dataclass
from typing import Any

from hanse.api.problems import KINDS


@dataclass(frozen=True)
class Part:
    """A section of the guide: paragraphs of text, and one block of code or none."""

    anchor: str
    title: str
    text: tuple[str, ...]
    code: str = ""


PARTS = (
    Part(
        "tokens",
        "Tokens",
        (
            "Every request carries a bearer token. Make one on your profile page, or as an operator with "
            "`hanse token LOGIN`; it is shown once. It may do what its user may do at the moment of the request, "
            "or only read when it was made to. It ends with its days, with your password, and with you.",
            "Cookies count for nothing here.",
        ),
        'curl -H "Authorization: Bearer hanse_…" https://crm.example.com/api/v1/me',
    ),
    Part(
        "sight",
        "What you see",
        (
            "You read and change exactly what the pages let you read and change. What you may not see does not "
            "exist: 404, in no list, no total and no search. What you may see but not change answers a change with 403.",
            "`GET /api/v1/companies/{id}/access` tells who can see a company and by which rule.",
        ),
    ),
    Part(
        "values",
        "Values",
        (
            "Ids are whole numbers, dates `YYYY-MM-DD`, moments in UTC, users their login name, countries ISO codes, "
            "custom values an object of field id and value. A field that is not declared is refused with 400, "
            "a value that cannot be taken with 422; nothing is written then.",
            "`PATCH` changes the fields that it names and leaves the others.",
        ),
    ),
    Part(
        "lists",
        "Lists",
        (
            "A list answers `items`, `next` and `total`. Hand `next` back as `cursor` to read on; rows that come or "
            "go meanwhile shift nothing. `total` is exact up to 10,000 and null above. `sort` takes a word of the "
            "list, with `-` in front to turn it round; a filter that may be repeated matches any of its values.",
        ),
        'curl -H "Authorization: Bearer hanse_…" \\\n'
        '  "https://crm.example.com/api/v1/companies?country=ES&country=PT&sort=name&limit=50"',
    ),
    Part(
        "safely",
        "Changing safely",
        (
            "A record comes with an `ETag`. Send it back as `If-Match` with a change or a deletion, and it is refused "
            "with 412 when somebody saved meanwhile. Without the header the last one wins.",
            "Send an `Idempotency-Key` with a `POST`, and repeating the request after a lost answer makes nothing "
            "twice: the first answer comes again, for 24 hours, with `Idempotency-Replayed: true`.",
        ),
    ),
    Part(
        "undo",
        "Taking back",
        (
            "Every answer carries an `X-Request-ID`. `POST /api/v1/undo/{request_id}` takes back all that you did with "
            "that request, or says in a 409 what stands against it and takes nothing back. Undo the undoing to do it "
            "again.",
            "`POST …/restore` puts a record back to what it was at a moment or after a change of its history, or brings "
            "a deleted one back with all that went along; `GET /api/v1/trash` lists those of the last 30 days.",
        ),
    ),
    Part(
        "problems",
        "Problems",
        (
            "Everything that goes wrong is a problem document, `application/problem+json`: `type`, `title`, `status`, "
            "`detail` in words, and `errors` that name each field with its remedy.",
        ),
        '{\n  "type": "/api/v1/docs#invalid",\n  "title": "Some values cannot be taken",\n  "status": 422,\n'
        '  "detail": "Name is required.",\n  "errors": [{"field": "name", "message": "Name is required."}]\n}',
    ),
)

MEANINGS = {
    400: "A field or query parameter that is not declared, or a body that is no JSON. `errors` names it.",
    401: "No token, or one that is unknown, ended, or of a person who cannot sign in.",
    403: "You may see it, not do this; or your token may only read.",
    404: "There is nothing here, or nothing that you may know of. The two look the same.",
    405: "Look at the header `Allow`.",
    409: "Other records stand against it; `detail` says which. With a member that begins with `confirm`, the same "
    "request with that query parameter goes ahead.",
    412: "`If-Match` names an older version; `current` is the newest. Read again, then decide.",
    413: "The body is larger than the installation takes at once.",
    422: "Each entry of `errors` names a field and says what to write instead.",
    429: "Wait as many seconds as `Retry-After` says.",
    500: "It is in the log under the number in `detail`, which is also the header `X-Request-ID`.",
    503: "Try again after as many seconds as `Retry-After` says.",
    507: "The place where files are kept is full or away; nothing was saved.",
}


def problem_kinds() -> list[dict[str, Any]]:
    """Return every kind of problem with its anchor, title and meaning."""
    return [
        {"status": status, "anchor": kind.anchor, "title": str(kind.title), "meaning": MEANINGS[status]}
        for status, kind in KINDS.items()
    ]


def _markdown(part: Part) -> str:
    code = f"\n\n```\n{part.code}\n```" if part.code else ""
    return f"## {part.title}\n\n" + "\n\n".join(part.text) + code


GUIDE = "\n\n".join(_markdown(part) for part in PARTS)
