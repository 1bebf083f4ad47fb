"""Tryton's database, served by a real PostgreSQL: receivables and payables equal to Tryton's own and to its ledger."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from flows import steps
from quarterdeck.access import Viewer
from quarterdeck.reports.aging import PAYABLES_AGING, RECEIVABLES_AGING
from quarterdeck.reports.report import Report
from quarterdeck.reports.running import run_report
from quarterdeck.settings import CONFIG_VARIABLE, load_settings
from quarterdeck.warehouse import Warehouse
from tests.conftest import Database
from tests.dashboards.views import drill_page, shown
from tests.flows.scorecard_oracle import indicators, published_indicators
from tests.servers import Postgres
from tests.statements import check_statements

AS_OF = date(2026, 6, 30)
EVERYTHING = Viewer.everything()
SETTINGS = """
as_of = 2026-06-30
presentation_currency = "EUR"
[systems.works]
kind = "tryton"
url = "{url}"
[[companies]]
code = "works"
name = "Works"
currency = "EUR"
sources = {{ works = "1" }}
"""


def quiet(_: str) -> None:
    """Nobody listens."""


@pytest.fixture(scope="module")
def database(postgres: Postgres, shared_data: Path) -> Database:
    postgres.create_database("tryton_works", shared_data / "tryton_works" / "tryton.sql.gz")
    return Database(postgres, "tryton_works")


@pytest.fixture(scope="module")
def config(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Settings of an installation that reads Tryton alone."""
    config = tmp_path_factory.mktemp("tryton") / "quarterdeck.toml"
    config.write_text(SETTINGS.format(url=database.url("TRYTON_PASSWORD")))
    return config


@pytest.fixture(scope="module")
def warehouse(database: Database, config: Path) -> Iterator[Warehouse]:
    """Tryton landed, built and published."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRYTON_PASSWORD", database.password)
        settings = load_settings(config)
    steps.extract(settings, settings.systems["works"], full=False, say=quiet)
    assert steps.extract(settings, settings.systems["works"], full=False, say=quiet).load_id is None
    seen = steps.snapshot(settings, quiet)
    steps.build(settings, quiet)
    assert steps.audit(settings, quiet) == []
    steps.publish_build(settings, seen, quiet)
    with Warehouse(settings.layout) as opened:
        yield opened


def aging(warehouse: Warehouse, report: Report, as_of: date, detail: str) -> list[dict[str, object]]:
    frame = run_report(
        warehouse,
        EVERYTHING,
        report,
        as_of=as_of,
        company=None,
        system=None,
        basis="due",
        detail=detail,
        buckets=[29, 59, 89],
    )
    return frame.to_dicts()


def test_receivables_equal_trytons_aged_balance(warehouse: Warehouse, shared_data: Path) -> None:
    """Terms of 30 days: 0–29 days past maturity, 30–59, 60–89, 90 and more; not yet due counts in the balance only."""
    found: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 5)
    for row in aging(warehouse, RECEIVABLES_AGING, AS_OF, "instalment"):
        terms, days, amount = found[str(row["party_id"])], row["days_past_due"], row["residual_amount_company"]
        assert isinstance(amount, Decimal)
        assert isinstance(days, int)
        terms[4] += amount
        if days >= 0:
            terms[min(days // 30, 3)] += amount
    with (shared_data / "tryton_works" / "expected" / "receivables_2026-06-30.csv").open() as stream:
        expected = {
            row["party_id"]: [Decimal(row[c]) for c in ("term0", "term1", "term2", "term3", "balance")]
            for row in csv.DictReader(stream)
        }
    assert len(expected) == 20
    assert dict(found) == expected


@pytest.mark.parametrize(
    ("report", "kind", "sign"), [(RECEIVABLES_AGING, "receivable", 1), (PAYABLES_AGING, "payable", -1)]
)
@pytest.mark.parametrize(
    "as_of", [date(2025, 4, 30), date(2025, 9, 30), date(2026, 1, 31), AS_OF, date(2026, 7, 1), date(2027, 1, 1)]
)
def test_balances_equal_trytons_own_rows(
    warehouse: Warehouse, database: Database, report: Report, kind: str, sign: int, as_of: date
) -> None:
    """By party, against lines that were not reconciled on the day, straight from Tryton's tables."""
    rows = database.execute(
        f"""
        select line.party::text, sum(line.debit - line.credit) * {sign}
        from account_move_line as line
        join account_move as move on move.id = line.move
        join account_account as account on account.id = line.account
        join account_account_type as type on type.id = account.type
        left join account_move_reconciliation as reconciliation on reconciliation.id = line.reconciliation
        where type.{kind} and move.state = 'posted' and move.date <= '{as_of}'
            and (reconciliation.id is null or reconciliation.date > '{as_of}')
        group by 1 having sum(line.debit - line.credit) <> 0
        """
    )
    found: dict[str, Decimal] = defaultdict(Decimal)
    for row in aging(warehouse, report, as_of, "party"):
        amount = row["residual_amount_company"]
        assert isinstance(amount, Decimal)
        found[str(row["party_id"])] += amount
    assert {party: amount for party, amount in found.items() if amount} == dict(rows)


