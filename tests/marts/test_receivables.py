"""What to collect, what may be lost, what is due and what was paid early, against the ERP's own file."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl
import pytest

from quarterdeck.access import Viewer
from quarterdeck.reports import receivables
from quarterdeck.reports.report import Report
from quarterdeck.reports.running import run_report
from quarterdeck.warehouse import Warehouse as Door
from tests.warehouse import AS_OF, Warehouse

DAYS = (AS_OF, date(2026, 2, 28), date(2025, 8, 20), date(2024, 12, 31))
Row = dict[str, Any]
Amounts = defaultdict[str, Decimal]


def shown(warehouse: Warehouse, report: Report, day: date, **chosen: object) -> pl.DataFrame:
    parameters = {option.name: option.default for option in report.options} | {"as_of": day} | chosen
    with Door(warehouse.settings.layout) as door:
        return run_report(door, Viewer.everything(), report, **parameters)


def asked(warehouse: Warehouse, sql: str) -> list[Row]:
    with closing(sqlite3.connect(warehouse.folder / "erp.sqlite")) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(sql)]


def money(value: object) -> Decimal:
    return Decimal(str(value))


def happened(on: object, day: date) -> bool:
    return on is not None and str(on) <= str(day)


def settled(warehouse: Warehouse, table: str, day: date) -> Iterator[Row]:
    """Settlements in effect on a day: from the latest of their own and both documents' days, unless undone by then."""
    side, document = ("sales_invoice", "receipt") if table == "settlement" else ("purchase_invoice", "payment")
    rows = asked(
        warehouse,
        f"select s.*, max(s.settled_on, i.posting_date, coalesce(d.posting_date, n.posting_date)) as since, "
        f"d.medium, d.posting_date as paid_on from {table} s join {side} i on i.id = s.invoice_id "
        f"left join {document} d on d.id = s.{document}_id left join {side} n on n.id = s.credit_note_id",
    )
    for row in rows:
        if happened(row["since"], day) and not happened(
            row["reversed_on"] and max(row["reversed_on"], row["since"]), day
        ):
            yield row


def open_invoices(warehouse: Warehouse, side: str, day: date) -> dict[object, Row]:
    """Posted invoices (not credit notes) with what is open of them on a day (`rest`)."""
    invoices = {
        row["id"]: row | {"rest": money(row["gross_amount"])}
        for row in asked(warehouse, f"select * from {side}_invoice where document_kind = 'invoice'")
        if row["status"] != "draft" and happened(row["posting_date"], day) and not happened(row["cancelled_on"], day)
    }
    for row in settled(warehouse, "settlement" if side == "sales" else "supplier_settlement", day):
        if row["invoice_id"] in invoices:
            invoices[row["invoice_id"]]["rest"] -= money(row["amount"])
    return {key: row for key, row in invoices.items() if row["rest"]}


