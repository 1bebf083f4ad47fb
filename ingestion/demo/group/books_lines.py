"""Journal lines before they have keys: who makes one says its account and amounts, the rest follows from its rows."""

import polars as pl

from ingestion.demo.group.world import CURRENCIES

DOCUMENTS = (
    "opening", "sales_invoice", "purchase_invoice", "receipt", "payment", "settlement", "supplier_settlement",
    "goods_receipt", "goods_issue", "stock_move", "note_event", "loan_event", "transfer", "guarantee_fee", "bank_fee",
    "payroll", "payroll_payment", "labour", "overhead", "depreciation", "claim", "claim_payment", "tax", "tax_payment",
    "capital", "revaluation",
)  # fmt: skip
"""What is booked. The first of the group's journals is that of the opening balances."""
PAY = {
    "base": "基本工资 Base pay",
    "performance": "绩效工资 Performance pay",
    "bonus": "年终奖 Annual bonus",
    "social": "单位社会保险 Employer's social insurance",
    "net": "实发工资 Net pay",
    "insurance": "个人社会保险 Employee's social insurance",
    "income_tax": "个人所得税 Income tax withheld",
}
"""Components of a payslip."""
INSURANCES = {
    "pension": "养老保险 Pension insurance",
    "medical": "医疗保险 Medical insurance",
    "accident": "失业、工伤保险 Unemployment and accident insurance",
}
ASSETS = {
    "buildings": "房屋建筑物 Buildings",
    "machinery": "机器设备 Machinery",
    "vehicles": "运输设备 Vehicles",
    "electronics": "电子设备 Electronics",
    "furniture": "办公家具 Furniture",
}
"""Classes of what is depreciated."""
WEEK_TEXT = "%G-W%V 工时 Hours"
"""Of hours that are charged: the year and the number of their week (ISO 8601), as `strftime` writes it."""
_WEEKS = (f"{year}-W{week:02d} 工时 Hours" for year in range(1970, 2100) for week in range(1, 54))
TEXT = pl.Enum([*PAY.values(), *INSURANCES.values(), *ASSETS.values(), *_WEEKS])
"""What a line says beyond its document: few different words, so that many lines stay lean."""
TYPE, CURRENCY = pl.Enum(DOCUMENTS), pl.Enum(CURRENCIES)
ENTRY = ["document_type", "document_id", "step"]
"""One entry: a document, and the step (0: booked, 1: undone, or the other company's side of a transfer)."""
COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "document_type": TYPE, "document_id": pl.Int32, "step": pl.Int8, "place": pl.Int8, "company_id": pl.Int8,
    "posting_date": pl.Date, "entered_on": pl.Date, "seen_on": pl.Date, "account_id": pl.Int32,
    "customer_id": pl.Int32, "supplier_id": pl.Int32, "currency": CURRENCY, "amount": pl.Int64,
    "amount_company": pl.Int64, "department_id": pl.Int16, "project_id": pl.Int32, "bank_account_id": pl.Int16,
    "counterparty_company_id": pl.Int8, "employee_id": pl.Int32, "product_id": pl.Int32, "quantity": pl.Int64,
    "text": TEXT,
}  # fmt: skip

_PLAIN = {
    "document_id", "company_id", "posting_date", "entered_on", "seen_on", "currency", "department_id", "project_id",
}  # fmt: skip
"""Columns that every line takes from its rows; parties, banks, people, products, quantities and texts stand only on
lines that say so."""


def line(
    rows: pl.DataFrame, document: str | pl.Expr, place: int | pl.Expr, account: pl.Expr, **values: pl.Expr | str
) -> pl.DataFrame:
    """One line of every row's entry.

    Args:
        rows: document_id, company_id, posting_date, entered_on; whatever else of COLUMNS the line shows.
        document: type of the document.
        place: order within the entry.
        account: key of the account.
        values: columns that are not the rows' own; `amount` and `amount_company` (equal when only that is given) with
            their sign: debits are positive.
    """
    found = {name: pl.col(value) if isinstance(value, str) else value for name, value in values.items()}
    found.setdefault("amount_company", found["amount"])
    given: dict[str, pl.Expr] = {
        "document_type": pl.lit(document) if isinstance(document, str) else document,
        "place": pl.lit(place) if isinstance(place, int) else place,
        "account_id": account,
        "step": pl.col("step") if "step" in rows.columns else pl.lit(0),
        **found,
    }
    columns = [
        given.get(name, pl.col(name) if name in rows.columns and name in _PLAIN else pl.lit(None))
        .cast(kind)
        .alias(name)
        for name, kind in COLUMNS.items()
    ]
    return rows.select(columns)


def undone(lines: pl.DataFrame, days: pl.DataFrame) -> pl.DataFrame:
    """The opposite of entries, on the day on which they were undone.

    Args:
        lines: of the entries.
        days: document_id, undone_on (Date).
    """
    return (
        lines.join(days.select(pl.col("document_id").cast(pl.Int32), "undone_on"), on="document_id")
        .with_columns(
            amount=-pl.col("amount"),
            amount_company=-pl.col("amount_company"),
            quantity=-pl.col("quantity"),
            step=pl.lit(1, pl.Int8),
            posting_date="undone_on",
            entered_on="undone_on",
            seen_on=pl.lit(None, pl.Date),
        )
        .select(lines.columns)
    )
