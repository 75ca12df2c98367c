"""Reading pages in tests: a signed-in browser, and what a page says without its tags."""

import html
import re

from django.test import Client

BACKEND = "hanse.accounts.backend.HanseBackend"
HTMX = {"HTTP_HX_REQUEST": "true"}


def browser_of(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def main_of(response) -> str:
    """The HTML of the page without the navigation around it."""
    content = response.content.decode()
    found = re.search(r"<main.*?</main>", content, re.DOTALL)
    return found.group() if found else content


def says(response) -> str:
    """The words of the page, blanks folded."""
    bare = re.sub(r"<[^>]+>", " ", main_of(response))
    return re.sub(r"\s+", " ", html.unescape(bare)).strip()


def filled_in(response) -> dict[str, str]:
    """What the (first) form of a page that posts would send if one changed nothing."""
    form = next(
        part
        for part in re.findall(r"<form.*?</form>", main_of(response), re.DOTALL)
        if 'method="post"' in part
    )
    values: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, kind = _attribute(tag, "name"), _attribute(tag, "type") or "text"
        if not name or (kind in {"checkbox", "radio"} and " checked" not in tag):
            continue
        values[name] = _attribute(tag, "value") or ("on" if kind == "checkbox" else "")
    for attributes, options in re.findall(r"<select([^>]*)>(.*?)</select>", form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        values[_attribute(attributes, "name")] = html.unescape(chosen.group(1)) if chosen else ""
    for attributes, text in re.findall(r"<textarea([^>]*)>(.*?)</textarea>", form, re.DOTALL):
        values[_attribute(attributes, "name")] = html.unescape(text).strip("\r\n")
    return values


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return html.unescape(found.group(1)) if found else ""
