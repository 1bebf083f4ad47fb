"""Places of documents in their year, as they stand in numbers: rising, with a gap here and there."""

import polars as pl

_GAP = 29
"""One number in about so many is not used: somebody began a document and gave it up."""


def place_in(company: pl.Expr, year: pl.Expr, *more: pl.Expr) -> pl.Expr:
    """The place of each row among those of its company and year, from 1, in the order of the rows.

    Args:
        company: whole number.
        year: whole number; where a gap lies follows from the two and from the place.
        more: what else documents are numbered by.
    """
    keys = [company, year, *more]
    place = pl.int_range(1, pl.len() + 1).over(keys)
    # the upper half of a multiplicative hash
    scattered = (place * 2_654_435_761 + company.cast(pl.Int64) * 97_003 + year.cast(pl.Int64) * 7_919) % 2**32
    return place + (scattered // 2**16 % _GAP == 0).cum_sum().over(keys)
