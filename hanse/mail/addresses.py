"""E-mail addresses as servers take them: exactly one plain address, nothing that could become a second header."""

import re
from email.utils import parseaddr

from hanse.foundation.errors import BadValue

_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_LOCAL}@{_LABEL}(?:\.{_LABEL})*")
# Everything that a mail program or server may take for the end of a line, and other control characters.
_BREAKS = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]")


def plain_address(text: str) -> str:
    """
    Return one address in the form that servers understand; the domain in ASCII.

    :raises BadValue: for anything but exactly one address: names, lists, comments, line breaks.
    """
    address = text.strip(" ")
    local, at, domain = address.rpartition("@")
    if at and not domain.isascii():
        try:
            address = f"{local}@{domain.encode('idna').decode('ascii')}"
        except UnicodeError:
            address = ""
    if len(address) > 254 or len(local) > 64 or not _ADDRESS.fullmatch(address):
        raise BadValue(f"“{text[:80]}” is not an e-mail address; write it like name@example.com.")
    return address


def named_address(text: str) -> tuple[str, str]:
    """
    Return the name and the address of “Name <address>”; the name may be empty.

    :raises BadValue: for anything else.
    """
    name, address = parseaddr(header_line(text))
    return name, plain_address(address)


def header_line(text: str) -> str:
    """
    Return `text` when it can stand in a header.

    :raises BadValue: when it holds a line break or another control character.
    """
    if _BREAKS.search(text):
        raise BadValue("A line break or control character cannot stand here.")
    return text
