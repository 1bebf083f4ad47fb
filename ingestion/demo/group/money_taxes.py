"""Value added tax by month, surcharges on it, income tax by quarter; and what banks take for payments."""

import numpy as np
import polars as pl

from ingestion.demo.group.books_chart import account, bank_account
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.money_charges import main_accounts, months_of
from ingestion.demo.group.trade import Trade
from ingestion.demo.group.world import MINOR_UNIT, World, dates


def make_taxes(
    world: World, masters: Masters, trade: Trade, charges: pl.DataFrame, sales: pl.DataFrame
) -> pl.DataFrame:
    """Tax of the Chinese companies.

    Args:
        world: of the group.
        masters: its companies.
        trade: its invoices.
        charges: those made so far; the recoverable tax of claims is among them.
        sales: of `average_sales`.

    Returns:
        charges without key; those that were owed before the timeline with their payments only.
    """
    months = months_of(world)
    due = _due(masters, months, _tax(trade, charges), sales)
    given = world.parameters["money"]["taxes"]
    due = due.with_columns(
        surcharge=(pl.col("vat") * given["surcharge"]).round().cast(pl.Int64),
        income=pl.when(pl.col("last_on").dt.month() % 3 == 0)
        .then((pl.col("sales") * 3 * given["income"]).round().cast(pl.Int64))
        .otherwise(0),
    )
    last = due["last_on"].to_physical().to_numpy().astype(np.int32)
    entered = dates(world.timeline.add_working((last + 1).astype(np.int32), 5))
    paid_on = dates(world.timeline.next_working((last + 15).astype(np.int32)))
    due = due.with_columns(
        document_id=(pl.col("month") + 1) * 10 + pl.col("company_id"),
        bank_account_id=pl.col("company_id").replace_strict(main_accounts(masters), return_dtype=pl.Int64),
        _entered=entered,
        _paid=paid_on,
    )
    parts = (
        ("vat", account("tax_output"), account("tax_unpaid"), "增值税 VAT"),
        ("surcharge", account("surcharges"), account("surcharge_payable"), "附加税 Surcharges"),
        ("income", account("income_tax"), account("income_tax_payable"), "企业所得税 Income tax"),
    )
    common: list[str | pl.Expr] = ["document_id", "company_id"]
    found = []
    for kind, debit, owed, text in parts:
        rows = due.filter(pl.col(kind) > 0)
        found.append(
            rows.filter(pl.col("month") >= 0).select(
                *common,
                document_type=pl.lit("tax"),
                kind=pl.lit(kind),
                subject=pl.lit(kind),
                debit_id=debit,
                credit_id=owed,
                amount=kind,
                posting_date="last_on",
                entered_on="_entered",
                text=pl.lit(text),
            )
        )
        found.append(
            rows.select(
                *common,
                "bank_account_id",
                document_type=pl.lit("tax_payment"),
                kind=pl.lit(kind),
                subject=pl.lit(kind),
                debit_id=owed,
                credit_id=bank_account(),
                amount=kind,
                posting_date="_paid",
                entered_on="_paid",
                text=pl.lit(text),
            )
        )
    return pl.concat(found, how="diagonal").sort("document_id", "kind", "posting_date")


def make_fees(world: World, masters: Masters, payments: pl.DataFrame) -> pl.DataFrame:
    """Charges (without key): what banks take for payments from accounts in the company's currency, by their size."""
    given = world.parameters["money"]["payments"]
    fee: pl.Expr = pl.lit(0, pl.Int64)
    for least, amount in zip(given["fee_from"], given["fee"], strict=True):
        fee = pl.when(pl.col("amount") >= least * MINOR_UNIT).then(amount * MINOR_UNIT).otherwise(fee)
    home = masters.companies.select("currency", company_id="id")
    at_home = masters.bank_accounts.join(home, on=["company_id", "currency"])["id"]
    return payments.filter(
        (pl.col("medium") == "bank")
        & pl.col("posted_on").is_not_null()
        & pl.col("bank_account_id").is_in(at_home.implode())
    ).select(
        "company_id",
        "bank_account_id",
        "posting_date",
        document_type=pl.lit("bank_fee"),
        document_id="id",
        kind=pl.lit("bank_fee"),
        subject=pl.lit("bank_fee"),
        debit_id=account("bank_fees"),
        credit_id=bank_account(),
        amount=fee.cast(pl.Int64),
        entered_on="posting_date",
        text=pl.lit("手续费 Fee"),
    )  # fmt: skip


def _tax(trade: Trade, charges: pl.DataFrame) -> pl.DataFrame:
    """company_id, day, tax (signed: what is owed)."""
    sign = pl.when(pl.col("side") == "sales").then(1).otherwise(-1)
    sign = sign * pl.when(pl.col("kind") == "invoice").then(1).otherwise(-1)
    invoices = trade.invoices.filter(pl.col("posted_on").is_not_null()).with_columns(
        tax=sign * pl.col("tax_amount_company")
    )
    claims = charges.filter(pl.col("document_type") == "claim").filter(pl.col("debit_id") == account("tax_input"))
    return pl.concat(
        [
            invoices.select("company_id", "tax", day="posting_date"),
            invoices.filter(pl.col("cancelled_on").is_not_null()).select(
                "company_id", tax=-pl.col("tax"), day="cancelled_on"
            ),
            claims.select("company_id", tax=-pl.col("amount"), day="posting_date"),
        ]
    )


def _due(masters: Masters, months: pl.DataFrame, tax: pl.DataFrame, sales: pl.DataFrame) -> pl.DataFrame:
    """What each company owes at each month's end: input tax that is left over is kept for the next month.

    So what is owed for a month is by how much the running sum of tax rises above all that it was before.
    """
    chinese = masters.companies.filter(pl.col("vat") > 0).select(company_id="id")
    by_month = tax.group_by("company_id", pl.col("day").dt.month_end().alias("last_on")).agg(pl.col("tax").sum())
    grid = (
        chinese.join(months, how="cross")
        .join(by_month, on=["company_id", "last_on"], how="left", maintain_order="left")
        .join(sales, on="company_id", maintain_order="left")
        .with_columns(pl.col("tax").fill_null(0))
        .sort("company_id", "month")
    )
    grid = grid.with_columns(_sum=pl.col("tax").cum_sum().over("company_id"))
    grid = grid.with_columns(_highest=pl.col("_sum").cum_max().over("company_id").clip(0))
    grid = grid.with_columns(vat=pl.col("_highest").diff().over("company_id").fill_null(pl.col("_highest")))
    usual = grid.filter(pl.col("month") >= 0).group_by("company_id").agg(_usual=pl.col("vat").mean() // 100 * 100)
    return grid.join(usual, on="company_id", maintain_order="left").with_columns(
        vat=pl.when(pl.col("month") < 0).then(pl.col("_usual").cast(pl.Int64)).otherwise("vat")
    )
