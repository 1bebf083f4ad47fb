"""The sealed truth: what was planted, in a folder of its own beside the systems, for `quarterdeck demo score` alone."""

from pathlib import Path

import polars as pl

from ingestion.demo.faults.ground import TRUTH
from ingestion.demo.group.schema import DAY, FLAG, MONEY, Table, key, text
from ingestion.demo.group.store import stored
from quarterdeck.atomic import replace_text
from quarterdeck.errors import QuarterdeckError

FOLDER, FILE = "truth", "truth.csv"
_KINDS = {pl.String: text(), pl.Boolean: FLAG, pl.Int64: key(), pl.Date: DAY}
_TABLE = Table("truth", {name: MONEY if name == "amount" else _KINDS[kind] for name, kind in TRUTH.items()})


def write_truth(folder: Path, truth: pl.DataFrame) -> None:
    """Write it; only this user may read it.

    Args:
        folder: of the group; the truth comes into a folder of its own below it.
        truth: with the columns of TRUTH.
    """
    place = folder / FOLDER
    place.mkdir(parents=True, exist_ok=True)
    place.chmod(0o700)
    file = place / FILE
    replace_text(file, stored(_TABLE, truth).write_csv())
    file.chmod(0o600)


def read_truth(folder: Path) -> pl.DataFrame:
    """The truth in a folder, with the columns of TRUTH.

    Args:
        folder: which holds the file itself.

    Raises:
        QuarterdeckError: there is none, or it cannot be read.
    """
    file = folder / FILE
    try:
        read = pl.read_csv(file, schema_overrides=TRUTH | {"amount": pl.Decimal(18, 2)})
    except FileNotFoundError:
        raise QuarterdeckError(
            f"{folder} holds no truth; `quarterdeck demo --force` makes a group with planted faults and their truth; "
            "name another folder with --truth DIR."
        ) from None
    except (OSError, pl.exceptions.PolarsError) as error:
        raise QuarterdeckError(f"{file} cannot be read ({error}); make the group anew with --force.") from None
    return read.with_columns(amount=(pl.col("amount") * 100).cast(pl.Int64)).select(*TRUTH)
