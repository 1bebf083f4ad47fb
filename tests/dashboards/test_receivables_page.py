"""The receivables page without a browser: what it shows for a URL, good or bad."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from quarterdeck.access import Viewer
from quarterdeck.settings import CONFIG_VARIABLE, Settings
from quarterdeck.status import read_status
from quarterdeck.warehouse import Warehouse
from tests.dashboards.views import OUR_NAMES, rows, shown
from tests.group import AS_OF

Open = Callable[..., str]


def receivables_page() -> None:
    from dashboards.views import receivables

    receivables.page()


@pytest.fixture
def page(published_demo: Settings, monkeypatch: pytest.MonkeyPatch) -> Open:
    monkeypatch.setenv(CONFIG_VARIABLE, str(published_demo.config_file))
    return lambda **parameters: shown(receivables_page, **{"as_of": AS_OF.isoformat(), **parameters})


def follow(page: Open, link: str) -> str:
    from urllib.parse import parse_qsl

    return page(**dict(parse_qsl(link.removeprefix("?"))))


def test_it_says_the_question_how_fresh_and_whether_it_ties(page: Open) -> None:
    html = page()
    assert "What do customers owe us, and how late is it?" in html
    assert "erp: data as of" in html and "Ties to the ledger at 30 Jun 2026" in html
    assert "Owner: Finance (receivables)" in html
    assert "qd-bad" not in html.split("qd-tiles")[0]


def test_the_way_down_ends_at_the_sources_row(page: Open) -> None:
    customers = page()
    customer = next(link for link in rows(customers) if "customer=" in link)
    documents = follow(page, customer)
    assert "All customers</a>" in documents and "By instalment</a>" in documents
    document = next(link for link in rows(documents) if "item=" in link)
    effects = follow(page, document)
    effect = next(link for link in rows(effects) if "effect=" in link)
    source = follow(page, effect)
    assert "Source row</span>" in source and "Newest version: load" in source and "the first reading" in source
    assert "<td>document_date</td>" in source


def test_instalments_are_told_apart(page: Open) -> None:
    customer = next(link for link in rows(page()) if "customer=" in link)
    by_instalment = follow(page, f"{customer}&detail=instalment")
    assert ">Instalment</th>" in by_instalment or "Instalment" in by_instalment
    assert len(rows(by_instalment)) >= len(rows(follow(page, customer)))


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"as_of": "2026-02-30"}, "The address asks for the day “2026-02-30”"),
        ({"company": "nope"}, "The address asks for the company “nope”"),
        ({"bucket": "1-31"}, "The address asks for the bucket “1-31”"),
        ({"customer": "erp|nobody"}, "The customer that the address names owes nothing on 30 Jun 2026"),
        ({"item": "erp|nothing"}, "The document that the address names has no entries"),
    ],
)
def test_a_wrong_address_is_a_sentence(page: Open, parameters: dict[str, str], sentence: str) -> None:
    html = page(**parameters)
    assert sentence in html and "All customers" in html


def test_an_effect_of_another_document_is_a_sentence(page: Open) -> None:
    customer = next(link for link in rows(page()) if "customer=" in link)
    document = next(link for link in rows(follow(page, customer)) if "item=" in link)
    assert "does not belong to this document" in follow(page, f"{document}&effect=erp|other")


def test_one_company_is_in_its_own_currency(page: Open, published_demo: Settings) -> None:
    with Warehouse(published_demo.layout) as warehouse:
        figures = warehouse.read(
            "receivables/indicators",
            Viewer.everything(),
            as_of=AS_OF,
            company="YZO",
            system=None,
            basis="due",
        )
    html = page(company="YZO")
    assert f"USD {figures['open_amount'][0]:,.2f}" in html
    assert "converted at the rates of" not in html
    assert "converted at the rates of 30 Jun 2026" in page()


def test_a_day_without_anything_is_no_error(page: Open) -> None:
    html = page(as_of="1999-01-01")
    assert "Nothing is open" in html and "nothing is open" in html and "No month has ended" in html


def test_in_chinese_our_words_are_chinese(page: Open) -> None:
    html = page(lang="zh")
    customer = next(link for link in rows(html) if "customer=" in link)
    names = r'<td class="qd-text[^>]*>.*?</td>|<span class="qd-here">.*?</span>|' + OUR_NAMES
    for part in (html, follow(page, customer)):
        text = re.sub(r"<[^>]+>|&\w+;", " ", re.sub(names, " ", part))
        known = r"CSV|Excel|CNY|USD|EUR|Asia/Shanghai|erp|\d{8}T\d{6}Z-\w+|YZ\w-\w+-?\d+"
        english = re.findall(r"[A-Za-z]{2,}", re.sub(known, " ", text))
        assert english == []
    assert "客户欠我们多少" in html and ">发票<" in follow(page, customer)


def test_a_failed_extraction_is_loud(page: Open, published_demo: Settings) -> None:
    runs = published_demo.layout.runs
    before = runs.read_text(encoding="utf-8")
    entries = json.loads(before)
    entries["erp"] |= {"status": "failed", "errors": ["The database demo does not answer."]}
    try:
        runs.write_text(json.dumps(entries), encoding="utf-8")
        assert read_status(published_demo.layout)["erp"].status == "failed"
        html = page()
    finally:
        runs.write_text(before, encoding="utf-8")
    assert "could not be read at" in html and "The database demo does not answer." in html


def test_nothing_published_says_what_to_do(empty_config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CONFIG_VARIABLE, str(empty_config))
    assert "quarterdeck refresh" in shown(receivables_page)


def test_wrong_settings_are_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CONFIG_VARIABLE, str(tmp_path / "none.toml"))
    assert "The settings cannot be read" in shown(receivables_page)
