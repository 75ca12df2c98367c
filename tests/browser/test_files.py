"""Files in a real browser: dropped, with progress, by keyboard, on a phone, without scripts, and evil ones."""

import contextlib

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error as PlaywrightError

from hanse.contacts.files import Home, add_file
from hanse.files.models import StoredFile
from tests.browser.conftest import PHONE, WIDE, sign_in
from tests.factories import acting
from tests.files.conftest import HTML, PDF, PNG, SVG

DROP = """(names) => {
  const carried = new DataTransfer();
  for (const name of names) carried.items.add(new File(["content of " + name], name));
  const zone = document.querySelector(".upload");
  for (const kind of ["dragover", "drop"])
    zone.dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES = str(tmp_path / "files")


def put(world, content, name):
    return add_file(Home(world.customer_a.pk), {"name": name}, [content], by=acting(world.user1))


def tab(world) -> str:
    return f"/companies/{world.customer_a.pk}/?tab=files"


def test_files_are_dropped_several_at_once(world, open_page):
    page = open_page()
    sign_in(page, "user1")
    page.goto(tab(world))

    page.evaluate(DROP, ["one.txt", "two.txt"])

    page.get_by_role("heading", name="2 files").wait_for()
    assert page.locator(".record-files").get_by_role("link", name="one.txt").is_visible()
    assert page.locator("#tab-files .count").text_content() == "2"
    assert StoredFile.objects.count() == 2
    page.evaluate(DROP, ["three.txt"])
    page.get_by_role("heading", name="3 files").wait_for()
    assert page.complaints == []


def test_a_refused_file_is_told_beside_its_name_and_the_others_go_on(world, open_page, settings):
    settings.FILE_LIMIT = 1024 * 1024
    page = open_page()
    sign_in(page, "user1")
    page.goto(tab(world))

    page.locator("#upload").set_input_files(
        [
            {"name": "big.bin", "mimeType": "text/plain", "buffer": b"x" * (1024 * 1024 + 1)},
            {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""},
            {"name": "good.txt", "mimeType": "text/plain", "buffer": b"good"},
        ]
    )

    page.get_by_role("heading", name="1 file").wait_for()
    failures = page.locator(".uploads > li")
    assert failures.count() == 2
    assert "larger than 1 MB" in failures.nth(0).text_content()
    assert "The file is empty." in failures.nth(1).text_content()


def test_by_keyboard_alone_described_previewed_deleted_and_brought_back(world, open_page):
    put(world, PNG, "gate.png")
    page = open_page()
    sign_in(page, "user1")
    page.goto(tab(world))

    page.get_by_role("link", name="Preview gate.png").press("Enter")
    image = page.locator("dialog[open] img")
    image.wait_for()
    assert image.evaluate("async (image) => (await image.decode(), image.naturalWidth)") == 1
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Actions for gate.png").press("Enter")
    page.get_by_role("link", name="Edit name and description").press("Enter")
    page.get_by_label("Description").fill("The gate of the depot")
    page.get_by_role("button", name="Save file").press("Enter")
    page.get_by_text("The gate of the depot").wait_for()
    page.get_by_role("button", name="Actions for gate.png").press("Enter")
    page.get_by_role("button", name="Delete file").press("Enter")
    page.get_by_text("No files yet").wait_for()
    page.locator(".toast").get_by_role("button", name="Undo").press("Enter")

    page.get_by_text("The gate of the depot").wait_for()
    assert page.complaints == []


def test_without_scripts_it_is_a_form(world, open_page):
    page = open_page(javascript=False)
    sign_in(page, "user1")
    page.goto(tab(world))

    page.get_by_label("Choose files").set_input_files(
        [{"name": f"{name}.txt", "mimeType": "text/plain", "buffer": b"x"} for name in ("a", "b")]
    )
    page.get_by_role("button", name="Add files").click()

    assert page.get_by_text("2 files were added.").is_visible()
    assert page.get_by_role("heading", name="2 files").is_visible()


@pytest.mark.parametrize(("size", "dark"), [(WIDE, False), (WIDE, True), (PHONE, False), (PHONE, True)])
def test_the_tab_passes_axe_and_fits(world, open_page, size, dark):
    first = put(world, PNG, "gate.png")
    put(world, PDF, "a-very-long-name-without-a-blank-" * 5 + ".pdf")
    page = open_page(size=size, dark=dark)
    sign_in(page, "user1")
    for path in (tab(world), f"/files/{first.pk}/edit/"):
        page.goto(path)
        results = Axe().run(page, options={"preload": False})
        assert [(each["id"], each["nodes"][0]["html"][:120]) for each in results.response["violations"]] == []
        assert (
            page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        )
    page.goto(tab(world))
    page.get_by_role("link", name="Preview gate.png").click()
    results = Axe().run(page, options={"preload": False})
    assert [(each["id"], each["nodes"][0]["html"][:120]) for each in results.response["violations"]] == []


@pytest.mark.parametrize(
    "content",
    [
        HTML,
        SVG,
        PNG + HTML,
        b"GIF89a/*" + HTML + b"*/",
        b"\xff\xd8\xff\xe0" + HTML,
        b"%PDF-1.4\n" + HTML,
        b"RIFF\0\0\0\0WEBP" + HTML,
        b"\xff\xfe" + HTML.decode().encode("utf-16-le"),
        b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><script>parent.canary=1</script></html>",
        b"PK\x03\x04" + HTML,
    ],
)
def test_T_07_no_file_ever_runs_on_our_origin(world, open_page, content):
    file = put(world, content, "photo.png")
    page = open_page()
    ran = []
    sign_in(page, "user1")
    page.on("console", lambda line: ran.append(line.text) if "canary" in line.text else None)
    for path in (f"/files/{file.pk}/?inline=1", f"/files/{file.pk}/"):
        for how in ("open", "frame", "object", "image"):
            page.goto(tab(world))
            if how == "open":
                with contextlib.suppress(PlaywrightError):  # a download ends the navigation
                    page.goto(path)
            else:
                tag = {"frame": "iframe", "object": "object", "image": "img"}[how]
                page.evaluate(
                    """([tag, path]) => new Promise((done) => {
                      const each = document.createElement(tag);
                      each[tag === "object" ? "data" : "src"] = path;
                      each.onload = each.onerror = done;
                      document.body.append(each);
                      setTimeout(done, 300);
                    })""",
                    [tag, path],
                )
            assert page.evaluate("window.canary") is None
            names = {cookie["name"] for cookie in page.context.cookies()}
            assert "canary" not in names, (path, how)
    assert ran == []


def test_the_canary_sings_where_a_server_is_careless(world, open_page):
    page = open_page()
    sign_in(page, "user1")
    page.route("**/files/1/", lambda route: route.fulfill(body=HTML, content_type="text/html"))

    page.goto("/files/1/")

    assert "canary" in {cookie["name"] for cookie in page.context.cookies()}


def test_a_pdf_opens_in_the_viewer_of_the_browser(world, open_page):
    page = open_page()
    sign_in(page, "user1")
    file = put(world, page.pdf(), "offer.pdf")
    page.goto(tab(world))

    answer = page.request.get(f"/files/{file.pk}/?inline=1")

    link = page.get_by_role("link", name="Preview offer.pdf")
    assert link.get_attribute("href") == f"/files/{file.pk}/?inline=1"
    assert answer.headers["content-disposition"].startswith("inline")
    assert "sandbox" not in answer.headers["content-security-policy"]
