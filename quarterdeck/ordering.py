"""In which order, and how many, the rows of a named query are wanted: sorted by the engine, before they are cut off."""

from dataclasses import dataclass

ROW_COUNT = "_row_count"
"""The column that says how many rows there are in all, the total's not counted."""


@dataclass(frozen=True)
class Ordering:
    """How a table is sorted and where it is cut off.

    Attributes:
        key: the column that names a row; rows without it are totals, which come first and are never cut off.
        column: sorted by it; what is null comes last either way.
        descending: largest first.
        then: columns that decide between equals, before the key does.
        rows: at most so many rows, beside one total.
    """

    key: str
    column: str
    descending: bool = False
    then: tuple[str, ...] = ()
    rows: int = 1000

    def applied_to(self, sql: str) -> str:
        """The statement with this order, and with a column `_row_count`."""
        key = _quoted(self.key)
        turn = "desc" if self.descending else "asc"
        order = [f"{key} is null desc", f"{_quoted(self.column)} {turn} nulls last"]
        order += [f"{_quoted(column)} nulls last" for column in (*self.then, self.key)]
        return (
            f"select *, count({key}) over () as {ROW_COUNT} from ({sql}) "
            f"order by {', '.join(order)} limit {self.rows + 1:d}"
        )


def _quoted(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'
