"""Undo by key and by toast, ways back in the history, the trash."""

from playwright.sync_api import expect

from hanse.companies.actions import delete_company, update_company
from hanse.companies.models import Company
from tests.browser.conftest import PHONE, sign_in
from tests.factories import acting, make_contact


def test_the_key_z_takes_back_what_the_newest_toast_says(world, open_page):
    page = open_page()
    sign_in(page, "user1")
    page.goto(f"/companies/{world.customer_a.pk}/edit/")
    page.get_by_label("Phone").fill("123")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#toasts")).to_contain_text("Customer #A was saved.")

    page.keyboard.press("z")

    expect(page.locator("#toasts")).to_contain_text("Undone.")
    assert Company.objects.get(pk=world.customer_a.pk).phone == ""
    page.keyboard.press("z")
    expect(page.locator(".facts").first).to_contain_text("123")
    assert page.complaints == []


def test_a_field_goes_back_from_the_history_without_scripts(world, open_page):
    update_company(world.customer_a.pk, {"phone": "11", "comments": "Two\nlines"}, by=acting(world.user1))
    update_company(world.customer_a.pk, {"phone": "22"}, by=acting(world.user1))
    page = open_page(size=PHONE, javascript=False)
    sign_in(page, "user1")
    page.goto(f"/companies/{world.customer_a.pk}/?tab=history")

    page.get_by_role("button", name="Restore old value of Phone: 11").click()
    expect(page.locator("#toasts")).to_contain_text("Earlier values of Customer #A are back.")
    page.get_by_role("link", name="Put back as of this moment").last.click()
    expect(page.locator("main")).to_contain_text("Two")
    page.get_by_role("button", name="Put back").click()

    company = Company.objects.get(pk=world.customer_a.pk)
    assert (company.phone, company.comments) == ("", "")


def test_the_trash_brings_a_company_back(world, open_page):
    make_contact("Ana", company=world.customer_b, by=world.admin)
    delete_company(world.customer_b.pk, by=acting(world.manager1))
    page = open_page()
    sign_in(page, "manager1")
    page.locator("[popovertarget=user-menu]").first.click()
    page.get_by_role("link", name="Trash").click()

    page.get_by_role("button", name="Restore Customer #B").click()

    expect(page.locator("h1")).to_contain_text("Customer #B")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Companies")).to_be_visible()
    assert not Company.objects.filter(pk=world.customer_b.pk).exists()
    assert page.complaints == []
