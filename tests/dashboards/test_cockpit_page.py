"""The cockpit without a browser: what it shows on a published group, whole and broken."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qsl

import duckdb
import pytest

from dashboards.components import shell
from quarterdeck.access import Viewer
from quarterdeck.layout import Layout
from quarterdeck.publication import publish, read_pointer
from quarterdeck.settings import CONFIG_VARIABLE, Settings
from tests.dashboards.conftest import CONFIG
from tests.dashboards.views import OUR_NAMES, cockpit_page, rows, shown

Open = Callable[..., str]
INDICATOR = '<details class="qd-indicator'
SHOWN = 16  # of the ERP alone
# What can go wrong, all at once, on the newest day.
TROUBLE = """
    update scorecard.indicators set indicator_value = null, month_change = null, year_change = null,
        target_status = 'unknown', more_than_days = case when indicator = 'dso_countback' then 540 end,
        null_reason = case indicator
            when 'receivables' then 'missing_rate' when 'overdue_share' then 'nothing_open'
            when 'dso' then 'history_too_short' when 'dso_countback' then 'history_exhausted'
            else 'nothing_to_collect' end
        where reporting_date = '2026-06-30';
    update scorecard.receivable_positions set is_rate_missing = true, open_amount_group = null
        where reporting_date = '2026-06-30';
    update audits.audit_payable_control set is_equal = false
        where month_end_date = '2026-06-30' and company_key = 'YZO';
    insert into audits.audit_unmapped_companies by name
        select 'erp|9' as source_company_key, 'erp' as system, '9' as company_id, 'Lost Works' as company_name,
            'CNY' as currency, 7 as ledger_entry_count;
    insert into audits.audit_exceptions by name
        select 'no party|erp|bill:1' as exception_key, 'erp' as system, 'YZE' as company_key,
            'no party' as reason, 'invoice' as document_type, 'BIL-1' as document_number, '0' as found,
            true as is_excluded, 'purchase_invoice' as source_table, '1' as source_key, '1' as load_id;
    insert into alerts.findings by name
        select 'audit' as finding_key, 'audit_difference' as rule, 'critical' as severity, 'YZO' as company_key,
            'erp' as system, 'payable_control' as subject_type, 'payable|YZO' as subject_key,
            'Yuanzhou Overseas Inc.' as subject_name, 'Head of accounting' as owner, 'USD' as currency,
            12.34 as stake_amount_company, null as stake_amount_group, date '2026-06-30' as as_of_date,
            '{"document_currency":"EUR","difference_amount":"-10.500","difference_amount_company":"-12.340",
              "month_end":"2026-06-30","since":"2026-05-31"}' as message_arguments
        union all by name
        select 'own' as finding_key, 'our_own_rule' as rule, 'critical' as severity, 'YZO' as company_key,
            'contract' as subject_type, 'c|1' as subject_key, 'Contract 1' as subject_name, 'Somebody' as owner,
            'USD' as currency, 1 as stake_amount_company, date '2026-06-30' as as_of_date, '{}' as message_arguments;
    insert into marts.dim_company by name
        select * replace ('idle' as company_key, 'idle' as company_code, 'Idle Works' as company_name,
            'idle' as company_path)
        from marts.dim_company where company_key = 'YZO';
"""


@pytest.fixture
def page(published_demo: Settings, monkeypatch: pytest.MonkeyPatch) -> Open:
    monkeypatch.setenv(CONFIG_VARIABLE, str(published_demo.config_file))
    return lambda **parameters: shown(cockpit_page, **parameters)


@pytest.fixture(scope="module")
def troubled(published_demo: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Settings of the same group on a bad day."""
    folder = tmp_path_factory.mktemp("troubled")
    config = folder / "quarterdeck.toml"
    config.write_text(CONFIG, encoding="utf-8")
    layout, pointer = Layout(folder / "var"), read_pointer(published_demo.layout)
    assert pointer is not None
    layout.build.mkdir(parents=True)
    shutil.copy(pointer.path, layout.serving_file)
    with duckdb.connect(str(layout.serving_file)) as connection:
        connection.execute(TROUBLE)
    publish(layout, version="v1", details={}, keep=1)
    entries = json.loads(published_demo.layout.runs.read_text(encoding="utf-8"))
    entries["erp"] |= {"status": "failed", "errors": ["The database demo does not answer."]}
    layout.runs.parent.mkdir(parents=True, exist_ok=True)
    layout.runs.write_text(json.dumps(entries), encoding="utf-8")
    yield config