def totals(frame: pl.DataFrame, key: str, amount: str) -> dict[str, Decimal]:
    return {name: value for name, value in frame.group_by(key).agg(pl.col(amount).sum()).iter_rows() if value}


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_what_is_to_be_collected_is_what_is_open_of_the_invoices(warehouse: Warehouse, day: date) -> None:
    expected: Amounts = defaultdict(Decimal)
    for row in open_invoices(warehouse, "sales", day).values():
        if row["rest"] > 0:
            expected[str(row["number"])] += row["rest"]
    found = shown(warehouse, receivables.COLLECTIONS, day, detail="document", what="open")
    assert totals(found, "document_number", "residual_amount") == dict(expected)
    customers = shown(warehouse, receivables.COLLECTIONS, day, what="open")
    for column in ("residual_amount_company", "late_amount_company", "disputed_amount_company"):
        assert customers[column].sum() == found[column].sum(), column
    disputes = asked(warehouse, "select d.*, i.number from dispute d join sales_invoice i on i.id = d.sales_invoice_id")
    current = {
        str(row["number"]) for row in disputes
        if happened(row["opened_on"], day) and not happened(row["resolved_on"], day)
    }  # fmt: skip
    assert set(found.filter(pl.col("dispute_date").is_not_null())["document_number"]) == current & set(expected)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_a_promise_is_kept_by_what_came_until_its_day(warehouse: Warehouse, day: date) -> None:
    came: dict[tuple[object, object], list[tuple[str, Decimal]]] = defaultdict(list)
    for row in asked(
        warehouse,
        "select s.*, max(s.settled_on, i.posting_date, r.posting_date) as since, r.medium from settlement s "
        "join sales_invoice i on i.id = s.invoice_id join receipt r on r.id = s.receipt_id",
    ):
        if row["medium"] != "write_off":
            key = (row["invoice_id"], row["instalment_sequence"])
            came[key].append((str(row["since"]), money(row["amount"])))
            if row["reversed_on"]:
                came[key].append((max(str(row["reversed_on"]), str(row["since"])), -money(row["amount"])))
    kept: dict[str, int] = defaultdict(int)
    for row in asked(warehouse, "select * from payment_promise"):
        so_far, until = Decimal(0), min(str(row["promised_date"]), str(row["ended_on"] or "9999"), str(day))
        for on, amount in sorted(came[row["sales_invoice_id"], row["instalment_sequence"]]):
            if str(row["made_on"]) <= on <= until:
                so_far += amount
                if so_far >= money(row["amount"]):
                    kept[str(row["customer_id"])] += 1
                    break
    counted = warehouse.rows(
        "select customer_key, count(*) from serving.marts.fct_payment_promises "
        f"where promise_outcome = 'kept' and outcome_date <= '{day}' group by all"
    )
    assert {key.removeprefix("erp|"): number for key, number in counted} == kept
    assert sum(kept.values()) > 3


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_exposure_is_open_items_orders_deliveries_and_bills(warehouse: Warehouse, day: date) -> None:
    orders = {row["id"]: row for row in asked(warehouse, "select * from sales_order where status <> 'draft'")}
    invoices = [
        row for row in asked(warehouse, "select * from sales_invoice where document_kind = 'invoice'")
        if row["status"] != "draft" and happened(row["posting_date"], day) and not happened(row["cancelled_on"], day)
    ]  # fmt: skip
    billed: Amounts = defaultdict(Decimal)
    performed: Amounts = defaultdict(Decimal)
    for row in invoices:
        if row["delivery_id"]:
            billed[str(row["delivery_id"])] += money(row["net_amount"])
        elif row["order_id"]:
            performed[str(row["order_id"])] += money(row["net_amount"])
    unbilled: Amounts = defaultdict(Decimal)
    for row in asked(warehouse, "select * from delivery"):
        if happened(row["delivered_on"], day):
            performed[str(row["order_id"])] += money(row["net_amount"])
            rest = money(row["net_amount"]) - billed[str(row["id"])]
            unbilled[str(row["customer_id"])] += gross(max(Decimal(0), rest), orders[row["order_id"]])
    ordered: Amounts = defaultdict(Decimal)
    for row in orders.values():
        is_over = happened(row["closed_on"], day) or happened(row["cancelled_on"], day)
        if happened(row["approved_on"], day) and not is_over:
            rest = money(row["net_amount"]) - performed[str(row["id"])]
            ordered[str(row["customer_id"])] += gross(max(Decimal(0), rest), row)
    held: Amounts = defaultdict(Decimal)
    for row in asked(
        warehouse,
        "select n.*, (select e.kind from note_event e where e.note_id = n.id and e.happened_on <= "
        f"'{day}' order by e.happened_on desc, e.id desc limit 1) as state from note n where side = 'receivable'",
    ):
        if row["state"] == "received":
            held[str(row["customer_id"])] += money(row["amount"])
    # all in yuan: the ERP of a company in dollars is converted elsewhere
    yuan = ("YZG", "YZE", "YZT", "YZC", "YZP")
    found = pl.concat([shown(warehouse, receivables.EXPOSURE, day, company=code) for code in yuan])
    abroad = {str(row["customer_id"]) for row in orders.values() if row["currency"] != "CNY"}
    for column, expected in (
        ("delivered_unbilled_amount", unbilled),
        ("open_order_amount", ordered),
        ("bill_amount", held),
    ):
        ours = {key: value for key, value in totals(found, "party_id", column).items() if key not in abroad}
        assert ours == {key: value for key, value in expected.items() if value and key not in abroad}, column
    group = shown(warehouse, receivables.EXPOSURE, day)
    assert not group["is_intercompany"].any()
    assert set(group["limit_state"]) <= {"no limit", "within limit", "over limit"}
    assert group.filter(pl.col("credit_limit_amount").is_null())["headroom_amount"].null_count() == group.filter(
        pl.col("limit_state") == "no limit"
    ).height  # fmt: skip
    parts = ("receivable", "delivered_unbilled", "open_order", "bill", "bill_recourse")
    less = ("unapplied", "advance", "collateral")
    summed = group.select(total=pl.sum_horizontal(f"{part}_amount" for part in (*parts, *less)))["total"]
    assert summed.to_list() == group["exposure_amount"].to_list()


