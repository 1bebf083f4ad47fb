"""What the group trades: keys, sums, days in order, both books of sisters, stock, and the ERP's tables on every day."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from ingestion.demo.group import schema
from ingestion.demo.group.books_chart import ROLES, SUBJECTS, make_accounts
from ingestion.demo.group.deals import Deals, make_deals
from ingestion.demo.group.erp.schema_trade import MASTER_TABLES, TABLES, TRADE_TABLES
from ingestion.demo.group.erp.trade_tables import make_trade_tables
from ingestion.demo.group.masters import Masters, make_masters
from ingestion.demo.group.milestones import make_milestones
from ingestion.demo.group.projects import make_projects
from ingestion.demo.group.store import SqliteStore, fill
from ingestion.demo.group.timeline import Timeline
from ingestion.demo.group.trade import Trade, make_trade
from ingestion.demo.group.versions import moved, on_day
from ingestion.demo.group.world import World, parameters

GROUPS = [(date(2026, 11, 21), 7, 0.1), (date(2025, 3, 14), 11, 0.06)]
REFERENCES = {
    "order_lines": {"order_id": "orders"},
    "deliveries": {"order_id": "orders", "warehouse_id": "warehouses"},
    "delivery_lines": {"delivery_id": "deliveries", "order_line_id": "order_lines"},
    "invoices": {
        "order_id": "orders",
        "delivery_id": "deliveries",
        "original_invoice_id": "invoices",
        "sister_id": "invoices",
    },
    "invoice_lines": {"invoice_id": "invoices", "delivery_line_id": "delivery_lines"},
    "instalments": {"invoice_id": "invoices"},
    "advance_uses": {"advance_id": "advances", "invoice_id": "invoices"},
    "stock_moves": {"delivery_id": "deliveries", "warehouse_id": "warehouses"},
}
ACCOUNT = schema.Table("account", {"id": schema.key()})


@dataclass(frozen=True)
class Group:
    world: World
    masters: Masters
    deals: Deals
    milestones: pl.DataFrame
    projects: pl.DataFrame
    trade: Trade

    @property
    def businesses(self) -> dict[int, str]:
        return dict(self.masters.companies.select("id", "business").iter_rows())


def make(anchor: date, seed: int, scale: float) -> Group:
    world = World(Timeline(anchor), seed, scale, parameters())
    masters = make_masters(world)
    deals = make_deals(world, masters)
    milestones, projects = make_milestones(world, masters, deals), make_projects(world, masters, deals)
    return Group(world, masters, deals, milestones, projects, make_trade(world, masters, deals, milestones, projects))


made = cache(make)


@pytest.fixture(params=GROUPS, ids=str)
def group(request: pytest.FixtureRequest) -> Group:
    return made(*request.param)


@cache
def tables_of(anchor: date, seed: int, scale: float) -> dict[str, pl.DataFrame]:
    one = made(anchor, seed, scale)
    return make_trade_tables(one.world, one.masters, one.deals, one.projects, one.trade)


def entered(trade: Trade) -> pl.DataFrame:
    """Invoices that are posted at some time, negative where they credit."""
    sign = pl.when(pl.col("kind") == "credit_note").then(-1).otherwise(1)
    return trade.invoices.filter(pl.col("posted_on").is_not_null()).with_columns(
        (pl.col(name) * sign).alias(name) for name in ("net_amount", "gross_amount", "net_amount_company")
    )


def in_order(frame: pl.DataFrame, first: str, then: str) -> bool:
    return frame.filter(pl.col(first) > pl.col(then)).is_empty()


def adds_up(parents: pl.DataFrame, children: pl.DataFrame, key: str, *names: str) -> bool:
    totals = children.group_by(key).agg(pl.col(*names).sum())
    joined = parents.join(totals, left_on="id", right_on=key, how="left", suffix="_of_parts")
    return joined.filter(pl.any_horizontal(pl.col(name) != pl.col(f"{name}_of_parts") for name in names)).is_empty()


def test_the_same_arguments_make_the_same_trade() -> None:
    anchor, seed, scale = GROUPS[1]
    one, other, else_ = (make(anchor, number, scale).trade for number in (seed, seed, seed + 1))
    assert all(getattr(one, field.name).equals(getattr(other, field.name)) for field in fields(Trade))
    assert not one.invoices.equals(else_.invoices)


def test_keys_are_unique_and_references_resolve(group: Group) -> None:
    trade = group.trade
    for field in fields(Trade):
        frame = getattr(trade, field.name)
        if "id" in frame.columns:
            assert frame["id"].to_list() == list(range(1, frame.height + 1)), field.name
    for name, columns in REFERENCES.items():
        for column, other in columns.items():
            keys = getattr(trade, name)[column].drop_nulls()
            assert keys.is_in(getattr(trade, other)["id"].implode()).all(), (name, column)
    for frame in (trade.orders, trade.deliveries, trade.invoices):
        assert frame["number"].is_unique().all()
        parties = {"sales": group.masters.customers, "purchase": group.masters.suppliers}
        for side, known in parties.items():
            assert frame.filter(pl.col("side") == side)["party_id"].is_in(known["id"].implode()).all()
    assert trade.orders["contract_id"].drop_nulls().is_in(group.deals.contracts["id"].implode()).all()
    assert trade.invoices["project_id"].drop_nulls().is_in(group.projects["id"].implode()).all()
    electronic = trade.invoices.filter(pl.col("einvoice_number").is_not_null())
    assert electronic["einvoice_number"].str.len_chars().eq(20).all()
    assert electronic.filter(pl.col("sister_id").is_null())["einvoice_number"].is_unique().all()
    assert trade.invoice_lines["subject"].is_in([*ROLES, *SUBJECTS]).all()


def test_parts_add_up_to_wholes(group: Group) -> None:
    trade = group.trade
    assert adds_up(trade.orders, trade.order_lines, "order_id", "net_amount")
    assert adds_up(trade.deliveries, trade.delivery_lines, "delivery_id", "net_amount", "cost_amount")
    lines = trade.invoice_lines
    assert adds_up(trade.invoices, lines, "invoice_id", "net_amount", "tax_amount", "net_amount_company")
    assert adds_up(trade.invoices, trade.instalments, "invoice_id", "gross_amount")
    for suffix in ("", "_company"):
        parts = trade.invoices[f"net_amount{suffix}"] + trade.invoices[f"tax_amount{suffix}"]
        assert trade.invoices[f"gross_amount{suffix}"].equals(parts)
    assert trade.invoices["gross_amount"].min() > 0  # type: ignore[operator]
    assert trade.instalments["gross_amount"].min() > 0  # type: ignore[operator]
    come = trade.delivery_lines.group_by("order_line_id").agg(pl.col("quantity", "net_amount").sum())
    compared = come.join(trade.order_lines, left_on="order_line_id", right_on="id", suffix="_ordered")
    assert compared.filter(
        (pl.col("quantity") > pl.col("quantity_ordered")) | (pl.col("net_amount") > pl.col("net_amount_ordered"))
    ).is_empty()


def test_contracts_are_billed_to_what_was_signed(group: Group) -> None:
    """Those all of whose milestones lie well before the timeline's end."""
    last = group.world.timeline.end - timedelta(days=150)
    over = group.milestones.group_by("contract_id").agg(
        pl.col("happened_on").filter(pl.col("kind") != "retention").max()
    )
    contracts = over.filter(pl.col("happened_on") < last).join(
        group.deals.contracts.filter(~(pl.col("buying_kind") == "equipment").fill_null(False)),
        left_on="contract_id",
        right_on="id",
    )
    billed = entered(group.trade).filter(
        pl.col("milestone_id").is_not_null() & pl.col("cancelled_on").is_null() & (pl.col("kind") == "invoice")
    )
    totals = billed.group_by("contract_id").agg(pl.col("gross_amount", "net_amount").sum())
    compared = contracts.join(totals, on="contract_id", how="left", suffix="_billed")
    assert compared.height > 20
    assert compared.filter(
        (pl.col("gross_amount") != pl.col("gross_amount_billed"))
        | (pl.col("net_amount") != pl.col("net_amount_billed"))
    ).is_empty()


