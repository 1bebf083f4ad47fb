"""The cockpit as people meet it: served, in Chromium, on a published group."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from quarterdeck.settings import Settings
from tests.browser import Pages
from tests.dashboards.serving import PATIENCE, served, settle


@pytest.fixture(scope="module")
def address(published_demo: Settings) -> Iterator[str]:
    """Where the dashboard is served."""
    with served(published_demo, port=8770) as found:
        yield found


def visit(page: Page, address: str, query: str = "") -> None:
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/{query}")
    expect(page.locator("#audits")).to_be_visible(timeout=PATIENCE)
    settle(page)


@pytest.mark.browser
def test_it_opens_and_leads_on_and_back(address: str, pages: Pages) -> None:
    page = pages()
    visit(page, address)
    expect(page.locator(".qd-indicators svg")).to_have_count(16)
    expect(page.locator(".js-plotly-plot .bars path").first).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_test_id("stMainMenu")).to_have_count(0)
    name = page.get_by_role("table", name="Largest exposures").locator("tbody a").first
    customer = name.inner_text()
    name.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".qd-crumbs .qd-here")).to_have_text(customer, timeout=PATIENCE)
    assert "/receivables?as_of=2026-06-30" in page.url
    page.go_back()
    expect(page.locator(".qd-indicators")).to_be_visible(timeout=PATIENCE)
    settle(page)
    page.get_by_role("link", name="show all").click()
    page.wait_for_url("**findings=all**")
    settle(page)
    assert page.locator(".qd-finding").count() > 6
    assert pages.outside == [] and pages.errors == []


@pytest.mark.browser
def test_the_filters_write_the_url(address: str, pages: Pages) -> None:
    page = pages()
    visit(page, address)
    page.get_by_role("combobox", name="Group or company").click()
    page.get_by_role("option", name="Yuanzhou Overseas Inc.").click()
    page.wait_for_url("**company=YZO**")
    settle(page)
    page.get_by_role("combobox", name="As of").click()
    page.get_by_role("option", name="31 May 2026").click()
    page.wait_for_url("**as_of=2026-05-31**")
    settle(page)
    assert "company=YZO" in page.url
    line = page.locator(".qd-indicator").filter(has=page.get_by_text("Receivables", exact=True))
    expect(line.locator(".qd-exact")).to_contain_text("USD")
    expect(line.get_by_text("Answers for it")).to_be_hidden()
    line.locator("summary").click()
    expect(line.get_by_text("Answers for it: Chief financial officer")).to_be_visible()
    expect(page.get_by_text("whichever day is chosen")).to_be_visible()


@pytest.mark.browser
def test_a_phone_scrolls_down_only(address: str, pages: Pages) -> None:
    page = pages(width=390, height=844, is_mobile=True, has_touch=True)
    for query in ("", "?findings=all&lang=zh"):
        visit(page, address, query)
        wide = page.evaluate(
            "[document.documentElement, ...document.querySelectorAll('[data-testid=stMain],"
            "[data-testid=stAppViewContainer]')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
        )
        assert wide == 0
        # nor is anything cut off at the right edge, but what scrolls by itself
        cut = page.evaluate(
            "[...document.querySelectorAll('.qd-indicator, .qd-finding, .qd-audits li, .js-plotly-plot, .qd-scroll')]"
            ".filter(e => e.getBoundingClientRect().right > window.innerWidth).length"
        )
        assert cut == 0
    assert page.evaluate("document.documentElement.lang") == "zh"
