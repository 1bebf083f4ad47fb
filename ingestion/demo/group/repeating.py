"""Rows that are repeated: which row each copy is of, its number among them, and its part of the row's amount."""

import numpy as np

from ingestion.demo.group.world import Floats, Ints


def repeated(count: Ints) -> tuple[Ints, Ints]:
    """For as many copies of each row as `count` says, the row and the copy's number from 0."""
    row = np.repeat(np.arange(len(count)), count)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)


def spread(whole: Ints, row: Ints, share: Floats, unit: int, *, rest_first: bool = False) -> Ints:
    """Each row's amount over its copies (which stand together) by their shares, adding up exactly.

    All but the last copy, or the first, which takes what is left, are whole multiples of `unit`.
    """
    amount = np.floor(whole[row] * share / unit).astype(np.int64) * unit
    rest = np.flatnonzero(np.diff(row, prepend=-1) if rest_first else np.diff(row, append=-1))
    left = whole - np.bincount(row, amount, len(whole)).astype(np.int64)
    amount[rest] += left[row[rest]]
    return amount


def uneven(random: np.random.Generator, row: Ints, by: float) -> Floats:
    """Shares of the copies of each row, alike but for up to `by` either way; they add up to 1."""
    weight = random.uniform(1 - by, 1 + by, len(row))
    shares: Floats = weight / np.bincount(row, weight)[row]
    return shares