def gross(net: Decimal, order: Row) -> Decimal:
    share = money(order["gross_amount"]) / money(order["net_amount"])
    return (net * share).quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_what_is_due_is_what_is_open_of_suppliers_invoices_and_our_bills(warehouse: Warehouse, day: date) -> None:
    expected: Amounts = defaultdict(Decimal)
    for row in open_invoices(warehouse, "purchase", day).values():
        if row["rest"] > 0:
            expected[str(row["number"])] += row["rest"]
    bills: Amounts = defaultdict(Decimal)
    for row in asked(
        warehouse,
        "select n.*, "
        "(select min(e.happened_on) from note_event e where e.note_id = n.id and e.kind = 'issued') as since, "
        "(select min(e.happened_on) from note_event e where e.note_id = n.id and e.kind = 'paid') as paid_on "
        "from note n where side = 'payable'",
    ):
        if happened(row["since"], day) and not happened(row["paid_on"], day):
            bills[str(row["number"])] += money(row["amount"])
    found = shown(warehouse, receivables.PAYABLES_DUE, day, detail="document")
    is_bill, is_credit = pl.col("obligation_kind") == "bill", pl.col("obligation_kind") == "credit"
    assert totals(found.filter(is_bill), "document_number", "open_amount") == dict(bills)
    assert totals(found.filter(~is_bill & ~is_credit), "document_number", "open_amount") == dict(expected)
    for detail in ("week", "supplier"):
        other = shown(warehouse, receivables.PAYABLES_DUE, day, detail=detail)
        assert totals(other, "due_state", "open_amount_company") == totals(found, "due_state", "open_amount_company")
    for due, state, week in found.select("due_date", "due_state", "week_start_date").iter_rows():
        if state == "due":
            assert due >= day and week <= due <= week + timedelta(days=6)
        elif state == "overdue":
            assert due < day and week is None


def test_what_was_paid_early_and_what_that_cost(warehouse: Warehouse) -> None:
    instalments = {
        (row["invoice_id"], row["sequence"]): date.fromisoformat(str(row["due_date"]))
        for row in asked(warehouse, "select * from purchase_invoice_instalment")
    }
    companies = {row["id"]: row for row in asked(warehouse, "select * from company")}
    rates = {"CNY": Decimal("0.031"), "USD": Decimal("0.058")}
    paid: Amounts = defaultdict(Decimal)
    late: Amounts = defaultdict(Decimal)
    cost: Amounts = defaultdict(Decimal)
    since = date(AS_OF.year - 1, AS_OF.month, AS_OF.day)
    for row in settled(warehouse, "supplier_settlement", AS_OF):
        if row["medium"] == "bank" and not row["is_advance"] and str(row["since"]) > str(since):
            company = companies[row["company_id"]]
            due = instalments[row["invoice_id"], row["instalment_sequence"] or 1]
            amount = money(row["amount_company_invoice"])
            early = max(0, (due - date.fromisoformat(str(row["paid_on"]))).days)
            paid[str(company["code"])] += amount
            late[str(company["code"])] += amount if date.fromisoformat(str(row["paid_on"])) > due else 0
            interest = amount * rates[str(company["currency"])] * early / 365
            cost[str(company["code"])] += interest.quantize(Decimal("0.01"), ROUND_HALF_UP)
    found = shown(warehouse, receivables.PAYABLES_PAID, AS_OF, detail="company")
    assert totals(found, "company", "paid_amount_company") == dict(paid)
    assert totals(found, "company", "late_amount_company") == {key: value for key, value in late.items() if value}
    assert totals(found, "company", "early_cost_amount_company") == {key: value for key, value in cost.items() if value}
    each = shown(warehouse, receivables.PAYABLES_PAID, AS_OF, detail="payment")
    assert each["early_cost_amount_company"].sum() == found["early_cost_amount_company"].sum()
    assert (
        each.filter(pl.col("early_days") > 0)["paid_date"] < each.filter(pl.col("early_days") > 0)["due_date"]
    ).all()


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_what_was_settled_is_told_by_medium_and_state_of_bills(warehouse: Warehouse, day: date) -> None:
    states = {
        row["id"]: row["state"]
        for row in asked(
            warehouse,
            "select n.id, (select e.kind from note_event e where e.note_id = n.id and e.happened_on <= "
            f"'{day}' order by e.happened_on desc, e.id desc limit 1) as state from note n where side = 'receivable'",
        )
    }
    words = {"received": "outstanding", "collected": "collected", "discounted": "discounted", "endorsed": "endorsed"}
    notes = {row["id"]: row["note_id"] for row in asked(warehouse, "select id, note_id from receipt")}
    expected: dict[str, Decimal] = defaultdict(Decimal)
    for row in settled(warehouse, "settlement", day):
        if row["is_advance"]:
            column = "advance"
        elif row["credit_note_id"]:
            column = "offset"
        elif row["medium"] == "note":
            column = f"bill_{words[states[notes[row['receipt_id']]]]}"
        else:
            column = {"bank": "cash", "write_off": "written_off"}[row["medium"]]
        expected[column] += money(row["amount_company_invoice"])
    found = shown(warehouse, receivables.RECEIVABLES_SETTLED, day, months=600)
    columns = [column for column in found.columns if column.endswith("_amount_company") and column[0] != "s"]
    summed = {column.removesuffix("_amount_company"): found[column].sum() for column in columns}
    assert {name: amount for name, amount in summed.items() if amount} == dict(expected)
    assert sum(summed.values()) == found["settled_amount_company"].sum()
