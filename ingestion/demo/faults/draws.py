"""Random numbers between two bounds that a parameter states."""

from collections.abc import Sequence

import numpy as np

from ingestion.demo.group.world import Floats, Ints


def whole(random: np.random.Generator, bounds: Sequence[int], count: int) -> Ints:
    """So many whole numbers, both bounds included."""
    least, most = bounds
    found: Ints = random.integers(least, most, count, endpoint=True)
    return found


def real(random: np.random.Generator, bounds: Sequence[float], count: int) -> Floats:
    """So many numbers."""
    least, most = bounds
    found: Floats = random.uniform(least, most, count)
    return found
