"""Entries of the journal and lines of bank statements that planters write, and what documents need beside them."""

import polars as pl

from ingestion.demo.faults.ground import Ground
from ingestion.demo.faults.merge import TEMPORARY
from ingestion.demo.group.versions import FROM, UNTIL, stamp
from quarterdeck.errors import QuarterdeckError


def journal(ground: Ground, lines: pl.DataFrame) -> pl.Series:
    """Book entries.

    Args:
        ground: of the ERP.
        lines: entry (any whole number, one an entry), company_id, posting_date, document_type, document_id, account_id,
            currency, amount, amount_company (debits positive); optional: entered_on (else posting_date), is_reversal,
            customer_id, supplier_id, department_id, project_code, bank_account_id, counterparty_company_id,
            employee_id, product_id, quantity, text. Lines keep their order.

    Returns:
        keys of the entries, by `entry`, rising.

    Raises:
        QuarterdeckError: an entry does not balance in the company's currency.
    """
    if lines.is_empty():
        return pl.Series([], dtype=pl.Int64)
    lines = with_defaults(lines, is_reversal=pl.lit(False), entered_on=pl.col("posting_date"))
    heads = lines.group_by("entry").agg(
        pl.col("company_id", "posting_date", "document_type", "document_id", "is_reversal", "entered_on").first(),
        _sum=pl.col("amount_company").sum(),
    )
    heads = heads.sort("entry")
    if (heads["_sum"] != 0).any():
        raise QuarterdeckError(
            f"planted entries do not balance: {heads.filter(pl.col('_sum') != 0).head(3).to_dicts()}"
        )
    heads = heads.with_columns(ground.new_keys("journal_entry", heads.height).alias("id"))
    heads = stamped(heads, "entered_on", 41).with_columns(
        number=pl.concat_str(code(ground), pl.lit("-记-"), pl.col("posting_date").dt.year(), pl.lit("-000000"))
    )
    keys = ground.add("journal_entry", heads)
    came = heads.select("entry", FROM, UNTIL, "updated_at", entry_id="id")
    rows = lines.drop("id", "updated_at", strict=False).join(came, on="entry", maintain_order="left")
    ground.add("journal_line", completed(ground, "journal_line", rows))
    return keys


def vouchers(ground: Ground, lines: pl.DataFrame) -> pl.Series:
    """Book vouchers that somebody writes by hand; see `journal`, which gives back their keys.

    Args:
        ground: of the ERP.
        lines: as for `journal`, but without document_type and document_id; `entry` rises with the day.
    """
    numbers = lines["entry"].unique().sort()
    places = pl.DataFrame({"entry": numbers, "document_id": ground.new_keys("voucher", len(numbers)) - TEMPORARY + 1})
    lines = lines.join(places, on="entry", maintain_order="left")
    return journal(ground, lines.with_columns(document_type=pl.lit("manual")))


def bank_lines(ground: Ground, rows: pl.DataFrame) -> pl.Series:
    """Lines of the banks' statements; places and balances follow when all has been planted.

    Args:
        ground: of the ERP.
        rows: bank_account_id, value_date, amount (signed), purpose; optional: counterparty, reference.

    Returns:
        their keys.
    """
    rows = completed(ground, "bank_line", rows.with_columns(sequence=pl.lit(0), balance_amount=pl.lit(0)))
    return ground.add("bank_line", stamped(rows, "value_date", 31))


def affordable(
    ground: Ground, rows: pl.DataFrame, *, amount: str = "amount", day: str = "posting_date"
) -> pl.DataFrame:
    """The rows whose amount an account could lose from a day on without ever falling below zero.

    Args:
        ground: of the ERP.
        rows: bank_account_id, the amount and the day. Each is looked at by itself: plant few, or leave room.
        amount: column of the amount (minor units of the account's currency).
        day: column (Date).
    """
    lines = ground.versions["bank_line"].sort("bank_account_id", "value_date", "sequence")
    least = lines.with_columns(
        least=pl.col("balance_amount").reverse().cum_min().reverse().over("bank_account_id")
    ).select("bank_account_id", "least", _day="value_date")
    found = rows.with_row_index("_row").sort(day).join_asof(
        least.sort("_day"), left_on=day, right_on="_day", by="bank_account_id", strategy="backward",
        check_sortedness=False,
    )  # fmt: skip
    return found.filter(pl.col("least") > 3 * pl.col(amount)).sort("_row").drop("_row", "_day", "least", strict=False)


