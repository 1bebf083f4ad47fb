"""Contracts and what is billed on them, against the OA's and the ERP's own files."""

import re
import sqlite3
from collections import defaultdict
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest
from typer.testing import CliRunner

from flows.cli import app
from quarterdeck.access import Viewer
from quarterdeck.reports.contracts import CONTRACT_LEDGER
from quarterdeck.reports.running import run_report
from quarterdeck.warehouse import Warehouse as Door
from tests.warehouse import AS_OF, Warehouse

DAYS = (AS_OF, date(2026, 3, 31), date(2024, 12, 31), date(2023, 12, 31))
CONTRACTS = "select * from contract"
Amounts = dict[str, Decimal]


def ledger(warehouse: Warehouse, day: date, viewer: Viewer | None = None, **chosen: str | None) -> pl.DataFrame:
    parameters = {"company": None, "system": None, "side": None} | chosen
    with Door(warehouse.settings.layout) as door:
        return run_report(door, viewer or Viewer.everything(), CONTRACT_LEDGER, as_of=day, **parameters)


def asked(warehouse: Warehouse, system: str, sql: str) -> list[dict[str, object]]:
    with closing(sqlite3.connect(warehouse.folder / f"{system}.sqlite")) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(sql)]


def plain(number: object) -> str:
    return re.sub(r"[^A-Z0-9]", "", str(number or "").upper())


def by_number(frame: pl.DataFrame, column: str) -> Amounts:
    """What is not zero."""
    return nonzero(dict(frame.select("contract_number", column).iter_rows()))


def nonzero(amounts: Amounts) -> Amounts:
    return {number: amount for number, amount in amounts.items() if amount}


def by_reference(warehouse: Warehouse) -> dict[tuple[str, object], str]:
    """Contracts' numbers by what people type of them, and side."""
    return {(plain(row["number"]), row["kind"]): str(row["number"]) for row in asked(warehouse, "oa", CONTRACTS)}


def of_invoices(warehouse: Warehouse, side: str) -> dict[object, str | None]:
    """The contract that an invoice's order names (an order that names none: what all its invoices do), else its own."""
    contracts = by_reference(warehouse)
    orders: dict[object, str | None] = {}
    rows = [
        (row["id"], row["order_id"], contracts.get((plain(row["contract_number"]), side)))
        for row in asked(warehouse, "erp", f"select id, order_id, contract_number from {side}_invoice")
    ]
    for row in asked(warehouse, "erp", f"select id, contract_number from {side}_order"):
        orders[row["id"]] = contracts.get((plain(row["contract_number"]), side))
        billed = {number for _, order, number in rows if order == row["id"] and number}
        if orders[row["id"]] is None and len(billed) == 1:
            [orders[row["id"]]] = billed
    return {key: orders.get(order) or number for key, order, number in rows}


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_value_is_what_was_signed_and_changed_by_the_day(warehouse: Warehouse, day: date) -> None:
    worth: defaultdict[str, Decimal] = defaultdict(Decimal)
    pending: defaultdict[str, Decimal] = defaultdict(Decimal)
    contracts = {row["id"]: row for row in asked(warehouse, "oa", CONTRACTS)}
    for row in contracts.values():
        if row["signed_on"] and row["signed_on"] <= str(day):
            worth[row["number"]] += Decimal(row["gross_amount"])
    for row in asked(warehouse, "oa", "select * from contract_change"):
        contract = contracts[row["contract_id"]]
        gross = Decimal(row["net_amount"]) + Decimal(row["tax_amount"])
        approved = row["status"] == "approved" and contract["signed_on"]
        effective = max(row["approved_on"], contract["signed_on"]) if approved else None
        if effective and effective <= str(day):
            worth[contract["number"]] += gross
        elif row["applied_on"] <= str(day) and (effective or row["status"] == "in_approval"):
            pending[contract["number"]] += gross
    found = ledger(warehouse, day)
    undone = (pl.col("gross_amount") - pl.col("ended_gross_amount")).alias("worth")
    assert by_number(found.with_columns(undone), "worth") == worth
    going = found.filter(~pl.col("status").is_in(["closed", "terminated"]))
    assert (going["ended_gross_amount"] == 0).all()
    # on another day than the last, when something was refused stands in the row's stamp alone
    if day == AS_OF:
        assert by_number(found, "pending_gross_amount") == nonzero(pending)
    known = {row["number"] for row in contracts.values() if row["applied_on"] <= str(day)}
    assert set(found["contract_number"]) == known
    assert len(known) > 5