def test_advances_are_used_up_by_later_invoices(group: Group) -> None:
    trade = group.trade
    used = trade.advance_uses.group_by("advance_id").agg(_used=pl.col("gross_amount").sum())
    compared = trade.advances.join(used, left_on="id", right_on="advance_id")
    assert compared.filter(pl.col("_used") > pl.col("gross_amount")).is_empty()
    assert compared.filter(pl.col("_used") == pl.col("gross_amount")).height > 5
    normal = trade.instalments.filter(pl.col("kind") == "normal").select("invoice_id", _normal="gross_amount")
    part = trade.advance_uses.join(normal, on="invoice_id")
    assert part.height == trade.advance_uses.height
    assert part.filter(pl.col("gross_amount") > pl.col("_normal")).is_empty()


def test_days_are_in_order(group: Group) -> None:
    trade = group.trade
    orders, invoices = trade.orders, trade.invoices
    for then in ("promised_on", "approved_on", "closed_on", "cancelled_on"):
        assert in_order(orders, "ordered_on", then), then
    assert orders.filter(pl.col("closed_on").is_not_null() & pl.col("cancelled_on").is_not_null()).is_empty()
    delivered = trade.deliveries.join(
        orders.select("id", "ordered_on", "cancelled_on"), left_on="order_id", right_on="id"
    )
    assert in_order(delivered, "ordered_on", "delivered_on")
    assert delivered["cancelled_on"].null_count() == delivered.height
    for first, then in (
        ("document_date", "entered_on"),
        ("document_date", "posting_date"),
        ("posting_date", "entered_on"),
        ("entered_on", "posted_on"),
        ("entered_on", "deleted_on"),
        ("entered_on", "seen_on"),
        ("posted_on", "cancelled_on"),
        ("document_date", "due_date"),
    ):
        assert in_order(invoices, first, then), (first, then)
    assert invoices.filter(pl.col("posted_on").is_null() != pl.col("deleted_on").is_not_null()).is_empty()
    credited = invoices.join(invoices, left_on="original_invoice_id", right_on="id", suffix="_first")
    assert in_order(credited, "posted_on_first", "entered_on")
    assert in_order(credited, "cancelled_on_first", "entered_on")
    bills = invoices.filter(pl.col("sister_id").is_null() & (pl.col("side") == "purchase"))
    received = bills.join(trade.deliveries, left_on="delivery_id", right_on="id", suffix="_delivery")
    assert in_order(received, "delivered_on", "posting_date")
    assert invoices["entered_on"].max() <= group.world.timeline.end  # type: ignore[operator]


