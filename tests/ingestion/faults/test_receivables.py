"""Faults of receivables: what the tables show by each kind's own definition is what the truth tells, and no more."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from ingestion.demo.faults.parameters import shipped
from ingestion.demo.faults.plan import Faults
from ingestion.demo.faults.receivables_tools import without_invoices
from ingestion.demo.faults.trade_keys import rekeyed
from ingestion.demo.group.deals import make_deals
from ingestion.demo.group.make import first_clock
from ingestion.demo.group.masters import make_masters
from ingestion.demo.group.milestones import make_milestones
from ingestion.demo.group.projects import make_projects
from ingestion.demo.group.trade import make_trade
from ingestion.demo.group.versions import FROM, UNTIL
from tests.ingestion.faults.conftest import AS_OF, Planted, promised

CASES = ((0.05, 7), (0.05, 11), (0.1, 7), (0.1, 11))
END = AS_OF + timedelta(days=400)
KINDS = (
    "forgotten_collection", "retention_unclaimed", "due_date_moved", "lapping", "december_sale",
    "delivered_not_invoiced", "invoiced_not_delivered",
)  # fmt: skip


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def group(request: pytest.FixtureRequest, planted: Callable[..., Planted]) -> Planted:
    return planted(*request.param)


def given(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = shipped()[kind]
    return found


def sold(group: Planted) -> pl.DataFrame:
    """Posted invoices and credit notes in the end, `entered` on the day on which they were first seen."""
    versions = group.versions["erp"]["sales_invoice"]
    entered = versions.group_by("id").agg(entered=pl.col(FROM).min())
    return group.rows("erp", "sales_invoice").filter(pl.col("status") == "posted").join(entered, on="id")


def told(group: Planted, kind: str, table: str, *, is_fault: bool) -> set[int]:
    rows = group.told(kind).filter((pl.col("table") == table) & (pl.col("is_fault") == is_fault))
    return set(rows["key"].to_list())


def third_parties(group: Planted) -> pl.Series:
    customers = group.rows("erp", "customer")
    return customers.filter(pl.col("represents_company_id").is_null())["id"]


def approved_changes(group: Planted, kind: str) -> pl.DataFrame:
    """The changes of contracts that excuse what looks like a fault: fault, contract_id, reason, approved_on."""
    rows = group.told(kind, role="context").filter(pl.col("table") == "contract_change").select("fault", id="key")
    return rows.join(group.rows("oa", "contract_change").filter(pl.col("status") == "approved"), on="id")


@pytest.mark.parametrize("kind", KINDS)
def test_the_promised_number_is_seen_in_the_history(group: Planted, kind: str) -> None:
    for name in ("faults", "lookalikes"):
        for variant in given(kind)[name]:
            assert group.past(kind, variant) >= promised(kind, variant, group.scale), variant
    assert group.told(kind)["amount"].drop_nulls().gt(0).all()


def test_forgotten_milestones_have_no_invoice_and_others_a_late_one(group: Planted) -> None:
    kind, invoices = "forgotten_collection", sold(group)
    days = given(kind)["after_days"]
    rows = group.told(kind).filter(pl.col("table") == "contract_milestone")
    rows = rows.join(group.rows("oa", "contract_milestone").drop("happened_on"), left_on="key", right_on="id")
    assert (rows["status"] == "done").all()
    assert not rows["kind_right"].is_in(["advance", "retention", "delivery"]).any()
    contracts = group.rows("oa", "contract").select("number", contract_id="id")
    rows = rows.join(contracts, on="contract_id")
    typed = pl.col("contract_number").str.to_uppercase().str.replace_all("–", "-").str.replace_all(" ", "")
    dated = invoices.filter(pl.col("order_id").is_null()).with_columns(typed=typed)
    found = rows.join(dated, left_on="amount", right_on="gross_amount").filter(
        # a number may be typed with its last digits swapped
        ((pl.col("typed").str.head(-2) == pl.col("number").str.head(-2)) | pl.col("typed").is_null())
        & (pl.col("document_date") >= pl.col("happened_on"))
    )
    within = pl.col("document_date") <= pl.col("happened_on") + pl.duration(days=days)
    faults = rows.filter("is_fault")["fault"]
    assert found.filter(within & pl.col("is_fault")).is_empty(), found.filter(within & pl.col("is_fault"))
    late = rows.filter(pl.col("variant") == "billed_late")["fault"]
    assert set(found.filter(within & (pl.col("variant") == "billed_late"))["fault"]) == set(late)
    deferred = rows.filter(pl.col("variant") == "deferred")
    assert set(found.filter(~within & (pl.col("variant") == "deferred"))["fault"]) == set(deferred["fault"])
    excused = deferred.join(approved_changes(group, kind), on="fault")
    before = (excused["happened_on"] - excused["approved_on"]).dt.total_days()
    assert excused.height == deferred.height
    assert before.is_between(0, 45).all() and (excused["reason"] == "terms").all()
    assert len(set(faults) & set(late)) == 0
    works = group.told(kind).filter(pl.col("table") == "milestone")
    reached = works.join(group.rows("pm", "milestone"), left_on="key", right_on="id")
    assert (reached["reached_on"] == reached["happened_on"]).all()


def test_retention_that_nobody_claims(group: Planted) -> None:
    kind = "retention_unclaimed"
    days = given(kind)["after_days"]
    invoices = sold(group).select("customer_id", invoice_id="id")
    items = group.rows("erp", "sales_invoice_instalment").filter(pl.col("kind") == "retention").join(
        invoices, on="invoice_id"
    )  # fmt: skip
    due = items.with_columns(until=pl.col("due_date") + pl.duration(days=days))
    paid = group.rows("erp", "settlement").filter(pl.col("reversed_on").is_null()).select(
        "invoice_id", sequence="instalment_sequence", on="settled_on"
    )  # fmt: skip
    asked = group.versions["erp"]["payment_promise"].unique("id").select(
        invoice_id="sales_invoice_id", sequence="instalment_sequence", on="made_on"
    )  # fmt: skip
    moved = pl.concat([paid, asked.cast(dict(paid.schema))])  # type: ignore[arg-type]
    met = due.join(moved, on=["invoice_id", "sequence"]).filter(pl.col("on") <= pl.col("until"))
    disputed = due.join(group.rows("erp", "dispute"), left_on="invoice_id", right_on="sales_invoice_id").filter(
        pl.col("opened_on").is_between(pl.col("due_date"), pl.col("until"))
    )
    quiet = due.filter(
        (pl.col("until") <= END)
        & ~pl.col("id").is_in(pl.concat([met["id"], disputed["id"]]).implode())
    )  # fmt: skip
    faults = told(group, kind, "sales_invoice_instalment", is_fault=True)
    excused = told(group, kind, "sales_invoice_instalment", is_fault=False)
    assert faults and faults <= set(quiet["id"]) and excused <= set(quiet["id"])
    # what else nobody paid or asked for belongs to contracts of whose retention something was paid or asked for
    rest = quiet.filter(~pl.col("id").is_in(list(faults | excused)))
    assert rest.join(due.filter(~pl.col("id").is_in(quiet["id"].implode())), on="customer_id", how="anti").is_empty()
    contracts = group.told(kind).filter((pl.col("table") == "contract") & ~pl.col("is_fault"))
    held = contracts.join(approved_changes(group, kind).select("fault", "approved_on", "reason"), on="fault")
    assert held.height == contracts.height and (held["approved_on"] < held["happened_on"]).all()
    versions = group.versions["oa"]["contract"].sort("id", FROM).group_by("id", maintain_order=True).agg(
        pl.col("warranty_months").first(), last=pl.col("warranty_months").last()
    )  # fmt: skip
    assert (
        contracts.join(versions, left_on="key", right_on="id")
        .select(pl.col("last") > pl.col("warranty_months"))
        .to_series()
        .all()
    )
    milestones = group.told(kind).filter((pl.col("table") == "contract_milestone") & ~pl.col("is_fault"))
    later = milestones.drop("happened_on").join(group.rows("oa", "contract_milestone"), left_on="key", right_on="id")
    assert (later["planned_on"] > later["seen_on"] - timedelta(days=days)).all()


def test_due_dates_move_only_where_it_is_told(group: Planted) -> None:
    kind = "due_date_moved"
    for table in ("sales_invoice", "sales_invoice_instalment"):
        versions = group.versions["erp"][table].sort("id", FROM)
        moves = versions.with_columns(before=pl.col("due_date").shift(1).over("id")).filter(
            pl.col("before").is_not_null() & (pl.col("before") != pl.col("due_date"))
        )
        known = told(group, kind, table, is_fault=True) | told(group, kind, table, is_fault=False)
        assert set(moves["id"]) == known
        days = moves.join(group.told(kind).filter(pl.col("table") == table), left_on="id", right_on="key")
        assert (days[FROM] == days["happened_on"]).all()
        assert ((days["before"] < days[FROM]) & (days[FROM] < days["due_date"])).all()
    invoices = group.told(kind).filter(pl.col("table") == "sales_invoice")
    settled = group.rows("erp", "settlement").join(
        invoices.select("happened_on", invoice_id="key"), on="invoice_id"
    ).filter((pl.col("settled_on") <= pl.col("happened_on")) & pl.col("reversed_on").is_null())  # fmt: skip
    paid = settled.group_by("invoice_id").agg(paid=pl.col("amount").sum())
    left = invoices.join(group.rows("erp", "sales_invoice"), left_on="key", right_on="id").join(
        paid, left_on="key", right_on="invoice_id", how="left"
    )
    assert (left["gross_amount"] > left["paid"].fill_null(0)).all()
    excused = invoices.filter(~pl.col("is_fault")).join(approved_changes(group, kind), on="fault")
    assert excused.height == invoices.filter(~pl.col("is_fault")).height
    assert (excused["approved_on"] < excused["happened_on"]).all() and (excused["reason"] == "terms").all()


def test_receipts_of_other_payers_are_told(group: Planted) -> None:
    kind = "lapping"
    customers = group.rows("erp", "customer").select("name", customer_id="id")
    receipts = group.rows("erp", "receipt").filter(pl.col("medium") == "bank").join(customers, on="customer_id")
    lines = group.rows("erp", "bank_line").filter(pl.col("purpose").str.starts_with("收款"))
    lines = lines.filter(pl.len().over("bank_account_id", "value_date", "amount") == 1)
    pairs = receipts.filter(pl.col("replaces_id").is_null()).join(
        lines.select("bank_account_id", "counterparty", line_id="id", posting_date="value_date", bank_amount="amount"),
        on=["bank_account_id", "posting_date", "bank_amount"],
    )
    other = pairs.filter(pl.col("counterparty") != pl.col("name"))
    faults, parents = (told(group, kind, "receipt", is_fault=is_fault) for is_fault in (True, False))
    assert parents <= set(other["id"])
    # one party may stand there under several names, which have their first word in common
    word = pl.col("counterparty").str.slice(0, 2)
    strangers = other.filter(~pl.col("name").str.contains(word, literal=True))
    assert set(strangers["id"]) == faults
    lapped = other.filter(pl.col("id").is_in(list(faults)))
    assert lapped["counterparty"].is_in(customers["name"].implode()).all()
    assert set(other.filter(pl.col("id").is_in(list(parents)))["line_id"]) == told(
        group, kind, "bank_line", is_fault=False
    )
    shared = other.filter(pl.col("id").is_in(list(parents)))
    assert (shared["counterparty"].str.slice(0, 4) == shared["name"].str.slice(0, 4)).all()
    # each payer's own invoice is covered by the next one's money
    chains = lapped.join(group.told(kind).select("fault", "key", "table").filter(pl.col("table") == "receipt"),
                         left_on="id", right_on="key").sort("fault", "posting_date")  # fmt: skip
    owed = chains.select(pl.col("counterparty").shift(1).over("fault") == pl.col("name")).to_series().drop_nulls()
    assert owed.all() and len(owed) >= 1
    settled = group.rows("erp", "settlement").join(lapped.select("name", receipt_id="id"), on="receipt_id")
    whose = settled.join(
        group.rows("erp", "sales_invoice").select("customer_id", invoice_id="id"), on="invoice_id"
    ).join(customers.rename({"name": "debtor"}), on="customer_id")
    assert (whose["debtor"] == whose["name"]).all() and whose.height == lapped.height


def test_december_sales_that_january_undoes(group: Planted) -> None:
    kind = "december_sale"
    documents = sold(group)
    notes = documents.filter(pl.col("document_kind") == "credit_note").select(
        "delivery_id", "gross_amount", note="id", id="original_invoice_id", noted="posting_date"
    )
    december = documents.filter(
        (pl.col("document_kind") == "invoice") & (pl.col("posting_date").dt.month() == 12)
    ).drop("delivery_id")  # fmt: skip
    both = december.join(notes, on="id").filter(
        (pl.col("noted").dt.month() == 1) & (pl.col("noted").dt.year() == pl.col("posting_date").dt.year() + 1)
    )
    share = pl.col("gross_amount_right").sum().over("id") / pl.col("gross_amount")
    whole = both.filter(share >= given(kind)["least_share"])
    back = group.rows("erp", "delivery").filter(pl.col("net_amount") < 0)
    disputed = group.versions["erp"]["dispute"]["sales_invoice_id"].implode()
    unexplained = whole.filter(
        ~pl.col("id").is_in(disputed) & ~pl.col("delivery_id").is_in(back["id"].implode()).fill_null(False)
        & pl.col("customer_id").is_in(third_parties(group).implode()) & (pl.col("noted") <= END)
    )  # fmt: skip
    faults = told(group, kind, "sales_invoice", is_fault=True)
    assert set(unexplained["id"]) | set(unexplained["note"]) == faults
    returned = group.told(kind, "real_return", "context").filter(pl.col("table") == "delivery")
    assert set(back["id"]) == set(returned["key"])
    moves = group.rows("erp", "stock_move").filter(pl.col("delivery_id").is_in(returned["key"].implode()))
    assert (moves["quantity"] > 0).all()
    lines = group.rows("erp", "delivery_line")
    out = lines.filter(pl.col("delivery_id").is_in(returned["key"].implode()))["cost_amount"].sum()
    assert moves["cost_amount"].sum() == -out > 0
    anew = group.told(kind, "made_anew")
    versions = group.rows("erp", "sales_invoice").filter(pl.col("id").is_in(anew["key"].implode()))
    assert versions["status"].is_in(["cancelled", "posted"]).all()
    assert versions.filter(pl.col("status") == "cancelled")["cancelled_on"].dt.month().eq(1).all()


def test_deliveries_without_invoice(group: Planted) -> None:
    kind = "delivered_not_invoiced"
    later = pl.duration(days=given(kind)["after_days"])
    delivered = group.rows("erp", "delivery").filter(
        (pl.col("net_amount") > 0) & (pl.col("delivered_on") + later <= END)
    )
    billed = sold(group).filter(pl.col("document_kind") == "invoice")
    first = billed.group_by("delivery_id").agg(first=pl.col("entered").min()).drop_nulls()
    rows = delivered.join(first, left_on="id", right_on="delivery_id", how="left")
    missing = rows.filter(pl.col("first").is_null() | (pl.col("first") > pl.col("delivered_on") + later))
    whole = set(group.told(kind, "whole")["key"])
    # an invoice that nobody posts, or that is entered months late, is a fault of its own
    others = pl.concat([group.told(other, None, None) for other in ("unposted", "back_dated")])
    allowed = set(others.filter(pl.col("table") == "delivery")["key"])
    assert set(missing["id"]) - allowed == whole
    lines = group.rows("erp", "delivery_line").join(
        delivered.filter(~pl.col("id").is_in(missing["id"].implode())), left_on="delivery_id", right_on="id", how="semi"
    )
    named = group.rows("erp", "sales_invoice_line").join(billed, left_on="invoice_id", right_on="id", how="semi")
    lacking = lines.filter(~pl.col("id").is_in(named["delivery_line_id"].drop_nulls().implode()))
    assert set(lacking["id"]) == told(group, kind, "delivery_line", is_fault=True)
    assert lacking.height > 0
    totals = named.group_by("invoice_id").agg(pl.col("net_amount", "tax_amount").sum())
    cut = group.told(kind, "line", "context").filter(pl.col("table") == "sales_invoice")
    sums = cut.join(billed, left_on="key", right_on="id").join(totals, left_on="key", right_on="invoice_id")
    assert sums.height and (sums["net_amount"] == sums["net_amount_right"]).all()
    items = group.rows("erp", "sales_invoice_instalment").group_by("invoice_id").agg(pl.col("amount").sum())
    due = sums.join(items, left_on="key", right_on="invoice_id")
    assert (due["amount_right"] == due["gross_amount"]).all()
    usual = group.told(kind, "usual_lag").join(rows, left_on="key", right_on="id")
    assert (usual["first"] > usual["delivered_on"] + timedelta(days=given(kind)["late_days"] - 1)).all()


def test_invoices_without_delivery(group: Planted) -> None:
    kind = "invoiced_not_delivered"
    later = pl.duration(days=given(kind)["after_days"])
    billed = sold(group).filter(pl.col("document_kind") == "invoice").with_columns(
        base=pl.max_horizontal("document_date", "entered")
    )  # fmt: skip
    deliveries = group.rows("erp", "delivery").select("delivered_on", "status", "planned_on", delivery_id="id")
    rows = billed.join(deliveries, on="delivery_id", suffix="_delivery").filter(pl.col("base") + later <= END)
    early = rows.filter(pl.col("delivered_on").is_null() | (pl.col("delivered_on") > pl.col("base") + later))
    faults, excused = (told(group, kind, "sales_invoice", is_fault=is_fault) for is_fault in (True, False))
    held = set(group.told(kind, "held").filter(pl.col("table") == "sales_invoice")["key"])
    assert set(early["id"]) == faults | held
    assert held <= excused
    never = set(group.told(kind, "never").filter(pl.col("table") == "delivery")["key"])
    planned = group.rows("erp", "delivery", END).filter(pl.col("id").is_in(list(never)))
    assert planned["delivered_on"].null_count() == planned.height == len(never)
    assert (planned["planned_on"] >= planned["created_at"].dt.date()).all()
    assert (planned["planned_on"] <= END).all()
    assert group.versions["erp"]["delivery"].filter(pl.col("delivered_on") > END + timedelta(days=200)).is_empty()
    moves = group.rows("erp", "stock_move")["delivery_id"].drop_nulls()
    assert not set(moves) & never
    changes = approved_changes(group, kind)
    held_on = group.told(kind, "held").filter(pl.col("table") == "sales_invoice").join(
        changes.select("fault", "approved_on", "reason"), on="fault"
    )  # fmt: skip
    assert held_on.height == len(held) and (held_on["approved_on"] < held_on["happened_on"]).all()
    ahead = group.told(kind, "some_days_early").join(rows, left_on="key", right_on="id")
    assert ahead.height and (ahead["delivered_on"] > ahead["document_date"]).all()


def test_changes_of_days_alone_are_not_billed(group: Planted) -> None:
    changes = group.rows("oa", "contract_change").filter(pl.col("net_amount") == 0)
    assert set(changes["reason"]) <= {"terms", "warranty", "schedule"}
    assert (changes["status"] == "approved").any()
    assert sold(group).filter(pl.col("gross_amount") == 0).is_empty()


def test_trade_with_other_documents_is_numbered_anew() -> None:
    world = Faults.of(first_clock(AS_OF, 7, 0.02, {})).world
    masters = make_masters(world)
    deals = make_deals(world, masters)
    milestones, projects = make_milestones(world, masters, deals), make_projects(world, masters, deals)
    trade = make_trade(world, masters, deals, milestones, projects)
    same = rekeyed(masters, trade).trade
    for name in (one.name for one in fields(trade)):
        assert getattr(same, name).equals(getattr(trade, name)), name
    sales = (pl.col("side") == "sales") & (pl.col("kind") == "invoice") & pl.col("original_invoice_id").is_null()
    lone = trade.invoices.filter(sales & pl.col("sister_id").is_null())["id"]
    credited = trade.invoices["original_invoice_id"].drop_nulls()
    gone = lone.filter(~lone.is_in(credited.implode())).gather_every(7)
    keyed = rekeyed(masters, without_invoices(trade, gone))
    invoices = keyed.trade.invoices
    assert invoices["id"].to_list() == list(range(1, trade.invoices.height - len(gone) + 1))
    named = invoices.filter(pl.col("side") == "sales").with_columns(_head=pl.col("number").str.slice(0, 9))
    assert named["number"].n_unique() == named.height
    rising = pl.col("number").str.slice(-5).cast(pl.Int64).diff().over("_head")
    assert named.select((rising.fill_null(1) > 0).all()).item()
    before = trade.invoices.select("gross_amount", old="id")
    both = keyed.invoices.join(before, on="old").join(invoices, on="id")
    assert both.height == invoices.height and (both["gross_amount"] == both["gross_amount_right"]).all()
    sums = keyed.trade.invoice_lines.group_by("invoice_id").agg(pl.col("net_amount").sum())
    assert sums.join(invoices, left_on="invoice_id", right_on="id", how="inner").select(
        (pl.col("net_amount") == pl.col("net_amount_right")).all()
    ).item()  # fmt: skip
    bought = invoices.filter((pl.col("side") == "purchase") & pl.col("sister_id").is_not_null())
    mirrored = bought.join(invoices.select("number", sister_id="id"), on="sister_id")
    assert mirrored.height and (mirrored["their_number"] == mirrored["number_right"]).all()


def test_no_parameter_no_fault(planted: Callable[..., Planted]) -> None:
    none = {
        kind: {name: dict.fromkeys(given(kind)[name], 0) for name in ("faults", "lookalikes")} for kind in KINDS
    }  # fmt: skip
    empty = planted(0.02, 11, none)
    left = empty.truth.filter(pl.col("kind").is_in(KINDS) & (pl.col("variant") != "natural"))
    assert left.is_empty()
    assert empty.rows("oa", "contract_change").filter(pl.col("net_amount") == 0).is_empty()
    assert empty.rows("erp", "delivery", date(2027, 12, 1)).filter(pl.col("net_amount") < 0).is_empty()
    assert UNTIL in empty.versions["erp"]["delivery"].columns