@pytest.fixture
def bad_day(troubled: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    monkeypatch.setenv(CONFIG_VARIABLE, str(troubled))
    return lambda **parameters: shown(cockpit_page, **parameters)


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<title>.*?</title>|<[^>]+>", " ", html, flags=re.S))


def test_it_says_how_we_are_doing_and_how_far_that_can_be_trusted(page: Open) -> None:
    html = page()
    text = plain(html)
    assert "How are we doing, and what needs attention?" in text and "Owner: Chief financial officer" in text
    assert "erp: data as of" in text and "Ties to the ledger at 30 Jun 2026" in text
    assert html.count(INDICATOR) == html.count("qd-spark") == SHOWN and "Classic index" in text
    assert re.search(r"Third parties only; .+ between our companies left out", text)
    assert re.search(r"\d customers owe us · the five largest owe [\d.]+% of it", text)
    assert re.search(r"In 31–60 days [\d,.]+ \d+ \d+", text) and re.search(r"(\d+) of \1 tie at 30 Jun 2026", text)
    assert re.search(r"erp demo_erp .+ Read [\d,]+ 0 0", text)
    assert "qd-note qd-bad" not in html


def test_every_customer_leads_to_receivables(page: Open) -> None:
    html = page(company="YZE", lang="zh")
    links = re.findall(r'href="(receivables[^"]+)"', html)
    assert len(links) > 10
    for link in links:
        given = dict(parse_qsl(link.replace("&amp;", "&").partition("?")[2]))
        assert (given["as_of"], given["company"], given["lang"]) == ("2026-06-30", "YZE", "zh")
    assert any("customer=erp" in link for link in links)


def test_a_change_is_welcome_or_not(page: Open) -> None:
    """More overdue is bad, more collected is good; both have their sign."""
    html = page(as_of="2026-05-31")
    for name, falls in (("Overdue share", "good"), ("Collection effectiveness", "bad")):
        line = html[html.index(f">{name}<") :]
        mood, sign = re.findall(r'qd-change qd-(\w+)">([+-])', line)[0]
        assert mood == (falls if sign == "-" else {"good": "bad", "bad": "good"}[falls])
    # more sold is more owed: without a target that is neither
    assert re.findall(r"qd-change qd-(\w+)", html[html.index('qd-name">Receivables<') :])[0] == "plain"


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"as_of": "2026-02-30"}, "The address asks for the day “2026-02-30”"),
        ({"as_of": "2026-05-17"}, "There are no figures for 17 May 2026; those of 30 Apr 2026 are shown"),
        ({"company": "nope"}, "The address asks for the company “nope”"),
        ({"findings": "some"}, "The address asks for the findings “some”"),
        ({"exception": "gone"}, "The record that the address names has no exception any more"),
    ],
)
def test_a_wrong_address_is_a_sentence(page: Open, parameters: dict[str, str], sentence: str) -> None:
    html = page(**parameters)
    assert sentence in html and html.count(INDICATOR) == SHOWN


def test_findings_are_those_of_the_build_and_all_can_be_seen(page: Open) -> None:
    first, later, every = page(), page(as_of="2026-04-30"), page(findings="all")
    count = int(re.findall(r"(\d+) in all", first)[0])
    assert first.count('<li class="qd-finding') == 6 and every.count('<li class="qd-finding') == count > 6
    assert "as of 30 Jun 2026, the day of the build, whichever day is chosen" in later
    assert "whichever day" not in first and "?findings=all" in first
    severities = re.findall(r'qd-severity">(\w+)<', every)
    assert severities == sorted(severities)  # Critical before Warning