@pytest.mark.parametrize("day", DAYS[:2], ids=str)
def test_an_ended_contract_is_worth_what_came_of_it(warehouse: Warehouse, day: date) -> None:
    """Its settlement, as the OA has it; of one that is done by orders of goods, what the ERP's notes say was delivered.

    Not of those with services, or with an invoice whose order names no contract: there the model takes more to say so.
    """
    ended = {row["id"]: row for row in asked(warehouse, "oa", f"{CONTRACTS} where closed_on <= '{day}'")}
    found = {row["contract_number"]: row for row in ledger(warehouse, day).to_dicts()}
    settled = {
        ended[row["contract_id"]]["number"]: Decimal(row["audited_gross_amount"])
        for row in asked(warehouse, "oa", "select * from contract_settlement where audited_on is not null")
        if row["contract_id"] in ended and row["audited_on"] <= str(day)
    }
    assert settled and {number: found[number]["gross_amount"] for number in settled} == settled
    contracts = by_reference(warehouse)
    delivered: defaultdict[str, Decimal] = defaultdict(Decimal)
    others = set()
    for side, order, note, key in (
        ("sales", "sales_order", "delivery", "delivered_on"),
        ("purchase", "purchase_order", "goods_receipt", "received_on"),
    ):
        rows = asked(
            warehouse,
            "erp",
            f"select o.contract_number, l.product_id, l.net_amount, (select group_concat(n.net_amount) "
            f"from {note}_line n join {note} h on n.{note}_id = h.id "
            f"where n.order_line_id = l.id and h.{key} <= '{day}') as notes "
            f"from {order}_line l join {order} o on l.order_id = o.id "
            f"where o.status in ('approved', 'closed') and o.approved_on <= '{day}'",
        )
        for row in rows:
            if number := contracts.get((plain(row["contract_number"]), side)):
                came = sum((Decimal(part) for part in str(row["notes"] or "0").split(",")), start=Decimal())
                delivered[number] += min(came, Decimal(str(row["net_amount"])))
                others |= {number} if row["product_id"] is None else set()
        loose = asked(
            warehouse,
            "erp",
            f"select i.contract_number from {side}_invoice i join {order} o on i.order_id = o.id "
            "where o.contract_number is null and i.contract_number is not null",
        )
        others |= {contracts.get((plain(row["contract_number"]), side), "") for row in loose}
    numbers = {str(row["number"]) for row in ended.values()} & set(delivered) - others - set(settled)
    assert len(numbers) > 3
    assert {number: found[number]["net_amount"] for number in numbers} == {n: delivered[n] for n in numbers}


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_billed_and_open_are_those_of_documents_that_name_the_contract(warehouse: Warehouse, day: date) -> None:
    """By the number as typed on the order, else on the document, else on what it corrects; letters and digits alone."""
    billed: defaultdict[str, Decimal] = defaultdict(Decimal)
    settled: defaultdict[str, Decimal] = defaultdict(Decimal)
    for side, table, settlement in (
        ("sales", "sales_invoice", "settlement"),
        ("purchase", "purchase_invoice", "supplier_settlement"),
    ):
        invoices, numbers = {}, of_invoices(warehouse, side)
        for row in asked(warehouse, "erp", f"select * from {table} where status <> 'draft'"):
            number = numbers[row["id"]] or numbers.get(row["original_invoice_id"])
            if number is None or row["posting_date"] > str(day):
                continue
            if row["status"] == "cancelled" and row["cancelled_on"] <= str(day):
                continue
            sign = 1 if row["document_kind"] == "invoice" else -1
            invoices[row["id"]] = number
            billed[number] += sign * Decimal(row["gross_amount"])
        for row in asked(warehouse, "erp", f"select * from {settlement}"):
            undone = row["reversed_on"] and row["reversed_on"] <= str(day)
            if row["settled_on"] > str(day) or undone:
                continue
            for column, sign in (("invoice_id", 1), ("credit_note_id", -1)):
                if row[column] in invoices:
                    settled[invoices[row[column]]] += sign * Decimal(row["amount"])
    found = ledger(warehouse, day)
    assert by_number(found, "billed_gross_amount") == nonzero(billed)
    assert by_number(found, "settled_gross_amount") == nonzero(settled)
    assert sum(billed.values()) > 0
    whole = found.select(
        (pl.col("billed_gross_amount") == pl.col("settled_gross_amount") + pl.col("open_gross_amount")).all(),
        (pl.col("other_currency_count") == 0).all(),
    )
    assert whole.row(0) == (True, True)