def test_both_books_of_sisters_agree(group: Group) -> None:
    invoices = group.trade.invoices
    own = {
        "sales": group.masters.customers.drop_nulls("own_company_id").select("own_company_id", party_id="id"),
        "purchase": group.masters.suppliers.drop_nulls("own_company_id").select("own_company_id", party_id="id"),
    }
    sold, bought = (
        invoices.filter(pl.col("side") == side).join(parties, on="party_id") for side, parties in own.items()
    )
    both = bought.join(sold, left_on="sister_id", right_on="id", suffix="_sold")
    assert both.height == bought.height > 50
    for name in ("kind", "currency", "net_amount", "tax_amount", "gross_amount", "document_date", "einvoice_number"):
        assert both[name].eq_missing(both[f"{name}_sold"]).all(), name
    assert (both["company_id"] == both["own_company_id_sold"]).all()
    assert (both["own_company_id"] == both["company_id_sold"]).all()
    assert (both["their_number"] == both["number_sold"]).all()
    assert in_order(both, "posted_on_sold", "entered_on")
    assert (both["entered_on"] - both["posted_on_sold"]).max() <= timedelta(days=15)  # type: ignore[operator]
    # the last days' are not entered yet
    missing = sold.filter(pl.col("posted_on").is_not_null() & pl.col("sister_id").is_null())
    assert missing.is_empty() or missing["posted_on"].min() > group.world.timeline.end - timedelta(days=16)  # type: ignore[operator]
    pairs = set(bought.select("own_company_id", "company_id").unique().iter_rows())
    by = {business: company for company, business in group.businesses.items()}
    assert {(by["equipment"], by["overseas"]), (by["equipment"], by["engineering"])} <= pairs
    assert {(by["consulting"], by["engineering"]), (by["property"], by["trading"])} <= pairs


