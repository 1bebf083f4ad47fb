"""References of suppliers' bills: the next ones, those of e-invoices, and how people type them otherwise."""

import numpy as np
import polars as pl

from ingestion.demo.faults.ground import Ground

_DIGITS, _WIDE = list("0123456789"), list("０１２３４５６７８９")
_LETTERS, _WIDE_LETTERS = list("FPR"), list("ＦＰＲ")


def rewritten(random: np.random.Generator, references: pl.Series) -> pl.Series:
    """Each reference as somebody else would type it: without separators or leading zeros, with O for 0, full-width.

    Separators go only where nothing collides: 2024-0012 becomes 20240012, but 33/2024/1 keeps its slashes.
    """
    number = pl.col("number")
    styles = [
        number.str.replace_all("-", "", literal=True),
        number.str.replace_all(r"(^|[-/])0+(\d)", "${1}${2}"),
        number.str.replace_all("0", "O", literal=True),
        number.str.replace_all(r"([-/])", " ${1} "),
        number.str.replace_many(["-", "/"], ["/", "-"]),
        number.str.replace_many(_DIGITS + _LETTERS, _WIDE + _WIDE_LETTERS),
        number.str.replace(r"^([A-Z]+)(\d\d)", "${1}-20${2}/"),
        number.str.replace(r"^([A-Z]+)", "${1} "),
        number.str.to_lowercase(),
    ]
    drawn = pl.Series("drawn", random.integers(0, 10**6, len(references)))
    return (
        pl.DataFrame({"number": references, "drawn": drawn}, schema_overrides={"number": pl.String})
        .with_columns(pl.concat_list(pl.when(style != number).then(style) for style in styles).alias("styles"))
        .with_columns(pl.col("styles").list.drop_nulls())
        .select(pl.col("styles").list.get(pl.col("drawn") % pl.col("styles").list.len(), null_on_oob=True))
        .to_series()
        .alias("supplier_invoice_number")
    )


def next_numbers(ground: Ground, rows: pl.DataFrame) -> pl.Series:
    """The supplier's own numbers behind all of its year, in its own way of writing.

    Args:
        ground: of the ERP.
        rows: supplier_id, document_date, supplier_invoice_number (another bill's of the same supplier).
    """
    year, number = pl.col("document_date").dt.year(), pl.col("supplier_invoice_number")
    known = ground.every("purchase_invoice").unique("id")
    last = known.group_by("supplier_id", year.alias("_year")).agg(
        _last=number.str.extract(r"([0-9]{1,4})$").cast(pl.Int64, strict=False).max()
    )
    place = pl.col("_last").fill_null(0) + pl.int_range(1, pl.len() + 1).over("supplier_id", "_year")
    padded = place.cast(pl.String).str.zfill(4)
    written = (
        pl.when(number.str.contains("/", literal=True))
        .then(pl.concat_str(number.str.split("/").list.first(), pl.lit("/"), "_year", pl.lit("/"), place))
        .when(number.str.starts_with("FP"))
        .then(pl.concat_str(pl.lit("FP"), pl.col("_year").cast(pl.String).str.slice(2), padded))
        .when(number.str.contains("-", literal=True))
        .then(pl.concat_str("_year", pl.lit("-"), padded))
        .otherwise(padded)
    )
    return (
        rows.with_columns(_year=year)
        .join(last, on=["supplier_id", "_year"], how="left", maintain_order="left")
        .select(written.alias("supplier_invoice_number"))
        .to_series()
    )


def colliding_numbers(random: np.random.Generator, count: int) -> list[pl.Series]:
    """Two different numbers each, such as B-1/12 and B-11/2, that are one without their separators."""
    letters = random.choice(["A", "B", "C", "D"], count).tolist()
    drawn = list(zip(letters, random.integers(1, 10, (count, 3)).tolist(), strict=True))
    written = [[form.format(letter, *digits) for letter, digits in drawn] for form in ("{}-{}/{}{}", "{}-{}{}/{}")]
    return [pl.Series("supplier_invoice_number", numbers, dtype=pl.String) for numbers in written]


def other_einvoices(random: np.random.Generator, rows: pl.DataFrame) -> pl.Series:
    """E-invoice numbers of other bills of the same sellers; null stays null.

    Args:
        random: what decides.
        rows: einvoice_number (20 digits), document_date (of the other bill).
    """
    serial = pl.Series([f"{one:08d}" for one in random.integers(0, 10**8, rows.height).tolist()], dtype=pl.String)
    year = pl.col("document_date").dt.to_string("%y")
    number = pl.col("einvoice_number")
    return rows.select(pl.concat_str(year, number.str.slice(2, 10), serial).alias("einvoice_number")).to_series()


def respelled(random: np.random.Generator, numbers: pl.Series) -> pl.Series:
    """Each number of an e-invoice as somebody types it who does not scan it."""
    number = pl.col("number")
    styles = [
        number.str.replace_all(r"(.{4})", "${1} ").str.strip_chars(),
        number.str.replace_many(_DIGITS, _WIDE),
        pl.lit("No.") + number,
        number + pl.lit(" "),
        number.str.replace(r"^(.{8})(.{4,})$", "${1}-${2}"),
    ]
    drawn = pl.Series("drawn", random.integers(0, len(styles), len(numbers)))
    styled = pl.concat_list(styles).list.get(pl.col("drawn"))
    frame = pl.DataFrame({"number": numbers, "drawn": drawn}, schema_overrides={"number": pl.String})
    return frame.select(styled.alias("invoice_number")).to_series()