def test_advances_are_recovered_by_the_contracts_invoices(warehouse: Warehouse) -> None:
    contracts = by_reference(warehouse)
    paid: defaultdict[str, Decimal] = defaultdict(Decimal)
    used: defaultdict[str, Decimal] = defaultdict(Decimal)
    for side, cash, settlement in (
        ("sales", "receipt", "settlement"),
        ("purchase", "payment", "supplier_settlement"),
    ):
        advances = {}
        for row in asked(warehouse, "erp", f"select * from {cash} where is_advance and status = 'posted'"):
            number = contracts.get((plain(row["contract_number"]), side))
            if number and row["posting_date"] <= str(AS_OF):
                advances[row["id"]] = number
                paid[number] += Decimal(row["amount"])
        for row in asked(warehouse, "erp", f"select * from {settlement} where reversed_on is null"):
            if row[f"{cash}_id"] in advances and row["settled_on"] <= str(AS_OF):
                used[advances[row[f"{cash}_id"]]] += Decimal(row["amount"])
    found = ledger(warehouse, AS_OF).filter(pl.col("advance_paid_amount") != 0)
    assert by_number(found, "advance_paid_amount") == paid and len(paid) > 3
    assert by_number(found, "advance_open_amount") == nonzero({number: paid[number] - used[number] for number in paid})


def test_status_is_that_of_the_day(warehouse: Warehouse) -> None:
    rows = asked(warehouse, "oa", CONTRACTS)
    for day in DAYS:
        found = dict(ledger(warehouse, day).select("contract_number", "status").iter_rows())
        for row in rows:
            if row["applied_on"] > str(day):
                continue
            if row["closed_on"] and row["closed_on"] <= str(day):
                expected = "closed"
            elif row["finished_on"] and row["finished_on"] <= str(day):
                expected = "finished"
            elif not row["signed_on"] or row["signed_on"] > str(day):
                expected = "not signed"
            elif row["ends_on"] < str(day):
                expected = "overdue"
            else:
                expected = "signed" if row["begins_on"] > str(day) else "performing"
            assert found[row["number"]] == expected, (day, row["number"])
    assert {"closed", "finished", "performing"} <= set(ledger(warehouse, AS_OF)["status"])


def test_parties_are_those_of_the_books(warehouse: Warehouse) -> None:
    [(matched, contracts)] = warehouse.rows(
        "select count(*) filter (party_matched_by is not null), count(*) from serving.marts.dim_contract"
    )
    assert matched >= 0.95 * contracts, "short names abroad may fit nobody"
    wrong = warehouse.rows(
        "select contract_key from serving.marts.dim_contract as contracts "
        "left join serving.marts.dim_customer as customers using (customer_key) "
        "left join serving.marts.dim_supplier as suppliers using (supplier_key) "
        "left join conformed.contracts as oa using (contract_key) "
        "where (contracts.contract_side = 'sales' and supplier_key is not null) "
        "or (contracts.contract_side = 'purchase' and customer_key is not null) "
        "or (contracts.party_matched_by = 'tax_number' "
        "    and oa.party_tax_number <> coalesce(customers.tax_number, suppliers.tax_number))"
    )
    assert wrong == []


def test_numbers_that_name_no_contract_are_counted(warehouse: Warehouse) -> None:
    states = dict(
        warehouse.rows(
            "select reference_state, sum(item_count)::integer from serving.audits.audit_contract_references "
            "group by all"
        )
    )
    [(named,)] = warehouse.rows("select count(*) from conformed.open_items where contract_reference is not null")
    assert sum(states.values()) == named
    assert 0 < states["unknown"] + states.get("other_party", 0) < 0.05 * named


def test_filters_and_a_viewer_of_one_company(warehouse: Warehouse) -> None:
    whole = ledger(warehouse, AS_OF)
    for side in ("sales", "purchase"):
        assert ledger(warehouse, AS_OF, side=side).equals(whole.filter(pl.col("side") == side))
    one = ledger(warehouse, AS_OF, company="YZG")
    assert one.equals(whole.filter(pl.col("company") == "YZG")) and 0 < one.height < whole.height
    assert ledger(warehouse, AS_OF, Viewer.of("engineer", {"YZG"})).equals(one)
    assert ledger(warehouse, date(2022, 1, 1)).is_empty()
    assert ledger(warehouse, AS_OF - timedelta(days=30)).height <= whole.height


def test_the_command_prints_the_ledger(warehouse: Warehouse) -> None:
    config = str(warehouse.settings.config_file)
    result = CliRunner().invoke(
        app, ["--config", config, "report", "contract-ledger", "--as-of", str(AS_OF), "--side", "purchase"]
    )
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0].split(",")[:5] == ["system", "company", "company_name", "side", "contract_number"]
    assert len(lines) == ledger(warehouse, AS_OF, side="purchase").height + 1