def test_in_chinese_our_words_are_chinese(page: Open) -> None:
    html = page(lang="zh", findings="all")
    names = r'<td class="qd-text[^>]*>.*?</td>|<li class="qd-finding.*?</li>|<i class="qd-bar".*?</i>'
    text = plain(re.sub(names, " ", html, flags=re.S))
    known = r"CSV|Excel|CNY|USD|Asia/Shanghai|erp|\d{8}T\d{6}Z-\w+|&\w+;|" + OUR_NAMES
    assert re.findall(r"[A-Za-z]{2,}", re.sub(known, " ", text)) == []
    assert "经营状况如何" in html and re.search(r"张单据，(最长)?逾期 [\d,]+ 天", html) and "信用管理负责人" in html


def test_what_is_not_known_says_why(bad_day: Open) -> None:
    html = bad_day()
    reasons = re.findall(r'qd-exact">([^<]+)<(?=(?:(?!qd-figure).)*qd-figure">–)', html, re.S)
    assert reasons[:3] == ["an exchange rate is missing", "nothing is open", "less than three months on record"]
    assert set(reasons[3:]) == {"nothing was to be collected"} and len(reasons) == SHOWN
    assert "DSO by count-back: more than 540 days, all there are on record" in html
    assert "Classic index: nothing was to be collected" in html and "not comparable with 31 May 2026" in html
    assert "Third parties only; what our companies owe each other is left out, and a rate to say how much" in html


def test_a_bad_day_is_loud(bad_day: Open) -> None:
    html = bad_day()
    text = plain(html)
    assert "erp could not be read at" in text and "The database demo does not answer." in text
    assert re.search(r"erp demo_erp .+ Failed", text)
    assert "Differs from the ledger at 30 Jun 2026" in text
    assert re.search(r"Payables against the ledger: [1-3] of \d+ differ at 30 Jun 2026 \(erp\)", text)
    assert "Lost Works of erp is mapped to no company" in text and "Left out: Lost Works" in text
    assert re.search(r"\d+ doubtful, 1 left out", text) and "No party In no figure 1 erp" in text


def test_findings_are_sentences_in_both_languages(bad_day: Open) -> None:
    english, chinese = bad_day(company="YZO"), bad_day(company="YZO", lang="zh")
    said = plain(english)
    assert (
        "Payables of Yuanzhou Overseas Inc. (erp) differ from the ledger since 31 May 2026, "
        "at 30 Jun 2026 by USD -12.34 (EUR -10.50)" in said
    )
    assert "our_own_rule: Contract 1" in bad_day(company="YZO", findings="all")
    overdue = r"\d+ documents up to [\d,]+ days overdue|1 document [\d,]+ days overdue"
    assert re.search(overdue, plain(bad_day(company="YZE")))
    assert "自2026年5月31日起与总账不符：2026年6月30日差额 USD -12.34 (EUR -10.50)" in chinese
    # the first of all, and it leads to the payables of that day
    assert 'href="payables?as_of=2026-06-30' in english.split("qd-finding ")[1] and 'id="audits"' in english


def test_an_exception_leads_down_to_its_source_row(page: Open) -> None:
    html = page()
    records = [link for link in rows(html) if "exception=" in link]
    assert records
    source = page(**dict(parse_qsl(records[0].removeprefix("?"))))
    assert "Newest version: load" in source and "<td>due_date</td>" in source


def test_a_company_without_anything_is_no_error(bad_day: Open) -> None:
    html = bad_day(company="idle")
    assert "There are no indicators for Idle Works on 30 Jun 2026" in html
    assert "Nothing found on 30 Jun 2026" in html and "We owe no supplier anything on 30 Jun 2026" in html
    assert html.count("Nothing is open") == 3


def test_who_sees_some_companies_only_begins_with_the_first(page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = SimpleNamespace(everything=lambda *_: Viewer.of("anna", {"YZO"}))
    monkeypatch.setattr(shell, "Viewer", anna)
    html = page()
    assert html.count(INDICATOR) == SHOWN and "USD" in html and "Third parties only" not in html
    assert not re.search(r"\bYZ[GETCP]\b", html)


def test_nothing_published_says_what_to_do(empty_config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CONFIG_VARIABLE, str(empty_config))
    assert "quarterdeck refresh" in shown(cockpit_page)
