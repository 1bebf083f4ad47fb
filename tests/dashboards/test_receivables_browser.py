"""The receivables page as people meet it: served, in Chromium, on a published group."""

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from quarterdeck.settings import Settings
from tests.browser import Pages
from tests.dashboards.serving import PATIENCE, PROJECT, served, settle
from tests.group import AS_OF


@pytest.fixture(scope="module")
def address(published_demo: Settings) -> Iterator[str]:
    """Where the dashboard is served."""
    with served(published_demo, port=8760) as found:
        yield found


def visit(page: Page, address: str, query: str = "") -> None:
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/receivables?as_of={AS_OF}{query}")
    expect(page.get_by_role("table").first).to_be_visible(timeout=PATIENCE)
    settle(page)


def tile(page: Page, name: str) -> str:
    found = page.locator(".qd-tile").filter(has=page.get_by_text(name, exact=True))
    return found.locator(".qd-exact").inner_text()


def lower_table(page: Page) -> Locator:
    return page.get_by_role("table").nth(1)


def cells(table: Locator) -> list[list[str]]:
    rows = table.evaluate(
        "table => [...table.tBodies[0].rows].map(row => [...row.cells].map(cell => cell.firstChild?.textContent ?? ''))"
    )
    return [[str(text).strip() for text in row] for row in rows]


def crumbs(page: Page) -> list[str]:
    return [text for text in page.locator(".qd-crumbs").inner_text().splitlines() if text != "›"]


