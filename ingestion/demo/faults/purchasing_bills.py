"""Suppliers' bills: above the order's price, and such that do not reverse what was accrued for their goods."""

from dataclasses import replace

import numpy as np
import polars as pl

from ingestion.demo.faults.draws import real
from ingestion.demo.faults.ground import CONTEXT, Ground
from ingestion.demo.group.trade import Trade
from ingestion.demo.group.trade_tools import tax_of
from ingestion.demo.group.versions import FROM, UNTIL
from ingestion.demo.group.world import RATE_UNIT

ABOVE, ACCRUAL, CHANGES = "above_order_price", "accrual_not_reversed", "contract changes"


def bills_exceed_orders(ground: Ground, trade: Trade) -> Trade:
    """Bills of receipts and services above their order's price; and such as a change of a contract's prices allows."""
    given, free = ground.given[ABOVE], _plain_bills(trade)
    goods = free.filter(pl.col("delivery_id").is_not_null() & ~pl.col("differs"))
    services = free.filter(pl.col("delivery_id").is_null() & pl.col("contract_id").is_null())
    parts = [
        _bills(ground, "goods", goods.filter(pl.col("contract_id").is_null()), given["above"]),
        _bills(ground, "service", services, given["above"]),
        _creeping(ground, goods.filter(pl.col("contract_id").is_null())),
        _indexed(ground, goods),
    ]
    small = free.filter("differs").with_columns(amount="off")
    small = ground.pick(ABOVE, "rounding", small, table="purchase_invoice", day="seen_on", lookalike=True)
    ground.tell(
        ABOVE, "rounding", "purchase_invoice", small,
        "It differs from the order by less than the tolerance of 5 %.", lookalike=True,
    )  # fmt: skip
    return raised(trade, pl.concat(parts))


def receipts_stay_accrued(ground: Ground, trade: Trade) -> Trade:
    """Bills whose goods are debited to cost again; what was accrued for them stays."""
    own = pl.col("is_direct") & ~pl.col("differs") & (pl.col("delivered_on") < pl.col("posting_date"))
    free = _plain_bills(trade).filter(own & pl.col("delivery_id").is_not_null())
    free = free.with_columns(invoice_id="id", id="delivery_id", seen_on="posted_on")
    chosen = []
    for variant in ("linked", "unlinked"):
        found = ground.pick(ACCRUAL, variant, free, table="goods_receipt", day="posted_on")
        ground.take("purchase_invoice", found["invoice_id"])
        chosen.append(found.with_columns(amount="net_amount", variant=pl.lit(variant)))
        why = "The invoice of these goods is posted and debited to cost, but the receipt is still accrued."
        ground.tell(ACCRUAL, variant, "goods_receipt", chosen[-1], why)
        ground.tell(ACCRUAL, variant, "purchase_invoice", chosen[-1], why, role=CONTEXT, key="invoice_id")
    waiting = free.with_columns(seen_on="delivered_on", happened_on="delivered_on", amount="net_amount")
    waiting = waiting.filter(
        pl.col("posted_on") > pl.col("delivered_on") + pl.duration(days=ground.given[ACCRUAL]["waits"])
    )
    reasons = {
        "waiting": (waiting, "Its invoice had not come yet; when it came, it reversed the accrual."),
        "reversed": (free.with_columns(amount="net_amount"), "Its invoice was posted and reversed the accrual."),
    }
    for variant, (rows, why) in reasons.items():
        found = ground.pick(ACCRUAL, variant, rows, table="goods_receipt", day="seen_on", lookalike=True)
        ground.tell(ACCRUAL, variant, "goods_receipt", found, why, lookalike=True)
    both = pl.concat(chosen)
    ground.left["accruals that stay"] = both.filter(pl.col("variant") == "linked").select("id")
    alone = both.filter(pl.col("variant") == "unlinked")
    keys = [both["invoice_id"].implode(), alone["invoice_id"].implode(), both["id"].implode()]
    of_line = trade.invoice_lines.join(
        both.select("invoice_id", "_debit"), on="invoice_id", how="left", maintain_order="left"
    )
    return replace(
        trade,
        invoices=trade.invoices.with_columns(
            delivery_id=pl.when(~pl.col("id").is_in(keys[1])).then("delivery_id"),
        ),
        invoice_lines=of_line.with_columns(
            subject=pl.when(pl.col("subject") == "accrual").then(pl.coalesce("_debit", "subject")).otherwise("subject"),
            delivery_line_id=pl.when(~pl.col("invoice_id").is_in(keys[1])).then("delivery_line_id"),
        ).drop("_debit"),
        deliveries=trade.deliveries.with_columns(
            accrual_reversed_on=pl.when(~pl.col("id").is_in(keys[2])).then("accrual_reversed_on")
        ),
    )


