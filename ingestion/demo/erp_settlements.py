"""Settlements of the demonstration ERP: what pays which invoice, and what undoes it."""

import polars as pl

from ingestion.demo.erp_world import World, converted

_IS_REVERSED = pl.col("reversed_on").is_not_null()


def make_settlements(
    world: World,
    documents: pl.DataFrame,
    cash: pl.DataFrame,
    payments: pl.DataFrame,
    credits: pl.DataFrame,
) -> pl.DataFrame:
    """Every allocation, with the carrying amounts that it relieves on both sides.

    The parts in which an invoice (or a receipt, a payment, a credit note) is settled share its carrying amount by
    cumulative rounding, so all of them together relieve exactly all of it. What is settled again after a
    reversal relieves what the reversed one did, so this holds whatever is reversed.

    Args:
        world: the calendar and random numbers.
        documents: invoices and credit notes.
        cash: the receipts, or the payments to suppliers.
        payments: payment, invoice_id, cash_id, settled_on, reversed_on, amount. A payment that bounced
            stands twice, with both its cash documents; the first is reversed.
        credits: invoice_id, credit_note_id, settled_on, amount.

    Returns:
        The table's columns with company, currency, account_id (of the control account), effect_date, and
        reversal_date: when the reversal takes effect.
    """
    rows = _with_documents(pl.concat([payments, credits], how="diagonal"), documents, cash)
    rows = _with_reversals(world, _with_carrying_amounts(rows))
    rows = rows.sort("settled_on", "invoice_id", "cash_id", "credit_note_id", "part", "reversed_on")
    made = pl.Series(world.stamps(rows["settled_on"].to_numpy()))
    undone = pl.Series(world.stamps(rows["reversed_on"].fill_null(0).to_numpy()))
    rows = rows.with_columns(
        id=pl.int_range(1, pl.len() + 1),
        company_id=pl.col("company") + 1,
        reversal_date=pl.when(_IS_REVERSED).then(pl.max_horizontal("reversed_on", "effect_date")),
        created_at=pl.max_horizontal(made, "invoice_created_at", "credit_created_at") + 60,
    )
    touched = pl.max_horizontal(undone, pl.col("created_at") + 3600)
    return rows.with_columns(updated_at=pl.when(_IS_REVERSED).then(touched).otherwise("created_at"))


def _with_documents(rows: pl.DataFrame, documents: pl.DataFrame, cash: pl.DataFrame) -> pl.DataFrame:
    """Beside each settlement its invoice and its cash document or credit note, and when it takes effect."""
    invoice = documents.select(
        "company",
        "party_id",
        "currency",
        "account_id",
        "exchange_rate",
        "cancelled_on",
        invoice_id="id",
        invoice_posting_date="posting_date",
        invoice_created_at="created_at",
    )
    credit = {
        "credit_rate": "exchange_rate",
        "credit_posting_date": "posting_date",
        "credit_created_at": "created_at",
    }
    credits = pl.concat(
        [
            cash.select(cash_id="id", credit_note_id=pl.lit(None, pl.Int64), **credit),
            documents.select(cash_id=pl.lit(None, pl.Int64), credit_note_id="id", **credit),
        ]
    )
    kept = (
        "invoice_id",
        "cash_id",
        "credit_note_id",
        "payment",
        "instalment_sequence",
        "settled_on",
        "reversed_on",
    )
    return (
        rows.select(*kept, "amount")
        .join(invoice, "invoice_id")
        .join(credits, ["cash_id", "credit_note_id"], nulls_equal=True)
        .with_columns(effect_date=pl.max_horizontal("settled_on", "invoice_posting_date", "credit_posting_date"))
        .with_columns(part=pl.coalesce("payment", -pl.col("credit_note_id")))
    )


def _with_carrying_amounts(rows: pl.DataFrame) -> pl.DataFrame:
    """Adds amount_company_invoice, of every part of an invoice once, and amount_company_credit."""
    once = rows.filter(~_IS_REVERSED).sort("invoice_id", "effect_date", "part")
    invoice_side = once.select("part", amount_company_invoice=_relieved("exchange_rate", ["invoice_id"]))
    return (
        rows.join(invoice_side, "part")
        .sort("effect_date", "part")
        .with_columns(amount_company_credit=_relieved("credit_rate", ["cash_id", "credit_note_id"]))
    )


def _relieved(rate: str, document: list[str]) -> pl.Expr:
    until = pl.col("amount").cum_sum().over(document)
    return converted(until, pl.col(rate)) - converted(until - pl.col("amount"), pl.col(rate))


def _with_reversals(world: World, rows: pl.DataFrame) -> pl.DataFrame:
    """Reverses what pays a cancelled invoice, and some others, of which most are settled again later."""
    count = len(rows)
    cancelled = rows["cancelled_on"].is_not_null()
    eligible = ~cancelled & rows["reversed_on"].is_null() & (rows["effect_date"] <= world.as_of - 60)
    chosen = pl.Series(world.pick(eligible.to_numpy(), 0.015, 20))
    again = chosen & pl.Series(world.random.random(count) < 0.75)
    undone = rows["effect_date"] + pl.Series(world.days(2, 30, count))
    rows = rows.with_columns(
        reversed_on=pl.when(cancelled)
        .then(pl.col("cancelled_on") - pl.Series(world.days(0, 1, count)))
        .when(chosen)
        .then(undone)
        .otherwise("reversed_on")
    )
    repeated = rows.filter(again).with_columns(settled_on=pl.col("reversed_on") + 5, reversed_on=pl.lit(None, pl.Int64))
    return pl.concat([rows, repeated.with_columns(effect_date="settled_on")])
