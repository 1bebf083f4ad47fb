"""Rows that are repeated: which row each copy is of, and its number among the copies."""

import numpy as np

from ingestion.demo.group.world import Ints


def repeated(count: Ints) -> tuple[Ints, Ints]:
    """For as many copies of each row as `count` says, the row and the copy's number from 0."""
    row = np.repeat(np.arange(len(count)), count)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
