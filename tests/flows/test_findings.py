"""Findings of the alert rules, from planted faults to the published table; a company's own parameters of the rules."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from flows.parameters import lay_parameters
from ingestion.snapshot import fingerprint
from quarterdeck.access import Viewer
from quarterdeck.errors import BuildError
from quarterdeck.layout import PROJECT_ROOT
from quarterdeck.reports.aging import RECEIVABLES_AGING
from quarterdeck.reports.running import run_report
from quarterdeck.settings import Settings, load_settings
from quarterdeck.warehouse import Warehouse
from tests.flows.installation import built_partly, install, make_erp, refresh_plainly

AS_OF = date(2026, 6, 30)
EVERYTHING = Viewer.everything()
STAMP = "2026-06-12 08:00:00"
MISSING_RATE = ("alert_rules", "alert_parameters", "alert_missing_rate")
RULES = """rule,owner,warning_days,critical_days,minimum_amount,tolerance_pct,is_enabled
receivable_overdue,Ms Li,45,120,0,,true
audit_difference,Mr Wang,,,0,,true
"""


def post_straight_to_the_control_account(file: Path) -> None:
    """123.45 on the first company's receivables, without a customer's document, on the 10th of May."""
    with closing(sqlite3.connect(file)) as connection:
        control, other, currency = connection.execute(
            "select min(account.id) filter (where account_class = 'receivable'), "
            "min(account.id) filter (where account_class not in ('receivable', 'payable')), max(company.currency) "
            "from account inner join company on company.id = account.company_id where company.id = 1"
        ).fetchone()
        entry, line = (
            connection.execute(f"select max(id) + 1 from {table}").fetchone()[0]
            for table in ("journal_entry", "journal_line")
        )
        connection.execute(
            "insert into journal_entry (id, company_id, number, posting_date, document_type, document_id, is_reversal, "
            "created_at, updated_at) values (?, 1, 'MANUAL-1', '2026-05-10', 'manual', 0, 0, ?, ?)",
            (entry, STAMP, STAMP),
        )
        connection.executemany(
            "insert into journal_line (id, entry_id, account_id, currency, amount, amount_company, updated_at) "
            "values (?, ?, ?, ?, ?, ?, ?)",
            [
                (line, entry, control, currency, "123.45", "123.45", STAMP),
                (line + 1, entry, other, currency, "-123.45", "-123.45", STAMP),
            ],
        )
        connection.commit()


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = install(tmp_path_factory.mktemp("findings") / "group")
    folder = settings.config_file.parent
    (folder / "rules").mkdir()
    (folder / "rules" / "alert_rules.csv").write_text(RULES)
    text = settings.config_file.read_text()
    settings.config_file.write_text(f'as_of = 2026-06-30\nparameters = "rules"\n{text}')
    settings = load_settings(settings.config_file)
    post_straight_to_the_control_account(make_erp(settings))
    refresh_plainly(settings)
    return settings


@pytest.fixture(scope="module")
def warehouse(settings: Settings) -> Iterator[Warehouse]:
    with Warehouse(settings.layout) as opened:
        yield opened


def test_a_posting_straight_to_the_control_account_is_a_finding(warehouse: Warehouse) -> None:
    found = warehouse.select("select * from alerts.findings where rule = 'audit_difference'", EVERYTHING).to_dicts()
    assert len(found) == 1
    finding = found[0]
    assert finding["finding_key"] == "audit_difference|receivable|YZG|erp|CNY"
    assert (finding["severity"], finding["owner"]) == ("critical", "Mr Wang")
    assert (finding["company_key"], finding["system"]) == ("YZG", "erp")
    assert finding["stake_amount_company"] == finding["stake_amount_group"] == Decimal("123.450")
    assert json.loads(finding["message_arguments"]) == {
        "document_currency": "CNY",
        "difference_amount": "-123.450",
        "difference_amount_company": "-123.450",
        "month_end": "2026-06-30",
        "since": "2026-05-31",
    }


def test_overdue_customers_are_those_of_the_report(warehouse: Warehouse) -> None:
    """With the company's own threshold of 45 days, 120 for critical ones, and no least amount."""
    lines = run_report(
        warehouse,
        EVERYTHING,
        RECEIVABLES_AGING,
        as_of=AS_OF,
        company=None,
        system=None,
        basis="due",
        detail="instalment",
        buckets=[45],
    ).to_dicts()
    late = defaultdict(list)
    for line in lines:
        if line["residual_amount_company"] > 0 and (line["days_past_due"] or 0) > 45:
            late[line["company"], line["party_id"]].append(line)
    expected = {
        f"receivable_overdue|{company}|erp|{customer}": (
            "critical" if max(line["days_past_due"] for line in found) > 120 else "warning",
            sum(line["residual_amount_company"] for line in found),
            max(line["days_past_due"] for line in found),
            len({line["document_number"] for line in found}),
        )
        for (company, customer), found in late.items()
    }
    findings = warehouse.select("select * from alerts.alert_receivable_overdue", EVERYTHING).to_dicts()
    assert {
        finding["finding_key"]: (
            finding["severity"],
            finding["stake_amount_company"],
            (arguments := json.loads(finding["message_arguments"]))["oldest_days"],
            arguments["document_count"],
        )
        for finding in findings
    } == expected
    assert {finding["owner"] for finding in findings} == {"Ms Li"}
    assert len({finding["severity"] for finding in findings}) == 2


