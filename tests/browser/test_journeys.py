"""The main tasks, done by hand in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, WIDE, sign_in


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
def test_signing_in_and_out(world, open_page, javascript):
    page = open_page(javascript=javascript)
    page.goto("/companies/")
    expect(page).to_have_url(re.compile("/login/"))
    page.get_by_label("Login name").fill("user1")
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("main")).to_contain_text(re.compile("password|login name", re.I))

    sign_in(page, "user1")

    page.goto("/companies/")
    expect(page.get_by_role("link", name="Customer #A").first).to_be_visible()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_searching_narrows_the_list_and_finds_word_parts(world, open_page, size):
    page = open_page(size=size)
    sign_in(page, "user1")
    page.goto("/companies/")

    page.locator("main").get_by_role("searchbox").fill("omer #b")

    expect(page.get_by_role("link", name="Customer #A")).to_have_count(0)
    expect(page.get_by_role("link", name="Customer #B").first).to_be_visible()
    expect(page).to_have_url(re.compile("search="))


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
def test_editing_a_company(world, open_page, javascript):
    page = open_page(javascript=javascript)
    sign_in(page, "user1")
    page.goto(f"/companies/{world.customer_a.pk}/edit/")

    page.get_by_label("Phone").fill("+34 600 000 000")
    page.get_by_role("button", name=re.compile("^Save")).first.click()

    expect(page).to_have_url(re.compile(rf"/companies/{world.customer_a.pk}/$"))
    expect(page.locator("main")).to_contain_text("+34 600 000 000")


def test_a_company_that_one_may_only_see_offers_no_edit(world, open_page):
    page = open_page()
    sign_in(page, "user1")
    page.goto(f"/companies/{world.customer_b.pk}/")

    expect(page.get_by_role("heading", name="Customer #B")).to_be_visible()
    expect(page.get_by_role("link", name="Edit")).to_have_count(0)
    assert page.goto(f"/companies/{world.customer_b.pk}/edit/").status == 403


def test_who_can_see_this(world, open_page):
    page = open_page()
    sign_in(page, "user1")
    page.goto(f"/companies/{world.customer_a.pk}/access/")

    expect(page.locator("body")).to_contain_text("Manager1")
    expect(page.locator("body")).not_to_contain_text("User2")
