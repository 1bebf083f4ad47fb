"""Sales of December that are credited in January: for nothing, for goods that came back, or to be invoiced anew."""

from dataclasses import replace

import polars as pl

from ingestion.demo.faults.ground import Ground
from ingestion.demo.faults.receivables_tools import INVOICES, working_days
from ingestion.demo.faults.records import Records
from ingestion.demo.faults.trade_keys import PLACED
from ingestion.demo.group.trade import Trade
from ingestion.demo.group.trade_tools import on_duty

CREDITED = "receivables credited"
"""Left for the ERP: invoice_id of those that nobody disputes, and of those that came back."""
_NAME = "december_sale"
_WHY = {
    "whole": "Sold in December and credited whole in January; the goods stayed where they are, and nobody disputed it.",
    "in_parts": "Sold in December and credited whole by two notes in January; the goods stayed where they are.",
    "real_return": "Sold in December and credited in January, when the goods came back into stock.",
    "made_anew": "Invoiced in December, cancelled in January and invoiced anew within days.",
}


def plant_december(ground: Ground, trade: Trade, free: pl.DataFrame, records: Records) -> Trade:
    """Credit notes, returned goods, invoices made anew."""
    candidates = _candidates(ground, trade, free)
    picked = {
        variant: ground.pick(
            _NAME, variant, candidates, table=INVOICES, day="_january", key="invoice_id",
            lookalike=variant in ("real_return", "made_anew"),
        )
        for variant in _WHY
    }  # fmt: skip
    ground.left[CREDITED] = pl.concat(
        [rows.select("invoice_id", "fault", variant=pl.lit(variant)) for variant, rows in picked.items()]
    )
    given, random = ground.given[_NAME], ground.random(_NAME)
    halves = picked["in_parts"]
    share = pl.Series(random.uniform(0.35, 0.65, halves.height))
    gap = pl.Series(random.integers(given["parts_days"][0], given["parts_days"][1] + 1, halves.height))
    # the first of both is of January too
    new_year = pl.date(pl.col("_january").dt.year(), 1, 2)
    first = working_days(
        ground,
        halves.select(pl.max_horizontal(pl.col("_january") - pl.duration(days=pl.lit(gap)), new_year)).to_series(),
    )
    plans = [
        picked["whole"].select("invoice_id", _on="_january", _from=0.0, _to=1.0),
        halves.select("invoice_id", _on=pl.min_horizontal(first, "_january"), _from=0.0, _to=share),
        halves.select("invoice_id", _on="_january", _from=share, _to=1.0),
        picked["real_return"].select("invoice_id", _on="_january", _from=0.0, _to=1.0),
    ]
    trade, returned = _returned(ground, trade, picked["real_return"])
    trade, notes = _credited(ground, trade, pl.concat(plans), returned)
    trade, copies = _made_anew(trade, picked["made_anew"])
    for variant, rows in picked.items():
        lookalike = variant in ("real_return", "made_anew")
        rows = rows.with_columns(happened_on="_january", seen_on="_january")
        records.note(_NAME, variant, "sales_invoice", rows, _WHY[variant], key="invoice_id", lookalike=lookalike)
        came = copies if variant == "made_anew" else notes
        new = rows.select("fault", "invoice_id", "happened_on", "seen_on", "currency", "amount").join(
            came, on="invoice_id", how="inner", maintain_order="left"
        )
        records.note(_NAME, variant, "sales_invoice", new, _WHY[variant], key="_new", lookalike=lookalike)
    back = picked["real_return"].join(returned, on="invoice_id", how="inner", maintain_order="left")
    back = back.with_columns(happened_on="_january", seen_on="_january")
    records.beside(_NAME, "real_return", "delivery", back, _WHY["real_return"], key="_return", lookalike=True)
    return trade