def test_stock_never_runs_out_and_keeps_its_cost(group: Group) -> None:
    moves = group.trade.stock_moves
    place = ("company_id", "product_id", "warehouse_id")
    assert moves.with_columns(_left=pl.col("quantity").cum_sum().over(place))["_left"].min() >= 0  # type: ignore[operator]
    assert moves.filter(pl.col("quantity").sign() != pl.col("cost_amount").sign()).is_empty()
    delivered = moves.drop_nulls("delivery_id").group_by("delivery_id").agg(_cost=pl.col("cost_amount").sum().abs())
    stocked = group.trade.deliveries.filter(pl.col("cost_amount") > 0)
    compared = stocked.join(delivered, left_on="id", right_on="delivery_id", how="left")
    assert compared["_cost"].equals(compared["cost_amount"].rename("_cost"))
    assert stocked["warehouse_id"].null_count() == 0
    left = moves.group_by(place).agg(pl.col("quantity", "cost_amount").sum())
    # what is made to a contract leaves at the cost at which it came
    assert left.filter((pl.col("quantity") == 0) & (pl.col("cost_amount").abs() > 50)).is_empty()


def test_received_goods_are_accrued_until_their_bill(group: Group) -> None:
    trade = group.trade
    posted = trade.invoices.filter(pl.col("posted_on").is_not_null() & (pl.col("kind") == "invoice"))
    lines = trade.invoice_lines.filter(pl.col("subject") == "accrual").join(posted, left_on="invoice_id", right_on="id")
    billed = lines.group_by("delivery_id").agg(
        _billed=pl.col("net_amount_company").sum(), _on=pl.col("posting_date").min()
    )
    receipts = trade.deliveries.filter(pl.col("side") == "purchase").join(
        billed, left_on="id", right_on="delivery_id", how="left"
    )
    done = receipts.drop_nulls("_billed")
    assert (done["_billed"] == done["net_amount_company"]).all()
    assert receipts["_on"].eq_missing(receipts["accrual_reversed_on"]).all()
    anchor = group.world.timeline.anchor
    open_ = receipts.filter(
        (pl.col("delivered_on") <= anchor)
        & (pl.col("accrual_reversed_on").is_null() | (pl.col("accrual_reversed_on") > anchor))
    )
    assert 3 < open_.height < receipts.height * 0.1


def test_margins_are_those_of_the_business(group: Group) -> None:
    sold = group.trade.deliveries.filter((pl.col("side") == "sales") & (pl.col("cost_amount") > 0))
    sums = sold.group_by("company_id").agg(pl.col("net_amount_company", "cost_amount").sum())
    margins = {
        group.businesses[company]: 1 - cost / net
        for company, net, cost in sums.select("company_id", "net_amount_company", "cost_amount").iter_rows()
    }
    assert 0.05 < margins["trading"] < 0.11
    assert 0.18 < margins["equipment"] < 0.32
    assert 0.08 < margins["overseas"] < 0.25


