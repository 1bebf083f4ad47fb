"""Bills of suppliers that were paid as most are: by one payment each; and on which days they could be paid again."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from ingestion.demo.faults.ground import Ground
from ingestion.demo.group.timeline import Days
from ingestion.demo.group.world import dates, numbers

_WEEK = 7


def paid_bills(ground: Ground) -> pl.DataFrame:
    """Posted bills of third parties, without contract, each paid whole by one bank payment in the company's currency.

    Returns:
        id (of the payment), invoice_id, company_id, supplier_id, employee_id, department_id, project_code,
        bank_account_id, line_account_id, subject (of its only line's account; null: none), currency, amount,
        net_amount, tax_amount, supplier_invoice_number, einvoice_number, bank_reference, document_date, due_date,
        billed_on and paid_on (posting dates), is_enterable (it has one line and no goods receipt: it can be entered
        again).
    """
    masters = ground.chains.masters
    home = masters.companies.select(company_id="id", currency="currency")
    bank = masters.bank_accounts.select(bank_account_id="id", currency="currency")
    third = ground.last("supplier").filter(pl.col("represents_company_id").is_null()).select(supplier_id="id")
    paid = (
        ground.last("payment")
        .filter(
            (pl.col("medium") == "bank") & (pl.col("status") == "posted") & ~pl.col("is_advance"),
            pl.col("replaces_id").is_null() & pl.col("contract_number").is_null(),
        )
        .join(home, on=["company_id", "currency"])
        .join(bank, on=["bank_account_id", "currency"])
        .join(third, on="supplier_id")
        .select("id", "bank_account_id", "bank_reference", "amount", paid_on="posting_date")
    )
    settled = ground.last("supplier_settlement").filter(pl.col("payment_id").is_not_null())
    alone = settled.filter(
        (pl.len().over("payment_id") == 1) & (pl.len().over("invoice_id") == 1) & pl.col("reversed_on").is_null()
    ).select("invoice_id", id="payment_id", amount="amount")
    credited = ground.last("purchase_invoice")["original_invoice_id"].drop_nulls()
    lines = ground.last("purchase_invoice_line").filter(pl.len().over("invoice_id") == 1)
    subjects = ground.last("account").select("subject", line_account_id="id")
    only = lines.select("invoice_id", line_account_id="account_id").join(subjects, on="line_account_id")
    bills = ground.last("purchase_invoice").filter(
        (pl.col("document_kind") == "invoice") & (pl.col("status") == "posted") & pl.col("contract_number").is_null(),
        ~pl.col("id").is_in(credited.implode()),
    )
    bills = bills.select(
        *("company_id", "supplier_id", "employee_id", "department_id", "project_code", "currency", "net_amount"),
        *("tax_amount", "supplier_invoice_number", "einvoice_number", "document_date", "due_date", "goods_receipt_id"),
        invoice_id="id",
        amount="gross_amount",
        billed_on=pl.max_horizontal("posting_date", pl.col("created_at").dt.date()),
    )
    return (
        paid.join(alone, on=["id", "amount"])
        .join(bills, on=["invoice_id", "amount"])
        .join(only, on="invoice_id", how="left")
        .with_columns(is_enterable=pl.col("line_account_id").is_not_null() & pl.col("goods_receipt_id").is_null())
        .drop("goods_receipt_id")
        .sort("id")
    )


def weeks_later(ground: Ground, bills: pl.DataFrame, days: Sequence[int], name: str) -> pl.DataFrame:
    """The bills with `pay_on`, a working day so many days after their payment and of the same weekday; no others.

    Args:
        ground: of the ERP.
        bills: of `paid_bills`.
        days: least and most; whole weeks of them, as payments are made in weekly runs.
        name: of the random numbers.
    """
    least = max(1, -(-days[0] // _WEEK))
    weeks = ground.random(name).integers(least, max(days[1] // _WEEK, least) + 1, bills.height)
    later = (numbers(bills["paid_on"]) + _WEEK * weeks).astype(np.int32)
    return bills.with_columns(pay_on=dates(later)).filter(working(ground, bills, later))


def working(ground: Ground, rows: pl.DataFrame, days: Days) -> pl.Series:
    """Whether each day is a working day of the row's company, and within the timeline."""
    timeline, abroad = ground.world.timeline, is_abroad(ground, rows)
    inside = np.minimum(days, timeline.last)
    here = np.where(abroad, timeline.is_working(inside, "US"), timeline.is_working(inside))
    return pl.Series(here & (days <= timeline.last))


def next_working(ground: Ground, rows: pl.DataFrame, days: Days) -> pl.Series:
    """Each day, or the working day of the row's company after it (Date)."""
    timeline = ground.world.timeline
    found = np.where(is_abroad(ground, rows), timeline.next_working(days, "US"), timeline.next_working(days))
    return dates(found)


def is_abroad(ground: Ground, rows: pl.DataFrame) -> np.ndarray:
    """Whether each row's company keeps American holidays."""
    masters = ground.chains.masters
    countries = dict(masters.companies.select("id", "country").iter_rows())
    found: np.ndarray = (rows["company_id"].replace_strict(countries, return_dtype=pl.String) != "CN").to_numpy()
    return found
