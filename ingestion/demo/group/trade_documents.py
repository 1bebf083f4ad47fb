"""What is invoiced: deliveries, services, stages and changes of contracts. When, by whom and how it is entered comes
after (trade_life)."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.trade_batches import Batch
from ingestion.demo.group.trade_tools import UNIT, document_days, on_duty, tax_of, working
from ingestion.demo.group.world import World

_STEP = 10**9
_HEAD = (
    "side", "kind", "company_id", "party_id", "contract_id", "milestone_id", "_order", "_delivery", "project_id",
    "employee_id", "department_id", "currency", "vat", "terms", "document_on", "retention_gross", "retention_due",
    "advance_gross", "is_retention", "is_sister", "subject", "_credits",
)  # fmt: skip
_LINE = ("_doc", "subject", "product_id", "_delivery_line", "quantity", "net_amount", "tax_amount")


@dataclass(frozen=True)
class Documents:
    """Invoices and credit notes on the way to their final keys.

    Attributes:
        heads: _doc, _HEAD; document_on and retention_due are day numbers, subject is what a purchase is debited to,
            _credits the stage's milestone_id that a credit note is for.
        lines: _LINE.
    """

    heads: pl.DataFrame
    lines: pl.DataFrame

    def those(self, rows: pl.Expr) -> "Documents":
        """Only some of them."""
        heads = self.heads.filter(rows)
        return Documents(heads, self.lines.join(heads.select("_doc"), on="_doc", how="semi", maintain_order="left"))


def make_documents(
    world: World, masters: Masters, every: Batch, stages: pl.DataFrame, changes: pl.DataFrame
) -> Documents:
    """Every document of third parties, and those of sisters on the seller's side."""
    sisters = masters.suppliers.filter(pl.col("own_company_id").is_not_null())["id"]
    theirs = (pl.col("side") == "purchase") & pl.col("party_id").is_in(sisters.implode())
    orders = every.orders.filter(~theirs).with_columns(
        is_sister=pl.col("flow") == "sister",
        subject=pl.when(pl.col("side") == "sales").then(pl.lit("revenue")).otherwise("subject"),
    )
    parts = [
        _of_deliveries(world, every, orders, stages),
        _of_services(world, orders.filter(~pl.col("is_goods") & pl.col("cancelled_on").is_null())),
        _of_stages(world, stages),
        _of_changes(changes),
    ]
    heads = pl.concat([_filled(one.heads, place) for place, one in enumerate(parts)], how="diagonal_relaxed")
    lines = pl.concat(
        [
            one.lines.with_columns(pl.col("_doc") + place * _STEP).select(
                pl.col(name) if name in one.lines.columns else pl.lit(None, pl.Int64).alias(name) for name in _LINE
            )
            for place, one in enumerate(parts)
        ],
        how="vertical_relaxed",
    )
    heads = heads.filter(pl.col("document_on") <= world.timeline.last)
    return Documents(
        on_duty(masters, heads, "document_on"), lines.filter(pl.col("_doc").is_in(heads["_doc"].implode()))
    )


def _of_deliveries(world: World, every: Batch, orders: pl.DataFrame, stages: pl.DataFrame) -> Documents:
    """One invoice for each delivery; a few sales are invoiced before; some bills differ from the order."""
    random, given = world.random("invoices_of_deliveries"), world.parameters["trade"]["invoicing"]
    staged = every.lines.filter(pl.col("milestone_id").is_not_null()).select("_line", "milestone_id")
    of_stage = every.delivery_lines.join(staged, on="_line", how="inner").select("_delivery", "milestone_id")
    kept = stages.select("milestone_id", "advance_gross", "retention_gross", "warranty_ends_on", _tax="tax_amount")
    heads = (
        every.deliveries.join(orders, on="_order", how="inner", maintain_order="left")
        .join(of_stage, on="_delivery", how="left", maintain_order="left")
        .join(kept, on="milestone_id", how="left", maintain_order="left")
        .with_columns(_doc=pl.int_range(pl.len()))
    )
    base, company = heads["delivered_on"].to_numpy(), heads["company_id"].to_numpy()
    sales = (heads["side"] == "sales").to_numpy()
    is_stage = heads["milestone_id"].is_not_null().to_numpy()
    days = {
        side: document_days(world, random, base, company, given["lag"][side], given["month_end"].get(side, 0.38))
        for side in ("sales", "purchase", "milestone")
    }
    document = np.where(is_stage, days["milestone"], np.where(sales, days["sales"], days["purchase"]))
    before = np.maximum(base - random.integers(1, 6, len(base)), heads["approved_on"].to_numpy())
    is_early = sales & ~is_stage & (random.random(len(base)) < given["early"])
    document = np.where(is_early, np.minimum(working(world, before, company), base), document)
    heads = heads.with_columns(
        document_on=pl.Series(document.astype(np.int32)), retention_due=pl.col("warranty_ends_on").to_physical()
    )
    lines = every.delivery_lines.join(
        heads.select("_doc", "_delivery", "vat", "side", "_tax", _debited="subject"),
        on="_delivery", how="inner", maintain_order="left",
    )  # fmt: skip
    purchase = pl.col("side") == "purchase"
    lines = lines.with_columns(
        # goods that were received stand in the accrual; their invoice takes them off it
        subject=pl.when(purchase).then(pl.lit("accrual")).otherwise(pl.lit("revenue")),
        tax_amount=pl.coalesce("_tax", pl.Series(tax_of(lines["net_amount"].to_numpy(), lines["vat"].to_numpy()))),
    )
    bills = heads.filter(purchase)
    wholes = lines.group_by("_doc").agg(_net=pl.col("net_amount").sum())
    bills = bills.join(wholes, on="_doc", how="left", maintain_order="left")
    differs = given["differs"]
    # what nobody planted stays within what anybody tolerates
    shares = np.clip(random.normal(0, differs["deviation"], bills.height), -differs["most"], differs["most"])
    off = np.rint(bills["_net"].to_numpy() * shares).astype(np.int64)
    off = np.where(random.random(bills.height) < differs["share"], off, 0)
    differences = bills.select(
        "_doc", subject=pl.when(pl.col("subject") == "stock").then(pl.lit("cost")).otherwise("subject"),
        net_amount=pl.Series(off), tax_amount=pl.Series(np.sign(off) * tax_of(np.abs(off), bills["vat"].to_numpy())),
    ).filter(pl.col("net_amount") != 0)  # fmt: skip
    return Documents(heads, pl.concat([lines, differences], how="diagonal_relaxed").sort("_doc", maintain_order=True))


