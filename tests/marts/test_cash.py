"""Cash by account and by category, against the ERP's own file."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import polars as pl
import pytest
from typer.testing import CliRunner

from flows.cli import app
from quarterdeck.access import Viewer
from quarterdeck.reports.cash import CASH_FLOW, CASH_POSITION
from quarterdeck.reports.running import run_report
from quarterdeck.warehouse import Warehouse as Door
from tests.warehouse import AS_OF, Warehouse

DAYS = (AS_OF, date(2026, 9, 30), date(2025, 2, 14), date(2023, 1, 1))
# The words of the banks' texts, which no model reads.
CATEGORIES = {
    "customer_receipts": ("收款 Receipt",),
    "supplier_payments": ("付款 Payment", "退汇 Returned"),
    "bills_collected": ("托收 Collection",),
    "bills_discounted": ("贴现 Discount", "票据追索 Recourse"),
    "bills_paid": ("票据兑付 Note paid",),
    "payroll": ("代发工资 Wages", "社会保险费 Social insurance", "代扣个税及社保 Withheld"),
    "taxes": ("增值税 VAT", "附加税 Surcharges", "企业所得税 Income tax"),
    "expense_claims": ("报销",),
    "overheads": ("other",),
    "bank_charges": ("手续费 Fee", "保函手续费"),
    "loans_drawn": ("借款发放 Loan",),
    "loans_repaid": ("归还借款 Repayment",),
    "interest_paid": ("利息 Interest",),
    "interest_received": ("结息 Interest",),
    "capital_paid_in": ("增资 Capital paid in",),
    "dividends_paid": ("股利 Dividend",),
    "cash_pool": ("资金池归集 Cash pool",),
    "own_transfers": ("资金调拨 Own transfer", "备用工资款 For wages", "保证金 Margin", "保证金退回 Margin back"),
}
WORDS = {word: category for category, words in CATEGORIES.items() for word in words}


def position(warehouse: Warehouse, day: date, viewer: Viewer | None = None, **chosen: str | None) -> pl.DataFrame:
    parameters = {"company": None, "system": None, "detail": "account"} | chosen
    with Door(warehouse.settings.layout) as door:
        return run_report(door, viewer or Viewer.everything(), CASH_POSITION, as_of=day, **parameters)


def flow(warehouse: Warehouse, since: date, until: date, **chosen: str | None) -> pl.DataFrame:
    parameters = {"period": "whole", "company": None, "system": None, "accounts": "all", "detail": "company"} | chosen
    with Door(warehouse.settings.layout) as door:
        return run_report(door, Viewer.everything(), CASH_FLOW, from_date=since, until_date=until, **parameters)


def rate(warehouse: Warehouse, currency: str, into: str, day: date) -> Decimal:
    """The newest rate on or before a day, as the ERP has it."""
    if currency == into:
        return Decimal(1)
    stated = warehouse.source_rows(
        "erp",
        f"select rate_date, rate from exchange_rate where from_currency = '{currency}' and to_currency = '{into}' "
        f"and rate_date <= '{day}'",
    )
    return Decimal(max(stated)[1])


def worth(amount: Decimal, at: Decimal) -> Decimal:
    return (amount * at).quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_account_stands_at_what_its_bank_states_last(warehouse: Warehouse, day: date) -> None:
    homes = dict(warehouse.source_rows("erp", "select id, currency from company"))
    stated = warehouse.source_rows(
        "erp",
        "select number, company_id, currency, purpose, coalesce((select balance_amount from bank_line "
        f"where bank_account_id = bank_account.id and value_date <= '{day}' order by sequence desc limit 1), "
        "opening_amount) from bank_account",
    )
    expected = {}
    for number, company, currency, purpose, balance in stated:
        state = "free" if purpose == "operating" else "restricted"
        home = worth(Decimal(balance), rate(warehouse, currency, homes[company], day))
        group = worth(Decimal(balance), rate(warehouse, currency, "CNY", day))
        expected[number] = (state, currency, Decimal(balance), home, group)
    columns = ("state", "currency", "balance_amount", "balance_amount_company", "balance_amount_group")
    found = position(warehouse, day)
    assert {row[0]: row[1:] for row in found.select("account_number", *columns).rows()} == expected
    for detail in ("bank", "company", "currency"):
        summed = position(warehouse, day, detail=detail)
        for by in ("state", "currency"):
            sums = [one.group_by(by).agg(pl.col("balance_amount_group").sum()).sort(by) for one in (found, summed)]
            assert sums[0].equals(sums[1])
    assert position(warehouse, day, company="YZO").equals(found.filter(pl.col("company") == "YZO"))
    assert position(warehouse, day, Viewer.of("engineer", {"YZO"})).equals(found.filter(pl.col("company") == "YZO"))


def test_lines_have_the_category_that_their_own_text_tells(warehouse: Warehouse) -> None:
    """The models match documents and the ledger, and never read the banks' texts but for claims."""
    own = {
        name
        for table in ("customer", "supplier")
        for (name,) in warehouse.source_rows("erp", f"select name from {table} where represents_company_id is not null")
    }
    expected = {}
    for line, purpose, party in warehouse.source_rows("erp", "select id, purpose, counterparty from bank_line"):
        category = WORDS.get(purpose) or WORDS.get(purpose.split(" ")[0], "unexplained")
        if party in own and category in ("customer_receipts", "supplier_payments"):
            category = "intercompany_trade"
        expected[str(line)] = category
    found = dict(warehouse.rows("select source_key, category from serving.marts.fct_cash_movements"))
    wrong = {key: (found[key], expected[key]) for key in expected if found[key] != expected[key]}
    assert found.keys() == expected.keys() and not wrong
    assert set(CATEGORIES) - {"bills_discounted", "interest_received"} <= set(found.values())
    reasons = warehouse.rows(
        "select is_unexplained, category = 'unexplained', unexplained_reason is not null, true "
        "from serving.marts.fct_cash_movements group by all"
    )
    assert all(row[0] == row[1] == row[2] for row in reasons)


