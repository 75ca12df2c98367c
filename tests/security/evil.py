"""What people with bad intentions write into fields, addresses and headers; each text that could run says `evil`."""

import re
from html.parser import HTMLParser

# Texts for every field that people see.
TEXTS = [
    "<script>evil()</script>",
    '"><img src=x onerror=evil()>',
    "' autofocus onfocus=evil() x='",
    '" onmouseover="evil()" x="',
    "<svg/onload=evil()>",
    "</textarea><evil>",
    "</title><evil>",
    "</script><evil>",
    "--><evil>",
    "]]><evil>",
    '<a href="javascript:evil()">x</a>',
    "&lt;evil&gt; &#60;evil&#62;",
    '<iframe srcdoc="<evil>"></iframe>',
    "<math><mtext><style><evil>",
    "<evil",
    "<<evil>>",
    "<scr<script>ipt>evil()</script>",
    "`><evil>",
    "{{7*7191}} {% debug %} {# evil #}",
    "${7*7191} #{7*7191} <%= 7*7191 %>",
    "{{constructor.constructor('evil()')()}}",
    "javascript:evil()",
    "data:text/html,<evil>",
    "=HYPERLINK('http://evil.example')",
    "%3Cscript%3Eevil()%3C/script%3E",
    "+ADw-script+AD4-evil()+ADw-/script+AD4-",
    "\u202egpj.exe <evil>",
    "a\u2028<evil>\u2029",
    "x" * 150 + "<evil>",
    "😀" * 40 + "<evil>",
    "'; DROP TABLE companies_company; --",
    "@user1 <evil> @admin",
]
# Names that a browser or a program gives to a file.
FILENAMES = [
    "../../etc/passwd",
    "..\\..\\boot.ini",
    "/etc/hosts",
    '"><img src=x onerror=evil()>.png',
    "photo.png\r\nSet-Cookie: evil=1",
    "photo.svg.png",
    "a\u202egnp.exe",
    ".htaccess",
    "CON",
    "x" * 300 + ".png",
]
# Addresses that must never become a link to follow.
LINKS = [
    "javascript:evil()",
    " JaVaScRiPt:evil()",
    "java\tscript:evil()",
    "data:text/html,evil",
    "vbscript:evil()",
]
# Where a careless door would send people.
ELSEWHERE = [
    "//evil.example",
    "https://evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:evil()",
]
# Parts of queries that reach for what no list offers.
REACHING = [
    "owner__password", "password", "-owner__password", "owner__email", "id__in", "parent__owner__username", "pk;--",
    "name' OR '1'='1", "(SELECT 1)", "search_text", "path", "custom__1", "__class__", "0x31", "1 UNION SELECT 1",
]  # fmt: skip

HARMLESS = re.compile(r"(?i)(/|#|\?|\.|https?://|mailto:|tel:|$)")


class Reader(HTMLParser):
    """Reads a page as a browser does, and notes whatever on it could run."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if "evil" in tag or tag in {"iframe", "object", "embed", "math", "style", "base"}:
            self.found.append(f"<{tag}>")
        ours = given.get("src", "").startswith("/static/") or given.get("type") == "application/json"
        if tag == "script" and not ours:
            self.found.append(f"<script {attrs}>")
        for name, value in given.items():
            if name.startswith("on") or "evil" in name or name in {"srcdoc", "style"}:
                self.found.append(f"{name}={value[:60]}")
            if name in {"href", "src", "action", "formaction"} and not HARMLESS.match(value.strip()):
                self.found.append(f"{name}={value[:60]}")


def what_could_run(html: str) -> list[str]:
    """Return everything in a page that is not ours to run; empty when it is only text."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.found
