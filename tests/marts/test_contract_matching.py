"""What of contracts is performed, billed and settled, by line and milestone, against the systems' own files."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from quarterdeck.access import Viewer
from quarterdeck.reports.contracts import CONTRACT_MATCHING, CONTRACT_MILESTONES
from quarterdeck.reports.report import Report
from quarterdeck.reports.running import run_report
from quarterdeck.warehouse import Warehouse as Door
from tests.marts.test_contracts import DAYS, Amounts, asked, by_reference, ledger, nonzero, plain
from tests.warehouse import AS_OF, Warehouse

MEASURES = ("value", "performed", "invoiced", "settled", "recovered", "retained")
GAPS = ("unbilled", "billed_ahead", "unsettled", "beyond_value")


def read(warehouse: Warehouse, report: Report, day: date, **chosen: str | None) -> pl.DataFrame:
    usual: dict[str, str | None] = {option.name: None for option in report.options if option.name != "as_of"}
    with Door(warehouse.settings.layout) as door:
        return run_report(door, Viewer.everything(), report, as_of=day, **(usual | chosen))


def matching(warehouse: Warehouse, day: date, detail: str, **chosen: str) -> pl.DataFrame:
    return read(warehouse, CONTRACT_MATCHING, day, detail=detail, **chosen)


def sums(frame: pl.DataFrame, key: str, measure: str) -> Amounts:
    """Sums of a measure by a column, those that are not zero."""
    totals = frame.group_by(key).agg(pl.col(f"{measure}_net_amount").sum())
    return nonzero({name: amount or Decimal(0) for name, amount in totals.iter_rows() if name is not None})


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_lines_add_up_to_contracts_and_those_are_worth_what_the_ledger_says(warehouse: Warehouse, day: date) -> None:
    whole, lines = (matching(warehouse, day, detail) for detail in ("contract", "line"))
    for measure in (*MEASURES, *GAPS):
        assert sums(lines, "contract_number", measure) == sums(whole, "contract_number", measure), measure
    worth = dict(ledger(warehouse, day).select("contract_number", "net_amount").iter_rows())
    assert sums(whole, "contract_number", "value") == nonzero(worth)
    below = [pl.col(f"{gap}_net_amount") < 0 for gap in GAPS]
    assert set(lines.filter(pl.any_horizontal(below))["line_kind"]) <= {"change"}, "a reduction has gaps below zero"
    # the documents behind lines that have a gap are all of those lines
    documents = matching(warehouse, day, "document")
    gaping = lines.filter(pl.any_horizontal(pl.col(f"{gap}_net_amount") != 0 for gap in GAPS))
    for measure in MEASURES:
        assert sums(documents, "contract_number", measure) == sums(gaping, "contract_number", measure), measure
    assert gaping.height > 3 or day.year < 2024


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_orders_are_performed_by_deliveries_and_billed_by_their_invoices(warehouse: Warehouse, day: date) -> None:
    contracts = by_reference(warehouse)
    performed: defaultdict[str, Decimal] = defaultdict(Decimal)
    billed: defaultdict[str, Decimal] = defaultdict(Decimal)
    known = set()
    for side, receipt, came in (("sales", "delivery", "delivered_on"), ("purchase", "goods_receipt", "received_on")):
        orders = {
            row["id"]: str(row["number"])
            for row in asked(warehouse, "erp", f"select * from {side}_order where status <> 'draft'")
            if (plain(row["contract_number"]), side) in contracts
        }
        known |= set(orders.values())
        goods = f"select head.order_id, head.{came} as came_on, line.net_amount from {receipt}_line as line "
        for row in asked(warehouse, "erp", f"{goods} join {receipt} as head on line.{receipt}_id = head.id"):
            if row["order_id"] in orders and row["came_on"] and row["came_on"] <= str(day):
                performed[orders[row["order_id"]]] += Decimal(row["net_amount"])
        for row in asked(warehouse, "erp", f"select * from {side}_invoice where status <> 'draft'"):
            gone = row["cancelled_on"] and row["cancelled_on"] <= str(day)
            if row["order_id"] in orders and row["posting_date"] <= str(day) and not gone:
                sign = 1 if row["document_kind"] == "invoice" else -1
                billed[orders[row["order_id"]]] += sign * Decimal(row["net_amount"])
    lines = matching(warehouse, day, "line").filter(
        (pl.col("line_kind") == "order") & pl.col("line_document_number").is_in(known)
    )
    assert sums(lines, "line_document_number", "invoiced") == nonzero(billed)
    found = sums(lines, "line_document_number", "performed")
    assert {order: found.get(order) for order in nonzero(performed)} == nonzero(performed)
    # what has no delivery is a service, performed when it is billed
    rest = {order: amount for order, amount in found.items() if order not in nonzero(performed)}
    assert rest == {order: billed[order] for order in rest}
    assert len(found) > (10 if day.year > 2023 else 5)


def staged(warehouse: Warehouse) -> dict[object, dict[str, object]]:
    """Contracts by key that have stages, and no order names them."""
    orders = set()
    for side in ("sales", "purchase"):
        # an order that names none may be of the contract that its invoices name
        for table in (f"{side}_order", f"{side}_invoice"):
            where = "" if table.endswith("order") else "where order_id is not null"
            numbers = asked(warehouse, "erp", f"select distinct contract_number from {table} {where}")
            orders |= {(plain(row["contract_number"]), side) for row in numbers}
    contracts = asked(warehouse, "oa", "select * from contract where signed_on is not null")
    return {row["id"]: row for row in contracts if (plain(row["number"]), row["kind"]) not in orders}


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_stages_are_performed_when_they_are_reached_and_billed_less_their_advance(
    warehouse: Warehouse, day: date
) -> None:
    contracts = staged(warehouse)
    worth: defaultdict[object, Decimal] = defaultdict(Decimal)
    reached: defaultdict[object, Decimal] = defaultdict(Decimal)
    for row in asked(warehouse, "oa", "select * from contract_milestone where kind not in ('advance', 'retention')"):
        if row["contract_id"] not in contracts:
            continue
        finished = contracts[row["contract_id"]]["finished_on"]
        days = [str(one) for one in (row["happened_on"], finished) if one]
        worth[row["contract_id"]] += Decimal(str(row["gross_amount"]))
        if days and min(days) <= str(day):
            reached[row["contract_id"]] += Decimal(str(row["gross_amount"]))
    expected = {
        str(contracts[key]["number"]): Decimal(str(contracts[key]["net_amount"])) * amount / worth[key]
        for key, amount in reached.items()
    }
    stages = matching(warehouse, day, "line").filter(pl.col("line_kind") == "stage")
    found = sums(stages, "contract_number", "performed")
    assert found.keys() == expected.keys() and len(found) > (5 if day.year > 2023 else 1)
    # sharing out gives and takes a cent a stage
    assert all(abs(found[number] - amount) < Decimal("0.3") for number, amount in expected.items())
    billed: defaultdict[str, Decimal] = defaultdict(Decimal)
    numbers = {(plain(row["number"]), row["kind"]): str(row["number"]) for row in contracts.values()}
    for side in ("sales", "purchase"):
        lines = (
            f"select head.contract_number, head.document_kind, head.posting_date, head.cancelled_on, line.net_amount "
            f"from {side}_invoice_line as line join {side}_invoice as head on line.invoice_id = head.id "
            f"join account on line.account_id = account.id "
            f"where head.status <> 'draft' and account.name not like '%Contract liability%'"
        )
        for row in asked(warehouse, "erp", lines):
            number = numbers.get((plain(row["contract_number"]), side))
            gone = row["cancelled_on"] and row["cancelled_on"] <= str(day)
            if number and row["posting_date"] <= str(day) and not gone:
                sign = 1 if row["document_kind"] == "invoice" else -1
                billed[number] += sign * Decimal(row["net_amount"])
    of_stages = matching(warehouse, day, "contract").filter(pl.col("contract_number").is_in(list(numbers.values())))
    assert sums(of_stages, "contract_number", "invoiced") == nonzero(billed)


def test_what_is_paid_in_full_has_no_gap_and_what_is_retained_is_open(warehouse: Warehouse) -> None:
    [(lines, wrong)] = warehouse.rows(
        "with bills as ("
        "  select invoice_key, item_key from intermediate.int_contract_invoices where cancellation_date is null), "
        "states as (select item_key, sum(effect_amount) as open_amount from conformed.open_item_effects group by all), "
        "parts as (select contract_line_key, bool_and(states.open_amount = 0) as is_paid "
        "  from intermediate.int_contract_bills "
        "  join bills using (invoice_key) join states using (item_key) group by all) "
        "select count(*), count(*) filter (unsettled_net_amount <> 0 or retained_net_amount <> 0) "
        "from serving.marts.fct_contract_positions join parts using (contract_line_key) "
        "where is_paid and until_date = date '9999-12-31'"
    )
    assert lines > 100 and wrong == 0
    retained = matching(warehouse, AS_OF, "line").filter(pl.col("retained_net_amount") != 0)
    assert retained.height > 3
    assert retained.filter(pl.col("retained_net_amount") > pl.col("unsettled_net_amount")).is_empty()


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_milestones_are_settled_by_the_contracts_money_in_their_order(warehouse: Warehouse, day: date) -> None:
    """Of contracts without changes and credit notes: all money, as far as milestones have room for it."""
    contracts = staged(warehouse)
    changed = {row["contract_id"] for row in asked(warehouse, "oa", "select contract_id from contract_change")}
    numbers = {
        (plain(row["number"]), row["kind"]): str(row["number"]) for key, row in contracts.items() if key not in changed
    }
    money: defaultdict[str, Decimal] = defaultdict(Decimal)
    for side, cash, settlement in (("sales", "receipt", "settlement"), ("purchase", "payment", "supplier_settlement")):
        paid = (
            f"select head.contract_number, line.amount, line.settled_on, line.reversed_on, line.credit_note_id "
            f"from {settlement} as line join {side}_invoice as head on line.invoice_id = head.id "
            f"where not line.is_advance"
        )
        for row in asked(warehouse, "erp", paid):
            number = numbers.get((plain(row["contract_number"]), side))
            if row["credit_note_id"] is not None:
                numbers = {key: value for key, value in numbers.items() if value != number}
            undone = row["reversed_on"] and row["reversed_on"] <= str(day)
            if number and row["settled_on"] <= str(day) and not undone:
                money[number] += Decimal(row["amount"])
        for row in asked(warehouse, "erp", f"select * from {cash} where is_advance and status = 'posted'"):
            number = numbers.get((plain(row["contract_number"]), side))
            if number and row["posting_date"] <= str(day):
                money[number] += Decimal(row["amount"])
    frame = read(warehouse, CONTRACT_MILESTONES, day).filter(pl.col("contract_number").is_in(list(numbers.values())))
    by_contract = frame.group_by("contract_number").agg(pl.col("gross_amount").sum(), pl.col("settled_amount").sum())
    for number, gross, settled in by_contract.iter_rows():
        assert settled == min(money.get(number, Decimal(0)), gross), number
    assert by_contract.filter(pl.col("settled_amount") > 0).height > (3 if day.year > 2023 else 0)
    # nothing is paid before what comes before it
    later = frame.with_columns(open_before=pl.col("open_amount").cum_sum().shift(1).over("contract_number"))
    assert later.filter((pl.col("open_before") > 0) & (pl.col("settled_amount") > 0)).is_empty()
    assert set(frame["status"]) <= {"planned", "late", "reached", "billed", "overdue", "settled"}