@pytest.mark.browser
def test_the_total_is_that_of_the_report(address: str, pages: Pages, published_demo: Settings) -> None:
    reported = subprocess.run(
        [
            *(sys.executable, "-m", "flows.cli", "--config", str(published_demo.config_file)),
            *("report", "receivables-aging", "--as-of", AS_OF.isoformat(), "--company", "YZO"),
            *("--format", "json"),
        ],
        cwd=PROJECT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    total = sum(Decimal(row["residual_amount_company"]) for row in json.loads(reported))
    page = pages()
    visit(page, address, "&company=YZO")
    assert tile(page, "Total open") == f"USD {total:,.2f}"
    assert pages.outside == [] and pages.errors == []


@pytest.mark.browser
def test_down_to_the_sources_row_and_back(address: str, pages: Pages) -> None:
    page = pages()
    visit(page, address)
    page.get_by_role("link", name="1–30 days", exact=True).first.click()
    expect(page.locator(".qd-chip")).to_contain_text("only 1–30 days")
    settle(page)
    assert "bucket=1-30" in page.url
    bar_total = page.get_by_role("table").first.locator("tr.qd-chosen td").nth(-2).inner_text()
    column = lower_table(page).locator("tfoot td.qd-chosen").inner_text()
    assert column == bar_total
    customer = cells(lower_table(page))[0][0]
    for level, word in (("customer", "By instalment"), ("item", "Recorded"), ("effect", "Newest version")):
        lower_table(page).locator("tbody tr").first.click()
        expect(page.get_by_text(word).first).to_be_visible(timeout=PATIENCE)
        settle(page)
        assert f"{level}=" in page.url
    assert crumbs(page)[:2] == ["All customers", customer]
    fields = page.locator(".qd-fields").inner_text()
    assert "posting_date" in fields

    fresh = pages()
    fresh.set_default_timeout(PATIENCE)
    fresh.goto(page.url)
    expect(fresh.locator(".qd-fields")).to_be_visible(timeout=PATIENCE)
    settle(fresh)
    assert crumbs(fresh) == crumbs(page)
    assert fresh.locator(".qd-fields").inner_text() == fields
    assert fresh.url == page.url
    assert tile(fresh, "Overdue") == tile(page, "Overdue")

    page.go_back()
    expect(page.locator(".qd-fields")).to_have_count(0, timeout=PATIENCE)
    settle(page)
    assert "effect=" not in page.url and "item=" in page.url
    page.get_by_role("link", name="All customers").click()
    expect(page.get_by_placeholder("Name or number")).to_be_visible(timeout=PATIENCE)
    assert "customer=" not in page.url
    assert pages.outside == [] and pages.errors == []


@pytest.mark.browser
def test_a_bar_filters_the_tables(address: str, pages: Pages) -> None:
    page = pages()
    visit(page, address)
    bar = page.locator(".plotly .bars path").first
    expect(bar).to_be_visible(timeout=PATIENCE)
    settle(page)
    bar.click(position={"x": 10, "y": 10}, force=True)
    expect(page.locator(".qd-chip")).to_contain_text("only Not due", timeout=PATIENCE)
    assert "bucket=not_due" in page.url


@pytest.mark.browser
def test_the_filters_write_the_url(address: str, pages: Pages) -> None:
    page = pages()
    visit(page, address)
    page.get_by_text("Document date", exact=True).click()
    expect(page.get_by_role("link", name="Same day").first).to_be_visible(timeout=PATIENCE)
    settle(page)
    assert "basis=document" in page.url
    page.get_by_placeholder("Name or number").fill("Mining")
    page.get_by_placeholder("Name or number").press("Enter")
    page.wait_for_url("**find=Mining**")
    settle(page)
    assert all("mining" in row[0].lower() for row in cells(lower_table(page)))
    assert "basis=document" in page.url


@pytest.mark.browser
def test_the_download_is_the_screen(address: str, pages: Pages, tmp_path: Path) -> None:
    page = pages()
    visit(page, address, "&sort=name")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV").click()
    assert waiting.value.suggested_filename.startswith(f"receivables-customers-{AS_OF}-")
    file = tmp_path / "download.csv"
    waiting.value.save_as(file)
    with file.open(encoding="utf-8", newline="") as stream:
        head, *rows = list(csv.reader(stream))
    screen = cells(lower_table(page))
    heads = lower_table(page).locator("thead th").all_inner_texts()
    assert [text.strip(" ▾▴") for text in heads] == head
    assert len(rows) == len(screen) > 10

    def plain(text: str) -> str:
        if text.endswith("%"):
            return f"{Decimal(text[:-1]) / 100:.3f}"
        return "" if text == "–" else text.replace(",", "") if text.lstrip("-")[:1].isdigit() else text

    def same(value: str) -> str:
        return f"{Decimal(value):.3f}" if "." in value and value.lstrip("-")[0].isdigit() else value

    assert [[same(plain(cell)) for cell in row] for row in screen] == [[same(cell) for cell in row] for row in rows]


@pytest.mark.browser
def test_a_phone_scrolls_down_only(address: str, pages: Pages) -> None:
    page = pages(width=390, height=844, is_mobile=True, has_touch=True)
    visit(page, address)
    for query in ("", "&bucket=1-30", "&lang=zh"):
        visit(page, address, query)
        wide = page.evaluate(
            "[document.documentElement, ...document.querySelectorAll('[data-testid=stMain],"
            "[data-testid=stAppViewContainer]')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
        )
        assert wide == 0
    first, second = (page.locator(".qd-tile").nth(index).bounding_box() for index in (0, 1))
    assert first and second and first["y"] == second["y"], "tiles stand two a row"


@pytest.mark.browser
def test_the_chinese_page(address: str, pages: Pages) -> None:
    page = pages()
    visit(page, address)
    page.get_by_role("link", name="中文").first.click()
    expect(page.get_by_role("heading", name="客户欠我们多少，逾期多久？")).to_be_visible(timeout=PATIENCE)
    settle(page)
    assert "lang=zh" in page.url and f"as_of={AS_OF}" in page.url
    assert page.evaluate("document.documentElement.lang") == "zh"
    assert "万" in page.locator(".qd-figure").first.inner_text()
    assert pages.outside == [] and pages.errors == []