def free_numbers(ground: Ground, table: str, rows: pl.DataFrame, day: str) -> pl.Series:
    """Numbers for new documents: the next free one behind their neighbour's of the same company and year.

    Args:
        ground: of the system.
        table: with `number` ending in a counter, and `company_id`.
        rows: company_id and the day (Date).
        day: column of the day by which documents are numbered (that of their first version).
    """
    known = ground.every(table).unique("id", keep="first")
    known = known.select(
        "company_id",
        FROM,
        head=pl.col("number").str.replace(r"\d+$", ""),
        width=pl.col("number").str.extract(r"(\d+)$").str.len_chars().cast(pl.Int64),
        place=pl.col("number").str.extract(r"(\d+)$").cast(pl.Int64),
    )
    # formats such as YZG-INV2600012 have the year within the counter's digits: places rise all the same
    wanted = rows.select(pl.col("company_id").cast(known.schema["company_id"]), _day=day).with_row_index("_row")
    near = wanted.sort("_day").join_asof(
        known.sort(FROM), left_on="_day", right_on=FROM, by="company_id", strategy="backward", check_sortedness=False
    ).join(
        known.sort(FROM).group_by("company_id").first().rename({"head": "_head", "width": "_width", "place": "_place"}),
        on="company_id", how="left",
    )  # fmt: skip
    near = near.with_columns(
        head=pl.coalesce("head", "_head"), width=pl.coalesce("width", "_width"), place=pl.coalesce("place", "_place")
    ).sort("_row")
    # a number is free or stands behind its neighbour's: those before it need not be looked at
    behind = known.join(near.group_by("head").agg(_least=pl.col("place").min()), on="head")
    used = set(behind.filter(pl.col("place") >= pl.col("_least")).select("head", "place").iter_rows())
    found = []
    for head, width, place in near.select("head", "width", "place").iter_rows():
        while (head, place) in used:
            place += 1
        used.add((head, place))
        found.append(f"{head}{place:0{width}d}")
    return pl.Series("number", found, dtype=pl.String)


def code(ground: Ground) -> pl.Expr:
    """The code of each row's company."""
    codes = dict(ground.chains.masters.companies.select("id", "code").iter_rows())
    return pl.col("company_id").replace_strict(codes, return_dtype=pl.String)


def with_defaults(rows: pl.DataFrame, **defaults: pl.Expr) -> pl.DataFrame:
    """The rows, columns that they lack with their default; nulls stay."""
    return rows.with_columns(value.alias(name) for name, value in defaults.items() if name not in rows.columns)


def stamped(rows: pl.DataFrame, day: str, salt: int) -> pl.DataFrame:
    """Rows that come on a day, and stay as they are."""
    if "id" not in rows.columns:
        # the time of day follows from the key; rows that have none yet must not all come at the same second
        place = pl.int_range(0, pl.len()) + pl.col(day).to_physical().cast(pl.Int64) * 13
        rows = rows.with_columns(place.alias("id"), _no_key=pl.lit(True))
    at = stamp(pl.col(day), salt)
    rows = rows.with_columns(created_at=at, updated_at=at, **{FROM: pl.col(day), UNTIL: pl.lit(None, pl.Date)})
    return rows.drop("id", "_no_key") if "_no_key" in rows.columns else rows


def completed(ground: Ground, table: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with the columns of their table that they lack, null."""
    lacking = [
        name
        for name, column in ground.tables[table].columns.items()
        if name not in rows.columns and name != ground.tables[table].key and column.is_nullable
    ]
    return rows.with_columns(pl.lit(None).alias(name) for name in lacking)