def receipts_show_accrual(ground: Ground) -> None:
    """The receipts of linked bills are not marked as reversed."""
    keys = ground.left["accruals that stay"]["id"].implode()
    versions = ground.versions["goods_receipt"].filter(pl.col("id").is_in(keys))
    # the version that begins with the reversal is not there, the one before it lasts
    kept = versions.filter((pl.col("status") == "announced") | pl.col("is_accrued")).sort("id", FROM)
    last = pl.col(FROM) == pl.col(FROM).max().over("id")
    ground.replace("goods_receipt", kept.with_columns(pl.when(~last).then(UNTIL).alias(UNTIL)))


def raised(trade: Trade, rises: pl.DataFrame) -> Trade:
    """Trade with bills that are higher than they were.

    Args:
        trade: with its invoices.
        rises: id (of an invoice of one instalment, in the company's currency), amount (net, minor units).
    """
    rows = trade.invoices.join(rises.select("id", "amount"), on="id", maintain_order="right").join(
        trade.deliveries.select(delivery_id="id", _subject="subject"), on="delivery_id", how="left",
        maintain_order="left",
    )  # fmt: skip
    tax = tax_of(rows["amount"].to_numpy(), rows["vat"].to_numpy())
    rows = rows.select(
        pl.col("id").alias("invoice_id"), "amount", "delivery_id", "_subject", _tax=pl.Series(tax, dtype=pl.Int64)
    )
    net, tax_more = pl.col("amount").fill_null(0), pl.col("_tax").fill_null(0)
    more = {"net_amount": net, "tax_amount": tax_more, "gross_amount": net + tax_more}
    more |= {f"{name}_company": value for name, value in more.items()}
    joined = trade.invoices.join(rows.rename({"invoice_id": "id"}).drop("delivery_id"), on="id", how="left",
                                 maintain_order="left")  # fmt: skip
    invoices = joined.with_columns((pl.col(name) + value).alias(name) for name, value in more.items())
    # what goods cost more stands on a line of its own; a service's only line grows
    served = rows.filter(pl.col("delivery_id").is_null()).drop("delivery_id", "_subject")
    lines = trade.invoice_lines.join(served, on="invoice_id", how="left", maintain_order="left")
    lines = lines.with_columns(
        (pl.col("net_amount") + net).alias("net_amount"),
        (pl.col("tax_amount") + tax_more).alias("tax_amount"),
        (pl.col("net_amount_company") + net).alias("net_amount_company"),
    ).select(trade.invoice_lines.columns)
    sequence = lines.group_by("invoice_id").agg(sequence=pl.col("sequence").max() + 1)
    extra = rows.filter(pl.col("delivery_id").is_not_null()).join(sequence, on="invoice_id", maintain_order="left")
    extra = extra.select(
        "invoice_id", "sequence", net_amount="amount", tax_amount="_tax", net_amount_company="amount",
        subject=pl.when(pl.col("_subject") == "stock").then(pl.lit("cost")).otherwise("_subject"),
    )  # fmt: skip
    # lines have the keys of their place, as if they had been entered so
    lines = pl.concat([lines, extra], how="diagonal_relaxed").sort("invoice_id", "sequence")
    of_invoice = rows.select("invoice_id", _more=net + tax_more)
    instalments = trade.instalments.join(of_invoice, on="invoice_id", how="left", maintain_order="left")
    return replace(
        trade,
        invoices=invoices.select(trade.invoices.columns),
        invoice_lines=lines.with_columns(id=pl.int_range(1, pl.len() + 1)).select(trade.invoice_lines.columns),
        instalments=instalments.with_columns(
            gross_amount=pl.col("gross_amount") + pl.col("_more").fill_null(0)
        ).drop("_more"),
    )  # fmt: skip


