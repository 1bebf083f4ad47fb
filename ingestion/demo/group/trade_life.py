"""How documents are entered: late, back in time, as drafts; cancelled and made anew; credited; mirrored by sisters."""

import numpy as np
import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.trade_documents import Documents
from ingestion.demo.group.trade_sisters import MIRROR
from ingestion.demo.group.trade_tools import month_ends, on_duty, working
from ingestion.demo.group.world import World

_COPY, _TWIN, _CREDIT, _BOUGHT = (place * 10**11 for place in (1, 2, 3, 4))
"""What is added to a document's key for the one that replaces it, its deleted double, its credit note, its mirror."""


def live(world: World, masters: Masters, documents: Documents, orders: pl.DataFrame) -> Documents:
    """Documents with all that happens to them, and those that come of it.

    Returns:
        heads with, as day numbers, entered_on, posting_on, posted_on (null: never), deleted_on, cancelled_on, seen_on;
        and _original (_doc of the invoice that is credited or replaced), _sister (of the seller's document).
        Documents that would be entered behind the timeline's end are left out.
    """
    entered = _entered(world, masters, documents.heads)
    heads = pl.concat([entered, *_copies(world, entered)], how="vertical_relaxed")
    copied = heads.filter(pl.col("_doc") >= _COPY).select(_copy="_doc", _doc=pl.col("_doc") % _COPY)
    copies = (
        copied.join(documents.lines, on="_doc", how="inner", maintain_order="left")
        .drop("_doc")
        .rename({"_copy": "_doc"})
    )
    lines = pl.concat([documents.lines, copies.select(documents.lines.columns)], how="vertical_relaxed")
    credits = _credits(world, masters, entered, documents.lines)
    ours = Documents(
        pl.concat([heads, credits.heads], how="vertical_relaxed"),
        pl.concat([lines, credits.lines], how="vertical_relaxed"),
    ).those(pl.col("entered_on") <= world.timeline.last)
    theirs = _bought(world, masters, ours, orders)
    return Documents(
        pl.concat([ours.heads, theirs.heads], how="vertical_relaxed"),
        pl.concat([ours.lines, theirs.lines], how="vertical_relaxed"),
    ).those(pl.col("entered_on") <= world.timeline.last)


def _entered(world: World, masters: Masters, heads: pl.DataFrame) -> pl.DataFrame:
    random, given = world.random("invoices_entered"), world.parameters["trade"]["invoicing"]
    count, company, document = heads.height, heads["company_id"].to_numpy(), heads["document_on"].to_numpy()
    sales = (heads["side"] == "sales").to_numpy()
    least, most = given["arrives"]
    mail = np.where(sales, 0, random.integers(least, most + 1, count))
    back = random.random(count) < np.where(sales, given["back_dated"]["sales"], given["back_dated"]["purchase"])
    entered = working(world, document + mail + np.where(back, random.integers(1, 9, count), 0), company)
    posting = np.where(sales | back, np.minimum(document, entered), entered)
    # the books of last month stay open a few days
    day = (entered.astype("datetime64[D]") - entered.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64)
    ended = month_ends(world, entered, before=True)
    into_last = ~sales & (day < 6) & (document <= ended) & (random.random(count) < given["month_start"])
    posting = np.where(into_last, ended, posting)
    waits = np.where(random.random(count) < 0.75, random.integers(1, 4, count), random.integers(4, 13, count))
    waits = np.where(random.random(count) < given["posted_same_day"], 0, waits)
    posted = working(world, entered + waits, company)
    cancelled = working(world, posted + random.integers(4, 24, count), company)
    # what has goods behind it is credited, not cancelled, where another book or an accrual hangs on it
    plain = (heads["milestone_id"].is_null() & (heads["kind"] == "invoice")).to_numpy()
    plain &= heads["_delivery"].is_null().to_numpy() | (sales & ~heads["is_sister"].to_numpy())
    plain &= heads["contract_id"].is_null().to_numpy() | heads["_order"].is_not_null().to_numpy()
    falls = plain & (random.random(count) < given["cancelled"] * count / max(int(plain.sum()), 1))
    late = random.random(count) < given["seen_late"]
    of_stage = heads.filter(pl.col("milestone_id").is_not_null()).select(_credits="milestone_id", _original="_doc")
    return (
        heads.with_columns(
            entered_on=pl.Series(entered),
            posting_on=pl.Series(posting.astype(np.int32)),
            posted_on=pl.Series(posted),
            deleted_on=pl.lit(None, pl.Int32),
            cancelled_on=pl.when(pl.Series(falls)).then(pl.Series(cancelled)),
            seen_on=pl.when(pl.Series(late)).then(pl.Series((entered + random.integers(1, 4, count)).astype(np.int32))),
            _sister=pl.lit(None, pl.Int64),
        )
        .join(of_stage, on="_credits", how="left", maintain_order="left")
        .filter(pl.col("_credits").is_null() | pl.col("_original").is_not_null())
    )