def test_volumes_and_habits_are_plausible(group: Group) -> None:
    anchor, scale = group.world.timeline.anchor, group.world.scale
    years = (anchor - group.world.timeline.start).days / 365.25
    past = entered(group.trade).filter(pl.col("entered_on") <= anchor)
    assert 6000 < past.height / scale / years < 11_000
    sales = past.filter((pl.col("side") == "sales") & (pl.col("kind") == "invoice"))
    assert 0.45 < sales.height / past.height < 0.65
    digits = past["gross_amount"].abs().cast(pl.String).str.slice(0, 1).value_counts(normalize=True)
    shares = dict(digits.iter_rows())
    assert 0.24 < shares["1"] < 0.36
    assert 0.03 < shares["9"] < 0.07
    assert 0.28 < (past["document_date"].dt.day() >= 27).mean() < 0.55  # type: ignore[operator]
    whole_years = sales.filter(pl.col("document_date").dt.year() < anchor.year)
    by_month = whole_years.group_by(pl.col("document_date").dt.month().alias("month")).len().sort("month")["len"]
    assert by_month[1] < by_month.mean()
    every = group.trade.invoices
    assert 0.02 < (every["posting_date"] < every["entered_on"]).mean() < 0.15  # type: ignore[operator]
    assert 0.001 < every["seen_on"].is_not_null().mean() < 0.012  # type: ignore[operator]
    assert 0.004 < every["deleted_on"].is_not_null().mean() < 0.02  # type: ignore[operator]
    assert 0.002 < every["cancelled_on"].is_not_null().mean() < 0.015  # type: ignore[operator]
    assert 0.008 < (every["kind"] == "credit_note").mean() < 0.04  # type: ignore[operator]
    top = sales.group_by("party_id").agg(pl.col("net_amount_company").sum()).sort("net_amount_company", descending=True)
    fifth = top["net_amount_company"].head(max(top.height // 5, 1)).sum()
    assert 2 * fifth > top["net_amount_company"].sum()
    early = sales.join(group.trade.deliveries, left_on="delivery_id", right_on="id", suffix="_delivery")
    assert 0 < (early["document_date"] < early["delivered_on"]).mean() < 0.04  # type: ignore[operator]
    waiting = group.trade.deliveries.filter((pl.col("side") == "sales") & (pl.col("delivered_on") <= anchor))
    billed = sales.select("delivery_id").drop_nulls()
    assert waiting.join(billed, left_on="id", right_on="delivery_id", how="anti").height > 2


@pytest.mark.parametrize("days", [0, 400, 1, 399])
@pytest.mark.parametrize("arguments", GROUPS, ids=str)
def test_the_tables_of_a_day_resolve(arguments: tuple[date, int, float], days: int, tmp_path: Path) -> None:
    """Days after the beginning and about the anchor."""
    one = made(*arguments)
    timeline = one.world.timeline
    day = timeline.start + timedelta(days=days) if days in (0, 400) else timeline.anchor + timedelta(days=days)
    frames = {name: on_day(frame, pl.lit(day)) for name, frame in tables_of(*arguments).items()}
    frames["account"] = make_accounts(one.masters).select("id")
    tables = [*MASTER_TABLES, ACCOUNT, *TRADE_TABLES]
    for table in TABLES:
        for name, column in table.columns.items():
            assert column.is_nullable or frames[table.name][name].null_count() == 0, (table.name, name)
    with SqliteStore.replacing(tmp_path / "erp.sqlite") as store:
        fill(store, tables, frames)
    with closing(sqlite3.connect(tmp_path / "erp.sqlite")) as connection:
        assert connection.execute("pragma foreign_key_check").fetchall() == []
        posted = connection.execute("select count(*) from sales_invoice where status = 'posted'").fetchone()[0]
    assert posted > 5 or days == 0


def test_statuses_are_those_of_the_day() -> None:
    one, tables = made(*GROUPS[0]), tables_of(*GROUPS[0])
    day = one.world.timeline.anchor
    invoices = pl.concat(
        [
            on_day(tables[name], pl.lit(day)).select("status", "created_at", "updated_at", "cancelled_on", "id")
            for name in ("sales_invoice", "purchase_invoice")
        ]
    )
    assert set(invoices["status"]) == {"draft", "posted", "cancelled"}
    assert ((invoices["status"] == "cancelled") == invoices["cancelled_on"].is_not_null()).all()
    assert (invoices["created_at"] <= invoices["updated_at"]).all()
    assert invoices["updated_at"].max().date() <= day  # type: ignore[union-attr]
    known = one.trade.invoices.filter((pl.col("posted_on") <= day) & (pl.col("cancelled_on").fill_null(day) >= day))
    posted = invoices.filter(pl.col("status") == "posted")["id"]
    assert posted.is_in(known["id"].implode()).all()
    receipts = on_day(tables["goods_receipt"], pl.lit(day))
    assert receipts.filter(pl.col("is_accrued") & pl.col("accrual_reversed_on").is_not_null()).is_empty()
    assert 0 < receipts["is_accrued"].sum() < receipts.height // 4
    typed = on_day(tables["sales_invoice"], pl.lit(day))["contract_number"].drop_nulls()
    exact = typed.is_in(one.deals.contracts["number"].implode()).mean()
    assert 0.6 < exact < 1.0  # type: ignore[operator]


def test_time_moves_in_steps_as_in_one() -> None:
    one, tables = made(*GROUPS[1]), tables_of(*GROUPS[1])
    anchor = one.world.timeline.anchor
    days = [anchor, anchor + timedelta(days=3), anchor + timedelta(days=30)]
    for name, table in tables.items():
        key = table.columns[0]
        held = on_day(table, pl.lit(days[0]))
        for before, after in zip(days, days[1:], strict=False):
            goes, comes = moved(table, pl.lit(before), pl.lit(after))
            held = pl.concat([held.join(goes, on=key, how="anti"), comes])
        assert held.sort(key).equals(on_day(table, pl.lit(days[-1])).sort(key)), name
    come = [moved(frame, pl.lit(days[0]), pl.lit(days[-1]))[1] for frame in tables.values() if "created_at" in frame]
    assert sum(frame.height for frame in come) > 50
    assert sum(frame.filter(pl.col("created_at").dt.date() <= anchor).height for frame in come) > 5
