"""Lines of bank statements: every movement of every account, with the balance after it."""

import polars as pl

from ingestion.demo.group.masters import Masters

COLUMNS = [
    "bank_account_id",
    "value_date",
    "amount",
    "counterparty",
    "purpose",
    "reference",
    "document_type",
    "document_id",
]
_TRANSFERS = {
    "sweep": "资金调拨 Own transfer",
    "wages": "备用工资款 For wages",
    "margin": "保证金 Margin",
    "margin_release": "保证金退回 Margin back",
    "pool": "资金池归集 Cash pool",
}
_LOANS = {"drawdown": "借款发放 Loan", "repayment": "归还借款 Repayment", "interest": "利息 Interest"}


def of_cash(masters: Masters, documents: pl.DataFrame, *, paid: bool) -> pl.DataFrame:
    """Movements of receipts, or of payments: what is entered anew moves nothing, what comes back moves back."""
    sign = -1 if paid else 1
    parties = (masters.suppliers if paid else masters.customers).select(party_id="id", counterparty="name")
    moved = documents.filter((pl.col("medium") == "bank") & pl.col("posted_on").is_not_null())
    moved = moved.join(parties, on="party_id", how="left", maintain_order="left")
    kind = "payment" if paid else "receipt"
    out = moved.filter(pl.col("replaces_id").is_null() | paid)
    lines = [
        out.select(
            "bank_account_id",
            "counterparty",
            "reference",
            value_date="posting_date",
            amount=sign * pl.col("bank_amount"),
            purpose=pl.lit("付款 Payment" if paid else "收款 Receipt"),
            document_type=pl.lit(kind),
            document_id="id",
        ),
        moved.filter("is_returned").select(
            "bank_account_id",
            "counterparty",
            "reference",
            value_date="cancelled_on",
            amount=-sign * pl.col("bank_amount"),
            purpose=pl.lit("退汇 Returned"),
            document_type=pl.lit(kind),
            document_id="id",
        ),
    ]
    return pl.concat([line.select(COLUMNS) for line in lines])


def of_notes(notes: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Movements of bills: discounted, collected, paid."""
    sign = pl.when(pl.col("kind") == "paid").then(-1).otherwise(1)
    return (
        events.filter(pl.col("kind").is_in(["discounted", "collected", "paid"]))
        .join(notes.select("acceptor", "number", note_id="id"), on="note_id", maintain_order="left")
        .select(
            "bank_account_id",
            value_date="happened_on",
            amount=sign * pl.col("amount") - pl.col("interest_amount") - pl.col("fee_amount"),
            counterparty="acceptor",
            purpose=pl.col("kind").replace_strict(
                {"discounted": "贴现 Discount", "collected": "托收 Collection", "paid": "票据兑付 Note paid"}
            ),
            reference="number",
            document_type=pl.lit("note_event"),
            document_id="id",
        )
    )


def of_charges(charges: pl.DataFrame) -> pl.DataFrame:
    """Movements of wages, taxes, overheads, claims, fees, capital."""
    into = pl.col("debit_id") % 1000 > 900
    return charges.filter(pl.col("bank_account_id").is_not_null()).group_by(
        "bank_account_id", "document_type", "document_id", "text", into.alias("_into"), "posting_date"
    ).agg(pl.col("amount").sum()).select(
        "bank_account_id",
        value_date="posting_date",
        amount=pl.when("_into").then("amount").otherwise(-pl.col("amount")),
        counterparty=pl.lit(None, pl.String),
        purpose="text",
        reference=pl.lit(None, pl.String),
        document_type="document_type",
        document_id="document_id",
    )  # fmt: skip


def of_transfers(masters: Masters, transfers: pl.DataFrame) -> pl.DataFrame:
    """Movements between the group's own accounts: one line on each."""
    numbers = masters.bank_accounts.select("number", _id="id")
    ends = (
        ("from_account_id", "to_account_id", -pl.col("from_amount")),
        ("to_account_id", "from_account_id", pl.col("to_amount")),
    )
    return pl.concat(
        transfers.join(numbers, left_on=other, right_on="_id", how="left", maintain_order="left").select(
            bank_account_id=own,
            value_date="happened_on",
            amount=amount,
            counterparty=pl.lit("本单位账户 own account ") + pl.col("number"),
            purpose=pl.col("kind").replace_strict(_TRANSFERS),
            reference=pl.lit(None, pl.String),
            document_type=pl.lit("transfer"),
            document_id="id",
        )
        for own, other, amount in ends
    )


def of_loans(loans: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Movements of loans."""
    sign = pl.when(pl.col("kind") == "drawdown").then(1).otherwise(-1)
    return events.join(
        loans.select("bank", "number", loan_id="id"), on="loan_id", maintain_order="left"
    ).select(
        "bank_account_id",
        value_date="happened_on",
        amount=sign * pl.col("amount"),
        counterparty="bank",
        purpose=pl.col("kind").replace_strict(_LOANS),
        reference="number",
        document_type=pl.lit("loan_event"),
        document_id="id",
    )  # fmt: skip


def make_bank_lines(masters: Masters, movements: list[pl.DataFrame]) -> pl.DataFrame:
    """All lines in order, inflows of a day first; columns as in Money."""
    opening = masters.bank_accounts.select("opening_amount", bank_account_id="id")
    lines = pl.concat([one.select(COLUMNS) for one in movements]).filter(pl.col("amount") != 0)
    return (
        lines.sort(
            pl.col("value_date"),
            pl.col("bank_account_id"),
            pl.col("amount") < 0,
            "document_type",
            "document_id",
            "amount",
            "purpose",
        )
        .join(opening, on="bank_account_id", how="left", maintain_order="left")
        .with_columns(
            id=pl.int_range(1, pl.len() + 1),
            sequence=pl.int_range(1, pl.len() + 1).over("bank_account_id"),
            balance_amount=pl.col("opening_amount") + pl.col("amount").cum_sum().over("bank_account_id"),
        )
        .drop("opening_amount")
        .select("id", "bank_account_id", "value_date", "sequence", "amount", "balance_amount", *COLUMNS[3:])
    )


def as_flows(movements: list[pl.DataFrame]) -> pl.DataFrame:
    """bank_account_id, day (number), amount."""
    return pl.concat(
        [one.select("bank_account_id", "amount", day=pl.col("value_date").to_physical()) for one in movements]
    )