def test_parties_and_both_legs_are_those_of_the_documents(warehouse: Warehouse) -> None:
    names = warehouse.rows(
        "select distinct counterparty_name, coalesce(customer_name, supplier_name) "
        "from serving.marts.fct_cash_movements as movements "
        "left join serving.marts.dim_customer using (customer_key) "
        "left join serving.marts.dim_supplier using (supplier_key) where matched_by in ('receipt', 'payment')"
    )
    strangers = [row for row in names if row[0] != row[1]]
    # a receipt that was booked to the wrong customer for good is another matter (lapping)
    assert len(names) > 20 and len(strangers) <= 0.05 * len(names), strangers
    [(legs, unmatched, unequal)] = warehouse.rows(
        "select count(*), count(*) filter (other.bank_line_key is null), "
        "count(*) filter (legs.currency = other.currency and legs.cash_amount <> -other.cash_amount) "
        "from serving.marts.fct_cash_movements as legs left join serving.marts.fct_cash_movements as other "
        "on legs.transfer_bank_line_key = other.bank_line_key and other.transfer_bank_line_key = legs.bank_line_key "
        "where legs.is_transfer"
    )
    [(transfers,)] = warehouse.source_rows("erp", "select count(*) from fund_transfer")
    assert (legs, unmatched, unequal) == (2 * transfers, 0, 0)


@pytest.mark.parametrize("period", ["whole", "month", "week", "day"])
@pytest.mark.parametrize("accounts", ["all", "free"])
def test_opening_and_flows_and_exchange_difference_are_the_closing(
    warehouse: Warehouse, period: str, accounts: str
) -> None:
    since, until = (date(2026, 3, 10), AS_OF) if period in ("week", "day") else (date(2022, 12, 20), AS_OF)
    chosen = {"period": period, "accounts": accounts}
    for detail, keys, amounts in (
        ("company", ["period_start_date", "company"], ["amount_company", "amount_group"]),
        ("group", ["period_start_date"], ["amount_group"]),
    ):
        found = flow(warehouse, since, until, detail=detail, **chosen)
        signed = pl.when(pl.col("category") == "closing").then(-1).otherwise(1)
        for amount in amounts:
            left = found.group_by(keys).agg((pl.col(amount) * signed).sum())
            assert left.height >= 1 and left[amount].to_list() == [Decimal(0)] * left.height
            closing = found.filter(pl.col("category") == "closing").select(*keys, amount, "period_end_date")
            opening = found.filter(pl.col("category") == "opening").select(*keys, amount)
            follows = closing.with_columns(period_start_date=pl.col("period_end_date") + pl.duration(days=1))
            both = opening.join(follows, on=keys)
            assert both[amount].equals(both[f"{amount}_right"])
    assert_ends(found, position(warehouse, until), accounts, spread_of_transfers(warehouse, since, until))


def assert_ends(found: pl.DataFrame, stands: pl.DataFrame, accounts: str, spread: Decimal) -> None:
    """The last closing is the position; what goes between accounts of ours is nothing to the group but rates."""
    is_free = accounts == "free"
    stands = stands.filter(pl.col("state") == "free") if is_free else stands
    is_last = pl.col("period_end_date") == found["period_end_date"].max()
    last = found.filter(is_last & (pl.col("category") == "closing"))
    assert last["amount_group"].to_list() == [stands["balance_amount_group"].sum()]
    assert found.filter(pl.col("category") == "cash_pool")["amount_group"].sum() == 0
    assert is_free or found.filter(pl.col("category") == "own_transfers")["amount_group"].sum() == spread


