"""The company's own rule parameters: CSV files that stand in for ours of the same name (decision 15)."""

import csv
import shutil
from pathlib import Path

from quarterdeck.errors import BuildError


def lay_parameters(folder: Path | None, seeds: Path) -> None:
    """Put the company's files in the place of the seeds that they override.

    Args:
        folder: the setting `parameters`; None leaves the seeds as they are.
        seeds: folder of the copied project's seeds.

    Raises:
        BuildError: the folder cannot be read, a file overrides nothing, or its columns are not those of the seed.
    """
    if folder is None:
        return
    if not folder.is_dir():
        raise BuildError(f"There is no folder {folder}; make it, or take the setting parameters away.")
    known = sorted(seed.stem for seed in seeds.glob("*.csv"))
    for file in sorted(folder.glob("*.csv")):
        seed = seeds / file.name
        if not seed.exists():
            raise BuildError(f"{file} overrides nothing; a file here is named as one of {', '.join(known)}.")
        expected, found = _columns(seed), _columns(file)
        if sorted(expected) != sorted(found):
            raise BuildError(
                f"{file}, row 1: expected the columns {', '.join(expected)}, found {', '.join(found) or 'nothing'}. "
                "Give it these columns."
            )
        shutil.copyfile(file, seed)


def _columns(file: Path) -> list[str]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return [name.strip() for name in next(csv.reader(lines), [])]
    except (OSError, UnicodeDecodeError) as error:
        raise BuildError(f"{file} cannot be read: {error}. Save it as UTF-8 text.") from None
