"""Turn HANSE_EMAIL_URL and HANSE_EMAIL_FROM into what the outgoing queue works with."""

from urllib.parse import parse_qsl, unquote, urlsplit

from hanse.config.env import BadSetting
from hanse.foundation.errors import BadValue
from hanse.mail.addresses import named_address

NAME = "HANSE_EMAIL_URL"
PORTS = {"smtp": 25, "smtps": 465}


def mail_server(url: str) -> dict | None:
    """
    Return host, port, user, password and `tls` of an SMTP server; None for an empty address.

    `tls` is "wrapped" (smtps), "start" (STARTTLS or nothing), "off", or "offered": STARTTLS where the server offers it.

    :raises BadSetting: for anything that is not such an address.
    """
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in PORTS:
        raise BadSetting(
            NAME, "starts with smtp:// or smtps://, as in smtp://user:password@mail.example.com:587."
        )
    if not parts.hostname or parts.path not in {"", "/"}:
        raise BadSetting(NAME, "names a host, as in smtp://mail.example.com:587.")
    return {
        "host": parts.hostname,
        "port": _port(parts) or PORTS[parts.scheme],
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "tls": "wrapped" if parts.scheme == "smtps" else _tls(parts.query),
    }


def mail_sender(text: str) -> str:
    """
    Return the sender of our mail, “Name <address>” or an address.

    :raises BadSetting: for anything else.
    """
    try:
        named_address(text)
    except BadValue as bad:
        raise BadSetting("HANSE_EMAIL_FROM", bad.message) from bad
    return text


def _port(parts) -> int | None:
    try:
        return parts.port
    except ValueError as error:
        raise BadSetting(NAME, "has a port that is not a number from 1 to 65535.") from error


def _tls(query: str) -> str:
    options = dict(parse_qsl(query, keep_blank_values=True))
    tls = options.pop("tls", "offered")
    if options:
        raise BadSetting(
            NAME, f"has an unknown option “{next(iter(options))}”; only tls=start and tls=off are known."
        )
    if tls not in {"start", "off", "offered"}:
        raise BadSetting(NAME, f"has tls={tls}; write tls=start or tls=off.")
    return tls