def test_findings_of_every_rule_are_in_one_table_of_one_shape(warehouse: Warehouse) -> None:
    rules = sorted(path.stem for path in (PROJECT_ROOT / "models" / "alerts").glob("alert_*.sql"))
    union = " union all ".join(f"select * from alerts.{rule}" for rule in rules)
    frames = [
        warehouse.select(f"select * from ({select}) order by finding_key", EVERYTHING)
        for select in (union, "select * from alerts.findings")
    ]
    assert frames[0].equals(frames[1])
    # those of contracts need the OA; test_planted.py sees them
    applied = {line.split(",")[0] for line in RULES.splitlines()[1:]}
    assert set(frames[1]["rule"]) == applied and {f"alert_{rule}" for rule in applied} <= set(rules)


def test_a_viewer_of_one_company_sees_its_findings_and_figures_only(warehouse: Warehouse) -> None:
    viewer = Viewer.of("accountant", {"YZO"})
    findings = warehouse.select("select distinct company_key from alerts.findings", viewer)
    assert findings["company_key"].to_list() == ["YZO"]
    scopes = warehouse.select("select distinct scope_key from scorecard.indicators", viewer)
    assert scopes["scope_key"].to_list() == ["YZO"]


def test_the_day_and_the_parameters_make_another_build(settings: Settings) -> None:
    before = fingerprint(settings)
    assert fingerprint(settings.model_copy(update={"as_of": date(2026, 7, 1)})) != before
    rules = settings.config_file.parent / "rules" / "alert_rules.csv"
    rules.write_text(RULES.replace("120", "121"))
    assert fingerprint(settings) != before
    rules.write_text(RULES)
    assert fingerprint(settings) == before


def test_an_enabled_rule_without_its_parameter_is_named(settings: Settings) -> None:
    """A company's own file that is older than a rule: without a word the rule would find nothing."""
    folder = settings.config_file.parent / "rules"
    given = (PROJECT_ROOT / "seeds" / "alert_parameters.csv").read_text(encoding="utf-8")
    less = [line for line in given.splitlines() if not line.startswith("missing_rate,")]
    (folder / "alert_rules.csv").write_text(RULES + "missing_rate,Treasurer,,,,,true\n")
    (folder / "alert_parameters.csv").write_text("\n".join(less))
    try:
        assert "alert_parameters.csv has no row missing_rate,stated_share" in built_partly(settings, *MISSING_RATE)
        (folder / "alert_rules.csv").write_text(RULES)
        assert built_partly(settings, *MISSING_RATE) == "", "a rule that is not enabled needs none"
    finally:
        (folder / "alert_rules.csv").write_text(RULES)
        (folder / "alert_parameters.csv").unlink()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("alert_rule.csv", RULES, "alert_rule.csv overrides nothing; a file here is named as one of alert_rules"),
        ("alert_rules.csv", "rule,owner\n", "row 1: expected the columns rule, owner, warning_days"),
        ("alert_rules.csv", "", "found nothing"),
        ("alert_rules.csv", "rule,öwner\n".encode("latin-1"), "cannot be read"),
    ],
)
def test_parameters_that_do_not_fit_are_refused(tmp_path: Path, name: str, text: str | bytes, said: str) -> None:
    seeds, own = tmp_path / "seeds", tmp_path / "own"
    seeds.mkdir()
    own.mkdir()
    (seeds / "alert_rules.csv").write_text(RULES)
    (own / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(BuildError, match="(?s)" + said.replace(".", r"\.")):
        lay_parameters(own, seeds)
    assert (seeds / "alert_rules.csv").read_text() == RULES


def test_a_missing_parameters_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="There is no folder"):
        lay_parameters(tmp_path / "none", tmp_path)