def test_no_two_bills_or_payments_look_like_one(warehouse: Warehouse, database: Database) -> None:
    """No supplier's bills agree in number, or in amount and day: nothing is a candidate; none waits, which is known."""
    for agreeing in ("reference", "invoice_date, total_amount_cache"):
        rows = database.execute(
            f"select party, {agreeing} from account_invoice where type = 'in' and state in ('posted', 'paid')"
        )
        assert len(rows) == len(set(rows)) == 100
    found = warehouse.select("select candidate_kind from marts.fct_duplicate_candidates", EVERYTHING)
    assert not set(found["candidate_kind"]) & {"bill", "payment", "claim"}
    assert published_indicators(warehouse, "works", AS_OF)["undecided_duplicates"] == 0


@pytest.mark.parametrize("area", ["cash", "treasury", "fund_plans", "contracts", "duplicates", "budgets"])
def test_a_page_has_figures_or_says_that_nobody_keeps_them(
    warehouse: Warehouse, config: Path, area: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CONFIG_VARIABLE, str(config))
    html = shown(drill_page, area, as_of=AS_OF.isoformat())
    is_unkept = area in ("cash", "treasury", "fund_plans", "contracts")
    assert ("keeps such records: works (tryton)" in html) == is_unkept
    assert "qd-empty" in html
    figures = re.findall(r'qd-figure">([^<]+)<', html)
    assert figures and (set(figures) == {"–"}) == (is_unkept or area == "budgets")


def test_details_add_up(warehouse: Warehouse) -> None:
    for report in (RECEIVABLES_AGING, PAYABLES_AGING):
        totals = {
            detail: sum(Decimal(str(r["residual_amount_company"])) for r in aging(warehouse, report, AS_OF, detail))
            for detail in ("party", "document", "instalment")
        }
        assert len(set(totals.values())) == 1
        assert totals["party"] > 0


def test_open_items_tie_to_the_ledger_at_every_month_end(warehouse: Warehouse) -> None:
    for side in ("receivable", "payable"):
        control = warehouse.select(
            f"select is_equal, ledger_amount_company from audits.audit_{side}_control", EVERYTHING
        )
        assert control.height > 15
        assert control["is_equal"].all()
        assert control["ledger_amount_company"].cast(float).abs().max() > 1000


@pytest.mark.parametrize("as_of", [date(2025, 9, 30), date(2026, 2, 28), AS_OF])
def test_indicators_equal_a_plain_computation_over_trytons_rows(
    warehouse: Warehouse, database: Database, as_of: date
) -> None:
    """Sales are moves of invoices, receipts those of the cash journal; open is what was not reconciled on the day."""
    lines = """
        from account_move_line as line
        join account_move as move on move.id = line.move
        join account_journal as journal on journal.id = move.journal
        join account_account as account on account.id = line.account
        join account_account_type as type on type.id = account.type
        left join account_move_reconciliation as reconciliation on reconciliation.id = line.reconciliation
        where type.receivable and move.state = 'posted'
    """
    flows = database.execute(
        "select move.date, case when move.origin like 'account.invoice,%%' and journal.type = 'revenue' then 'sales' "
        "else 'receipts' end, case journal.type when 'revenue' then 1 else -1 end * (line.debit - line.credit)" + lines
    )
    still_open = database.execute(
        "select coalesce(line.maturity_date, move.date), line.debit - line.credit"
        + lines
        + f" and move.date <= '{as_of}' and (reconciliation.id is null or reconciliation.date > '{as_of}')"
    )
    debits = [(due, amount) for due, amount in still_open if amount > 0]
    expected = indicators(
        as_of,
        flows,
        open_amount=sum(amount for _, amount in still_open),
        debit_amount=sum(amount for _, amount in debits),
        overdue_amount=sum(amount for due, amount in debits if due < as_of),
    )
    found = published_indicators(warehouse, "works", as_of)
    assert {name: found[name] for name in expected} == expected
    assert all(value is not None for value in expected.values())


@pytest.mark.parametrize("as_of", [date(2025, 12, 31), date(2026, 2, 28), AS_OF], ids=str)
def test_statements_equal_trytons_moves(warehouse: Warehouse, database: Database, as_of: date) -> None:
    lines = database.execute(
        "select account.id::text, type.statement = 'income', move.date, line.debit - line.credit "
        "from account_move_line as line join account_move as move on move.id = line.move "
        "join account_account as account on account.id = line.account "
        "join account_account_type as type on type.id = account.type where move.state = 'posted'"
    )
    check_statements(warehouse, lines, as_of, company="works")
