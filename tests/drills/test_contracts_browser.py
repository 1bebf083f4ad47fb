"""The contracts page as people meet it: served, in Chromium, on the group with all its systems."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Pages
from tests.dashboards.serving import PATIENCE, served, settle
from tests.warehouse import AS_OF, Warehouse


@pytest.fixture(scope="module")
def address(warehouse: Warehouse) -> Iterator[str]:
    """Where the dashboard is served."""
    with served(warehouse.settings, port=8790) as found:
        yield found


def visit(page: Page, address: str, query: str = "") -> None:
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/contracts?as_of={AS_OF}{query}")
    expect(page.locator(".qd-tile").first).to_be_visible(timeout=PATIENCE)
    settle(page)


def sideways(page: Page) -> int:
    found: int = page.evaluate(
        "[document.documentElement, ...document.querySelectorAll('[data-testid=stMain]')]"
        ".filter(e => e.scrollWidth > e.clientWidth + 1).length"
    )
    return found


@pytest.mark.browser
def test_from_a_gap_to_the_sources_row_and_back(address: str, pages: Pages) -> None:
    page = pages()
    visit(page, address)
    page.locator(".plotly .bars path").first.click(position={"x": 3, "y": 10}, force=True)
    expect(page.locator(".qd-chip")).to_contain_text("only Performed, not billed", timeout=PATIENCE)
    assert "gap=unbilled" in page.url
    settle(page)
    number = page.get_by_role("table").nth(1).locator("tbody tr").first.locator("td").first.inner_text()
    page.get_by_role("table").nth(1).locator("tbody tr").first.click()
    expect(page.locator(".qd-facts")).to_be_visible(timeout=PATIENCE)
    settle(page)
    assert "contract=" in page.url and page.locator(".qd-here").inner_text() == number
    expect(page.locator(".plotly")).to_have_count(0)
    page.get_by_role("link", name="Signed", exact=True).click()
    expect(page.locator(".qd-fields")).to_be_visible(timeout=PATIENCE)
    assert number in page.locator(".qd-fields").inner_text()
    settle(page)
    page.go_back()
    expect(page.locator(".qd-fields")).to_have_count(0, timeout=PATIENCE)
    page.get_by_role("link", name="All contracts").click()
    expect(page.locator(".qd-chip")).to_be_visible(timeout=PATIENCE)
    assert "contract=" not in page.url and "gap=unbilled" in page.url
    assert pages.outside == [] and pages.errors == []


@pytest.mark.browser
def test_a_tile_and_the_navigation_keep_what_was_chosen(address: str, pages: Pages) -> None:
    page = pages()
    visit(page, address, "&company=YZE")
    page.get_by_text("Purchase", exact=True).click()
    page.wait_for_url("**side=purchase**")
    settle(page)
    page.get_by_role("link", name="Overdue", exact=True).click()
    page.wait_for_url("**status=overdue**")
    settle(page)
    assert "side=purchase" in page.url and "company=YZE" in page.url
    page.get_by_test_id("stSidebar").get_by_role("link", name="Receivables").click()
    expect(page.get_by_role("heading", name="What do customers owe us, and how late is it?")).to_be_visible(
        timeout=PATIENCE
    )
    assert f"as_of={AS_OF}" in page.url and "company=YZE" in page.url


@pytest.mark.browser
def test_a_phone_scrolls_down_only(address: str, pages: Pages) -> None:
    page = pages(width=390, height=844, is_mobile=True, has_touch=True)
    visit(page, address, "&lang=zh")
    assert sideways(page) == 0
    row = page.locator("tr[data-href*='contract=']").first
    edge = row.locator("td.qd-money").first.bounding_box()
    assert edge and edge["x"] + edge["width"] <= 390, "the first figure stands beside the name"
    assert not row.locator("td.qd-under").first.is_visible()
    row.click()
    expect(page.locator(".qd-facts")).to_be_visible(timeout=PATIENCE)
    settle(page)
    assert sideways(page) == 0 and pages.errors == []