def _copies(world: World, entered: pl.DataFrame) -> list[pl.DataFrame]:
    """Invoices in the place of cancelled ones, and drafts that were entered twice and deleted."""
    random, given = world.random("invoices_copied"), world.parameters["trade"]["invoicing"]
    again = entered.filter(pl.col("cancelled_on").is_not_null())
    day = working(
        world, again["cancelled_on"].to_numpy() + random.integers(0, 3, again.height), again["company_id"].to_numpy()
    )
    again = again.with_columns(
        _original="_doc",
        _doc=pl.col("_doc") + _COPY,
        document_on=pl.Series(day),
        entered_on=pl.Series(day),
        posting_on=pl.Series(day),
        posted_on=pl.Series(day),
        cancelled_on=pl.lit(None, pl.Int32),
        seen_on=pl.lit(None, pl.Int32),
    )
    chosen = random.random(entered.height) < given["deleted"]
    twins = entered.filter(pl.Series(chosen) & (pl.col("kind") == "invoice"))
    day = working(
        world, twins["entered_on"].to_numpy() + random.integers(0, 3, twins.height), twins["company_id"].to_numpy()
    )
    gone = working(world, day + random.integers(1, 11, twins.height), twins["company_id"].to_numpy())
    twins = twins.with_columns(
        _doc=pl.col("_doc") + _TWIN,
        entered_on=pl.Series(day),
        posted_on=pl.lit(None, pl.Int32),
        deleted_on=pl.Series(gone),
        cancelled_on=pl.lit(None, pl.Int32),
        seen_on=pl.lit(None, pl.Int32),
        advance_gross=pl.lit(0, pl.Int64),
    )
    return [again.select(entered.columns), twins.select(entered.columns)]


def _credits(world: World, masters: Masters, entered: pl.DataFrame, lines: pl.DataFrame) -> Documents:
    """Credit notes for a part of invoices that came of orders: prices, quantities, complaints."""
    random, given = world.random("credit_notes"), world.parameters["trade"]["invoicing"]["credited"]
    plain = entered.filter(
        pl.col("milestone_id").is_null() & pl.col("cancelled_on").is_null() & pl.col("_order").is_not_null()
    )
    chosen = random.random(plain.height) < np.where(
        (plain["side"] == "sales").to_numpy(), given["sales"], given["purchase"]
    )
    heads = plain.filter(pl.Series(chosen))
    count, company = heads.height, heads["company_id"].to_numpy()
    day = working(world, heads["posted_on"].to_numpy() + random.integers(5, 75, count), company)
    share = np.where(random.random(count) < 0.85, random.uniform(0.01, 0.2, count), random.uniform(0.3, 0.95, count))
    days = {name: pl.Series(day) for name in ("document_on", "entered_on", "posting_on", "posted_on")}
    rows = lines.join(
        heads.select("_doc", _share=pl.Series(share), _debited="subject"), on="_doc", how="inner", maintain_order="left"
    )
    rows = rows.filter(pl.col("net_amount") > 0).with_columns(
        (pl.col("_doc") + _CREDIT),
        subject=pl.when(pl.col("subject") == "accrual").then(_difference()).otherwise("subject"),
        _delivery_line=pl.lit(None, pl.Int64),
        quantity=pl.lit(None, pl.Int64),
        net_amount=(pl.col("net_amount") * pl.col("_share")).round().cast(pl.Int64).clip(1),
        tax_amount=(pl.col("tax_amount") * pl.col("_share")).round().cast(pl.Int64),
    )
    heads = heads.with_columns(
        _original="_doc",
        _doc=pl.col("_doc") + _CREDIT,
        kind=pl.lit("credit_note"),
        seen_on=pl.lit(None, pl.Int32),
        **days,
    )
    return Documents(on_duty(masters, heads.select(entered.columns), "document_on"), rows.select(lines.columns))


def _bought(world: World, masters: Masters, sold: Documents, orders: pl.DataFrame) -> Documents:
    """What the buying company of the group enters a few days after the selling one has posted it."""
    random = world.random("invoices_of_sisters")
    given = sold.those(pl.col("is_sister") & pl.col("posted_on").is_not_null())
    sellers = dict(masters.suppliers.drop_nulls("own_company_id").select("own_company_id", "id").iter_rows())
    buyers = orders.select("_order", "company_id", "project_id", "employee_id", "department_id", "subject")
    heads = (
        given.heads.with_columns(
            party_id=pl.col("company_id").replace_strict(sellers, return_dtype=pl.Int64),
            side=pl.lit("purchase"),
            _sister="_doc",
            _doc=pl.col("_doc") + _BOUGHT,
            _original=pl.col("_original") + _BOUGHT,
            _order=pl.col("_order") - MIRROR,
            _delivery=pl.col("_delivery") - MIRROR,
        )
        .drop("company_id", "project_id", "employee_id", "department_id", "subject")
        .join(buyers, on="_order", how="left", maintain_order="left")
    )
    company = heads["company_id"].to_numpy()
    entered = working(world, heads["posted_on"].to_numpy() + random.integers(1, 4, heads.height), company)
    undone = working(world, np.maximum(heads["cancelled_on"].fill_null(0).to_numpy(), entered) + 1, company)
    heads = heads.with_columns(
        entered_on=pl.Series(entered),
        posting_on=pl.Series(entered),
        posted_on=pl.Series(entered),
        seen_on=pl.lit(None, pl.Int32),
        cancelled_on=pl.when(pl.col("cancelled_on").is_not_null()).then(pl.Series(undone)),
    )
    kinds = heads.select(pl.col("_doc") - _BOUGHT, "kind", _debited="subject")
    lines = given.lines.join(kinds, on="_doc", how="left", maintain_order="left")
    goods = pl.col("_delivery_line").is_not_null() & (pl.col("kind") == "invoice")
    lines = lines.with_columns(
        _doc=pl.col("_doc") + _BOUGHT,
        _delivery_line=pl.col("_delivery_line") - MIRROR,
        subject=pl.when(goods).then(pl.lit("accrual")).otherwise(_difference()),
    )
    return Documents(
        on_duty(masters, heads, "entered_on").select(sold.heads.columns), lines.select(given.lines.columns)
    )


def _difference() -> pl.Expr:
    """Where a difference in price is debited: what lies in stock keeps its standard cost."""
    return pl.when(pl.col("_debited") == "stock").then(pl.lit("cost")).otherwise("_debited")