def _candidates(ground: Ground, trade: Trade, free: pl.DataFrame) -> pl.DataFrame:
    """Invoices of goods that left stock, of the last weeks of a December; _january: when they could be credited."""
    given = ground.given[_NAME]
    goods = trade.deliveries.filter(pl.col("warehouse_id").is_not_null()).select("delivered_on", delivery_id="id")
    rows = free.filter(pl.col("milestone_id").is_null()).join(
        goods, on="delivery_id", how="inner", maintain_order="left"
    )
    day = pl.col("posting_date")
    # what was chosen for another fault, or is no more, is no candidate
    there = trade.invoices.select(invoice_id="id")
    rows = rows.join(there, on="invoice_id", how="semi", maintain_order="left").filter(
        (day.dt.month() == 12) & (day.dt.day() >= given["december_from"])
        & (pl.col("posted_on").dt.year() == day.dt.year()) & (pl.col("delivered_on").dt.year() == day.dt.year())
        & (pl.col("delivered_on") <= day)
    )  # fmt: skip
    january = ground.random(f"{_NAME} day").integers(6, max(given["january_until"], 6) + 1, rows.height)
    rows = rows.with_columns(_year=day.dt.year() + 1, _day=pl.Series(january))
    days = working_days(ground, rows.select(pl.date("_year", 1, pl.col("_day")).alias("_january"))["_january"])
    rows = rows.with_columns(days)
    return rows.filter(pl.col("_january").dt.month() == 1)


def _credited(ground: Ground, trade: Trade, plans: pl.DataFrame, returned: pl.DataFrame) -> tuple[Trade, pl.DataFrame]:
    """With credit notes over parts (_from, _to: shares) of invoices on days (_on).

    Returns:
        trade; invoice_id and _new, the credit notes' keys.
    """
    first = int(trade.invoices["id"].max() or 0) + 1  # type: ignore[arg-type]
    plans = plans.with_columns(_new=first + pl.int_range(pl.len()).cast(pl.Int64))
    rows = trade.invoice_lines.join(plans.drop("_on"), on="invoice_id", how="inner", maintain_order="left")

    def part(name: str) -> pl.Expr:
        return ((pl.col(name) * pl.col("_to")).round() - (pl.col(name) * pl.col("_from")).round()).cast(pl.Int64)

    lines = rows.with_columns(
        part("net_amount"), part("tax_amount"), part("net_amount_company"),
        invoice_id="_new", delivery_line_id=pl.lit(None, pl.Int64), quantity=pl.lit(None, pl.Int64),
    )  # fmt: skip
    sums = lines.group_by(pl.col("invoice_id").alias("_new")).agg(pl.col("net_amount", "tax_amount").sum())
    goods = returned.select("invoice_id", "_return")
    heads = (
        plans.join(
            trade.invoices.drop("net_amount", "tax_amount").rename({"id": "invoice_id"}),
            on="invoice_id",
            maintain_order="left",
        )
        .join(sums, on="_new", maintain_order="left")
        .join(goods, on="invoice_id", how="left", maintain_order="left")
    )
    gross = pl.col("net_amount") + pl.col("tax_amount")
    dated = dict.fromkeys(("document_date", "entered_on", "posting_date", "posted_on", "due_date"), "_on")
    heads = heads.with_columns(
        **{name: pl.col(day) for name, day in dated.items()},
        id=pl.col("_new"), kind=pl.lit("credit_note"), original_invoice_id=pl.col("invoice_id"),
        delivery_id=pl.coalesce("_return", "delivery_id"), gross_amount=gross, gross_amount_company=gross,
        net_amount_company="net_amount", tax_amount_company="tax_amount", einvoice_number=_electronic("_on", "_new"),
    )  # fmt: skip
    heads = on_duty(ground.chains.masters, heads, "document_date")
    return _added(trade, heads, lines), plans.select("invoice_id", "_new")


def _made_anew(trade: Trade, picked: pl.DataFrame) -> tuple[Trade, pl.DataFrame]:
    """Invoices that are cancelled, and replaced on that day."""
    first = int(trade.invoices["id"].max() or 0) + 1  # type: ignore[arg-type]
    plans = picked.select("invoice_id", _on="_january").with_columns(_new=first + pl.int_range(pl.len()).cast(pl.Int64))
    lines = trade.invoice_lines.join(plans.drop("_on"), on="invoice_id", how="inner", maintain_order="left")
    heads = plans.join(trade.invoices.rename({"id": "invoice_id"}), on="invoice_id", maintain_order="left")
    heads = heads.with_columns(
        due_date=pl.col("_on") + (pl.col("due_date") - pl.col("document_date")),
        **{name: pl.col("_on") for name in ("document_date", "entered_on", "posting_date", "posted_on")},
        id=pl.col("_new"), original_invoice_id=pl.col("invoice_id"), einvoice_number=_electronic("_on", "_new"),
    )  # fmt: skip
    cancelled = trade.invoices.join(
        plans.select(id="invoice_id", _on="_on"), on="id", how="left", maintain_order="left"
    )
    cancelled = cancelled.with_columns(cancelled_on=pl.coalesce("_on", "cancelled_on")).drop("_on")
    trade = replace(trade, invoices=cancelled)
    return _added(trade, heads, lines.with_columns(invoice_id="_new")), plans.select("invoice_id", "_new")