def spread_of_transfers(warehouse: Warehouse, since: date, until: date) -> Decimal:
    """By how much more arrives than leaves in yuan, at the rates of the day, between accounts of two currencies."""
    moved = warehouse.source_rows(
        "erp",
        "select transferred_on, source.currency, from_amount, target.currency, to_amount from fund_transfer "
        "join bank_account as source on source.id = from_account_id "
        "join bank_account as target on target.id = to_account_id where source.currency <> target.currency",
    )
    total = Decimal(0)
    for stated, left, from_amount, reached, to_amount in moved:
        day = date.fromisoformat(stated)
        if since <= day <= until:
            total += worth(Decimal(to_amount), rate(warehouse, reached, "CNY", day))
            total -= worth(Decimal(from_amount), rate(warehouse, left, "CNY", day))
    return total


def test_a_companys_flows_by_month_are_its_lines_of_the_month(warehouse: Warehouse) -> None:
    lines = warehouse.source_rows(
        "erp",
        "select value_date, amount, bank_line.purpose from bank_line "
        "join bank_account on bank_account.id = bank_account_id "
        "where company_id = 5",
    )
    expected: defaultdict[tuple[date, str], Decimal] = defaultdict(Decimal)
    for day, amount, purpose in lines:
        category = WORDS.get(purpose) or WORDS.get(purpose.split(" ")[0], "unexplained")
        trade = category in ("customer_receipts", "supplier_payments")
        expected[date.fromisoformat(day).replace(day=1), "trade" if trade else category] += Decimal(amount)
    found = flow(warehouse, date(2023, 1, 1), AS_OF, company="YZP", period="month").filter(pl.col("line_count") > 0)
    found = found.filter(pl.col("category") != "accounts_opened")
    trade = pl.col("category").is_in(["customer_receipts", "supplier_payments", "intercompany_trade"])
    sums = found.group_by("period_start_date", pl.when(trade).then(pl.lit("trade")).otherwise("category")).agg(
        pl.col("amount_company").sum()
    )
    assert {(row[0], row[1]): row[2] for row in sums.rows()} == expected and len(expected) > 100


def test_exchange_differences_are_those_of_foreign_accounts_alone(warehouse: Warehouse) -> None:
    found = flow(warehouse, date(2026, 1, 1), AS_OF, period="month").filter(pl.col("category") == "exchange_difference")
    foreign = {"YZG", "YZE", "YZT", "YZO"}
    changed = {row[0] for row in found.filter(pl.col("amount_company") != 0).select("company").rows()}
    assert changed == foreign
    # an account that only its revaluations change: as much as the ledger books
    booked = warehouse.source_rows(
        "erp",
        "select substr(posting_date, 1, 7), amount_company from journal_line "
        "join journal_entry on journal_entry.id = entry_id "
        "where document_type = 'revaluation' and bank_account_id = 8 and posting_date >= '2026-01-01'",
    )
    ours = found.filter(pl.col("company") == "YZG").select("period_start_date", "amount_company").rows()
    assert {month: Decimal(amount) for month, amount in booked} == {str(day)[:7]: amount for day, amount in ours}


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_statements_tie_to_the_ledger_and_continue(warehouse: Warehouse, day: date) -> None:
    ledger = warehouse.source_rows(
        "erp",
        "select bank_account_id, amount from journal_line join journal_entry on journal_entry.id = entry_id "
        f"where bank_account_id is not null and posting_date <= '{day}'",
    )
    expected: defaultdict[str, Decimal] = defaultdict(Decimal)
    for account, amount in ledger:
        expected[f"erp|{account}"] += Decimal(amount)
    controls = warehouse.rows(
        "select bank_account_key, ledger_amount, statement_amount, is_equal from serving.audits.audit_bank_control "
        f"where from_date <= '{day}' and '{day}' < until_date"
    )
    assert {row[0]: row[1] for row in controls} == dict(expected)
    assert all(row[1] == row[2] and row[3] for row in controls)
    [(days, broken, silent)] = warehouse.rows(
        "select count(*), count(*) filter (not is_equal), count(*) filter (not is_stated) "
        "from serving.audits.audit_bank_continuity"
    )
    [(moved,)] = warehouse.source_rows(
        "erp", "select count(*) from (select distinct bank_account_id, value_date from bank_line)"
    )
    assert (days, broken, silent) == (moved, 0, 0)


def test_the_commands_print_both_reports(warehouse: Warehouse) -> None:
    config = str(warehouse.settings.config_file)
    for arguments, expected in (
        (
            ["cash-position", "--as-of", str(AS_OF), "--detail", "currency"],
            position(warehouse, AS_OF, detail="currency"),
        ),
        (
            [
                "cash-flow",
                "--from-date",
                str(AS_OF - timedelta(days=30)),
                "--until-date",
                str(AS_OF),
                "--period",
                "week",
            ],
            flow(warehouse, AS_OF - timedelta(days=30), AS_OF, period="week"),
        ),
    ):
        result = CliRunner().invoke(app, ["--config", config, "report", *arguments])
        assert result.exit_code == 0, result.output
        assert len(result.stdout.splitlines()) == expected.height + 1 > 5