def _plain_bills(trade: Trade) -> pl.DataFrame:
    """Posted bills of third parties for orders, in the company's currency, of one instalment; nothing came after them.

    Returns:
        columns of invoices; delivered_on, is_direct (not into stock), _debit (what the receipt debited), differs (there
        is a line for a difference from the order), off (its net amount), seen_on, happened_on, amount (null).
    """
    invoices = trade.invoices
    followed = invoices["original_invoice_id"].drop_nulls().unique()
    single = trade.instalments.group_by("invoice_id").agg(_count=pl.len())
    off = trade.invoice_lines.group_by("invoice_id").agg(
        off=pl.col("net_amount").filter(pl.col("delivery_line_id").is_null()).sum(), _lines=pl.len()
    )
    receipts = trade.deliveries.select("delivered_on", delivery_id="id", _debit="subject")
    return (
        invoices.filter(
            (pl.col("side") == "purchase") & (pl.col("kind") == "invoice") & pl.col("order_id").is_not_null(),
            pl.col("posted_on").is_not_null() & pl.col("cancelled_on").is_null() & pl.col("sister_id").is_null(),
            pl.col("milestone_id").is_null() & (pl.col("rate") == RATE_UNIT) & (pl.col("net_amount") > 100_000),
            ~pl.col("id").is_in(followed.implode()) & pl.col("original_invoice_id").is_null(),
        )
        .join(single.filter(pl.col("_count") == 1), left_on="id", right_on="invoice_id", how="semi")
        .join(off, left_on="id", right_on="invoice_id", how="left", maintain_order="left")
        .join(receipts, on="delivery_id", how="left", maintain_order="left")
        .with_columns(
            differs=pl.col("delivery_id").is_not_null() & (pl.col("off") > 0),
            is_direct=pl.col("_debit") != "stock",
            seen_on=pl.max_horizontal("entered_on", "seen_on"),
            happened_on="posting_date",
        )
        .filter(pl.col("delivery_id").is_not_null() | (pl.col("_lines") == 1))
        .filter(pl.col("delivery_id").is_null() | (pl.col("off") >= 0))
    )


def _bills(ground: Ground, variant: str, bills: pl.DataFrame, above: list[float]) -> pl.DataFrame:
    found = ground.pick(ABOVE, variant, bills, table="purchase_invoice", day="seen_on")
    share = real(ground.random(f"{ABOVE} {variant}"), above, found.height)
    return _told(
        ground, variant, found, share, "Its net amount is above that of the order's price; nobody agreed to it."
    )


def _told(
    ground: Ground, variant: str, found: pl.DataFrame, share: np.ndarray, why: str, *, lookalike: bool = False
) -> pl.DataFrame:
    """The bills with what each is above its order, in whole units of money; told to the truth."""
    rise = np.rint(found["net_amount"].to_numpy() * share / 100).astype(np.int64) * 100
    found = found.with_columns(amount=pl.Series(rise, dtype=pl.Int64))
    ground.tell(ABOVE, variant, "purchase_invoice", found, why, lookalike=lookalike)
    ground.tell(
        ABOVE, variant, "purchase_order", found, why, lookalike=lookalike, role=CONTEXT, key="order_id"
    )  # fmt: skip
    return found.select("id", "amount")


def _creeping(ground: Ground, bills: pl.DataFrame) -> pl.DataFrame:
    """Several bills in a row of one supplier; the first of them is picked, the others come with it."""
    given = ground.given[ABOVE]
    of_supplier = ["company_id", "party_id"]
    bills = bills.filter(~pl.col("id").is_in(ground.taken("purchase_invoice").implode())).sort("seen_on", "id")
    place = pl.int_range(pl.len()).over(of_supplier)
    bills = bills.with_columns(_run=place // given["creep_bills"]).with_columns(
        _place=pl.int_range(pl.len()).over(*of_supplier, "_run"), _count=pl.len().over(*of_supplier, "_run")
    )
    whole = bills.filter(pl.col("_count") == given["creep_bills"])
    first = ground.pick(ABOVE, "creeping", whole.filter(pl.col("_place") == 0), table="purchase_invoice", day="seen_on")
    found = whole.join(first.select(*of_supplier, "_run", "fault"), on=[*of_supplier, "_run"], maintain_order="left")
    ground.take("purchase_invoice", found["id"])
    share = real(ground.random(f"{ABOVE} creeping"), given["creep"], found.height)
    return _told(ground, "creeping", found, share, "Bill after bill of this supplier is above the order's price.")


def _indexed(ground: Ground, bills: pl.DataFrame) -> pl.DataFrame:
    """Bills under contracts after a change of their prices was approved."""
    changes = ground.left.get(CHANGES)
    if changes is None or changes.is_empty():
        return bills.select("id", amount="net_amount").clear()
    agreed = changes.filter(pl.col("purpose") == "index").select("contract_id", "approved_on", "share")
    free = bills.join(agreed, on="contract_id").filter(pl.col("document_date") > pl.col("approved_on"))
    free = free.sort("seen_on", "id").unique("contract_id", keep="first", maintain_order=True)
    found = ground.pick(ABOVE, "agreed_index", free, table="purchase_invoice", day="seen_on", lookalike=True)
    return _told(
        ground, "agreed_index", found, found["share"].to_numpy(),
        "A change of the contract's prices was approved before it, and allows as much.", lookalike=True,
    )  # fmt: skip
