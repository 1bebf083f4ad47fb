"""What people type into a text field when they mean a contract of another system."""

import numpy as np
import polars as pl

from ingestion.demo.group.world import World


def typed(world: World, name: str, numbers: pl.Series) -> pl.Series:
    """The numbers as somebody typed them: mostly right, some in lower case, with spaces, or not at all.

    Args:
        world: its random numbers and `care.typed`.
        name: of the field, for its own random numbers.
        numbers: such as YZG-XS-2024-0012.
    """
    shares, random = world.parameters["care"]["typed"], world.random(f"typed {name}")
    how = random.choice(list(shares), len(numbers), p=np.array(list(shares.values())) / sum(shares.values()))
    number = pl.col("number")
    return (
        pl.DataFrame({"number": numbers, "how": how})
        .select(
            pl.when(pl.col("how") == "lower")
            .then(number.str.to_lowercase())
            .when(pl.col("how") == "spaced")
            .then(number.str.replace_all("-", " - ", literal=True))
            .when(pl.col("how") == "dash")
            .then(number.str.replace_all("-", "–", literal=True))
            .when(pl.col("how") == "swapped")
            .then(number.str.replace(r"(\d)(\d)$", "${2}${1}"))
            .when(pl.col("how") == "exact")
            .then(number)
        )
        .to_series()
    )