def _of_services(world: World, orders: pl.DataFrame) -> Documents:
    """One invoice for each service, when it is done."""
    random, given = world.random("invoices_of_services"), world.parameters["trade"]["invoicing"]
    base, company = orders["last_on"].to_numpy(), orders["company_id"].to_numpy()
    sales = (orders["side"] == "sales").to_numpy()
    days = {
        side: document_days(world, random, base, company, given["lag"][side], given["month_end"][side])
        for side in ("sales", "purchase")
    }
    heads = orders.with_columns(
        _doc=pl.int_range(pl.len()), document_on=pl.Series(np.where(sales, days["sales"], days["purchase"]))
    )
    tax = tax_of(heads["value"].to_numpy(), heads["vat"].to_numpy())
    lines = heads.select("_doc", "subject", net_amount="value", quantity=pl.lit(UNIT)).with_columns(
        tax_amount=pl.Series(tax)
    )
    return Documents(heads, lines)


def _of_stages(world: World, stages: pl.DataFrame) -> Documents:
    """Stages of contracts but those that an order delivers; advances where they are invoiced."""
    random, given = world.random("invoices_of_stages"), world.parameters["trade"]["invoicing"]
    delivered = (pl.col("side") == "sales") & (pl.col("kind") == "delivery")
    unbilled = (pl.col("kind") == "advance") & ~pl.col("is_advance_invoiced")
    rows = stages.filter(~delivered & ~unbilled & (pl.col("happened_on") <= world.timeline.last))
    days = document_days(
        world, random, rows["happened_on"].to_numpy(), rows["company_id"].to_numpy(),
        given["lag"]["milestone"], given["month_end"]["sales"],
    )  # fmt: skip
    is_advance = pl.col("kind") == "advance"
    heads = rows.with_columns(
        _doc=pl.int_range(pl.len()),
        document_on=pl.Series(days),
        retention_due=pl.col("warranty_ends_on").to_physical(),
        is_retention=pl.col("kind") == "retention",
        # an invoiced advance is recovered by a line, not by settling
        _recovered=pl.col("is_advance_invoiced") & ~is_advance & (pl.col("advance_gross") > 0),
        subject=pl.when(is_advance).then(pl.lit("advance_received")).otherwise(_debited()),
        kind=pl.lit("invoice"),
    )
    worth = heads.select("_doc", "subject", "net_amount", "tax_amount", quantity=pl.lit(UNIT))
    recovered = heads.filter("_recovered").select(
        "_doc",
        subject=pl.lit("advance_received"),
        net_amount=-pl.col("advance_net"),
        tax_amount=-pl.col("advance_tax"),
    )
    heads = heads.with_columns(advance_gross=pl.when(pl.col("is_advance_invoiced")).then(0).otherwise("advance_gross"))
    return Documents(heads, pl.concat([worth, recovered], how="diagonal_relaxed").sort("_doc", maintain_order=True))


def _of_changes(changes: pl.DataFrame) -> Documents:
    """Changes of contracts: invoices of more, credit notes of less."""
    heads = changes.rename({"milestone_id": "_credits"}).with_columns(
        _doc=pl.int_range(pl.len()),
        kind=pl.when(pl.col("net_amount") < 0).then(pl.lit("credit_note")).otherwise(pl.lit("invoice")),
        subject=_debited(),
    )
    return Documents(
        heads, heads.select("_doc", "subject", pl.col("net_amount", "tax_amount").abs(), quantity=pl.lit(UNIT))
    )


def _debited() -> pl.Expr:
    """The account of a contract's invoice: revenue, or by what is bought."""
    bought = pl.col("business")
    return (
        pl.when(pl.col("side") == "sales")
        .then(pl.lit("revenue"))
        .when(bought == "equipment")
        .then(pl.lit("fixed_asset"))
        .when(bought == "service")
        .then(pl.lit("services"))
        .when(pl.col("project_id").is_not_null())
        .then(pl.lit("project_cost"))
        .otherwise(pl.lit("cost"))
    )


def _filled(heads: pl.DataFrame, place: int) -> pl.DataFrame:
    """With all columns of a head."""
    empty = {
        "kind": pl.lit("invoice"),
        "milestone_id": pl.lit(None, pl.Int64),
        "_order": pl.lit(None, pl.Int64),
        "_delivery": pl.lit(None, pl.Int64),
        "_credits": pl.lit(None, pl.Int64),
        "retention_due": pl.lit(None, pl.Int32),
        "retention_gross": pl.lit(0, pl.Int64),
        "advance_gross": pl.lit(0, pl.Int64),
        "is_retention": pl.lit(False),
        "is_sister": pl.lit(False),
    }
    given = heads.with_columns(value.alias(name) for name, value in empty.items() if name not in heads.columns)
    return given.select((pl.col("_doc") + place * _STEP).alias("_doc"), *_HEAD).with_columns(
        pl.col("retention_gross", "advance_gross").fill_null(0)
    )