def _returned(ground: Ground, trade: Trade, picked: pl.DataFrame) -> tuple[Trade, pl.DataFrame]:
    """Goods that come back: a delivery of less than nothing, into the warehouse that they had left.

    Returns:
        trade; invoice_id and _return, the delivery's key.
    """
    first = [int(frame["id"].max() or 0) + 1 for frame in (trade.deliveries, trade.delivery_lines, trade.stock_moves)]  # type: ignore[arg-type]
    back = picked.select(
        "invoice_id", "delivery_id", "_january", _return=first[0] + pl.int_range(pl.len()).cast(pl.Int64)
    )
    lag = pl.Series(ground.random(f"{_NAME} return").integers(1, 4, back.height))
    # they come back in January too, some days before the credit note
    days = working_days(ground, back.select(pl.col("_january") - pl.duration(days=pl.lit(lag))).to_series())
    back = back.with_columns(_on=pl.min_horizontal(days, "_january"))
    heads = back.join(trade.deliveries.rename({"id": "delivery_id"}), on="delivery_id", maintain_order="left")
    opposite = [-pl.col(name) for name in ("net_amount", "net_amount_company", "cost_amount")]
    heads = heads.with_columns(*opposite, id=pl.col("_return"), delivered_on=pl.col("_on"))
    heads = heads.with_columns(pl.col("_on").alias(PLACED))
    keys = back.select("delivery_id", "_return", "_on")
    lines = trade.delivery_lines.join(keys, on="delivery_id", how="inner", maintain_order="left").with_columns(
        *(-pl.col(name) for name in ("quantity", "net_amount", "cost_amount")),
        id=first[1] + pl.int_range(pl.len()).cast(pl.Int64), delivery_id="_return",
    )  # fmt: skip
    moves = trade.stock_moves.filter(pl.col("kind") == "sale").join(
        keys, on="delivery_id", how="inner", maintain_order="left"
    )
    moves = moves.with_columns(
        -pl.col("quantity"), -pl.col("cost_amount"), moved_on="_on", delivery_id="_return",
        id=first[2] + pl.int_range(pl.len()).cast(pl.Int64),
    )  # fmt: skip
    columns = trade.deliveries.columns
    return replace(
        trade,
        deliveries=pl.concat([trade.deliveries, heads.select(columns)], how="vertical_relaxed"),
        delivery_lines=_under(trade.delivery_lines, lines),
        stock_moves=_under(trade.stock_moves, moves),
    ), back.select("invoice_id", "_return")


def _electronic(day: str, key: str) -> pl.Expr:
    """The number of a new electronic invoice of the same seller, if it has any."""
    number = pl.concat_str(
        pl.col(day).dt.to_string("%y"),
        pl.col("einvoice_number").str.slice(2, 10),
        (pl.col(key) * 7919 % 100_000_007).cast(pl.String).str.zfill(8),
    )
    return pl.when(pl.col("einvoice_number").is_not_null()).then(number)


def _added(trade: Trade, heads: pl.DataFrame, lines: pl.DataFrame) -> Trade:
    """With further invoices, and one instalment for each."""
    items = heads.select(
        id=pl.int_range(pl.len()) + int(trade.instalments["id"].max() or 0) + 1,  # type: ignore[arg-type]
        invoice_id="id", sequence=pl.lit(1), kind=pl.lit("normal"), due_date="due_date", gross_amount="gross_amount",
    )  # fmt: skip
    return replace(
        trade,
        invoices=_under(trade.invoices, heads),
        invoice_lines=_under(trade.invoice_lines, lines),
        instalments=_under(trade.instalments, items),
    )


def _under(rows: pl.DataFrame, more: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([rows, more.select(pl.col(name).cast(kind) for name, kind in rows.schema.items())])
