"""The ground in which faults are planted: one seam of the generator, and what a planter may do there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from ingestion.demo.faults.merge import TEMPORARY, Shift
from ingestion.demo.group.schema import Table
from ingestion.demo.group.versions import FROM, UNTIL
from ingestion.demo.group.world import World
from quarterdeck.errors import QuarterdeckError

SUBJECT, CONTEXT = "subject", "context"
TRUTH: dict[str, type[pl.DataType]] = {
    "fault": pl.String,
    "kind": pl.String,
    "variant": pl.String,
    "is_fault": pl.Boolean,
    "system": pl.String,
    "table": pl.String,
    "key": pl.Int64,
    "detail": pl.String,
    "role": pl.String,
    "happened_on": pl.Date,
    "seen_on": pl.Date,
    "currency": pl.String,
    "amount": pl.Int64,
    "why": pl.String,
}
"""One record of one fault, or of one look-alike.

fault: its name, such as duplicate_payment-0003. kind, variant: of the parameter file. is_fault: False: a look-alike.
system, table, key: which row of which system; key null: the row is missing, and detail says which it would be. role:
`subject`, the row that a finding has to name (any one of several), or `context`, what else belongs to it. happened_on:
when it was done. seen_on: the first day on which the systems show enough to know. amount: at stake, minor units of
`currency`.
"""


@dataclass
class Told:
    """What all seams of one group share.

    Attributes:
        world: of the group.
        given: the parameters of faults, by kind; see parameters.py.
        left: what the planters of one seam leave for those of a later one, by a name of their own.
        truth: frames with the columns of TRUTH; keys as they were when they were told.
        shifts: by (system, table), how keys have moved since.
        missing: how many of what was promised found no place, a sentence each.
        numbers: the last number of each kind's names, and by "system.table" the next temporary key.
        taken: by (system, table), keys of rows that bear a fault or a look-alike.
    """

    world: World
    given: dict[str, Any]
    left: dict[str, pl.DataFrame] = field(default_factory=dict)
    truth: list[pl.DataFrame] = field(default_factory=list)
    shifts: dict[tuple[str, str], Shift] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    taken: dict[tuple[str, str], list[pl.Series]] = field(default_factory=dict)


class Ground:
    """One seam.

    At a seam before the systems there are no tables: planters get and give back the generator's own frames, and use
    this only to choose and to tell. At the seam of a system, `versions` are its tables' versions as they stand.
    """

    def __init__(self, told: Told, system: str, tables: Sequence[Table] = (), chains: Any = None) -> None:
        self.world, self.given, self.left, self.system, self.chains = told.world, told.given, told.left, system, chains
        self.tables: Mapping[str, Table] = {table.name: table for table in tables}
        self.versions: dict[str, pl.DataFrame] = {}
        self.added: dict[str, list[pl.DataFrame]] = {}
        self._told = told

    def random(self, name: str) -> np.random.Generator:
        """Random numbers of one planter: what the generator and other planters draw does not move them."""
        return self.world.random(f"fault {self.system} {name}")

    def promised(self, kind: str, variant: str, *, lookalike: bool = False) -> tuple[int, int]:
        """How many of a kind there are up to the day as of which the group is made, and how many in its future.

        At scale 1 as many as the parameters say; at others with the square root of it, but at least one. Of a kind
        whose parameters say `fixed`, so many at any scale, and none later. Of a variant with a `from_scale`, none in a
        group smaller than that: it has too little of what the variant needs.
        """
        given = self.given[kind]
        shapes = given["lookalikes" if lookalike else "faults"]
        if not shapes.get(variant, 0) or self.world.scale < given.get("from_scale", {}).get(variant, 0):
            return 0, 0
        if given.get("fixed"):
            return int(shapes[variant]), 0
        wanted = shapes[variant] * np.sqrt(self.world.scale)
        timeline = self.world.timeline
        ahead = (timeline.end - timeline.anchor).days / (timeline.anchor - timeline.start).days
        return max(1, round(wanted)), round(wanted * ahead)

    def pick(
        self,
        kind: str,
        variant: str,
        candidates: pl.DataFrame,
        *,
        table: str,
        day: str = "day",
        key: str = "id",
        lookalike: bool = False,
    ) -> pl.DataFrame:
        """As many candidates as are promised, by day; each with the name of its `fault`.

        Args:
            kind: of the parameters.
            variant: of the parameters.
            candidates: what could bear it, a row each.
            table: whose rows the keys are; a row bears one fault or look-alike at most.
            day: column (Date) of the day on which it could be seen; those up to the day as of which the group is made,
                and those after it, are promised apart.
            key: column of the row's key.
            lookalike: whether it is no fault.
        """
        candidates = candidates.filter(~pl.col(key).is_in(self.taken(table).implode()), pl.col(day).is_not_null())
        candidates = candidates.sort(day, key)
        random = self.random(f"{kind} {variant} {lookalike}")
        past = (candidates[day] <= self.world.timeline.anchor).to_numpy()
        inside = (candidates[day] <= self.world.timeline.end).to_numpy()
        chosen = []
        promised = self.promised(kind, variant, lookalike=lookalike)
        for wanted, places in zip(promised, (past, ~past & inside), strict=True):
            rows = np.flatnonzero(places)
            chosen.append(random.choice(rows, min(wanted, len(rows)), replace=False))
        if len(chosen[0]) < promised[0]:
            what = "look-alikes" if lookalike else "faults"
            self._told.missing.append(
                f"{kind} {variant}: {promised[0]} {what} promised, {len(chosen[0])} found a place"
            )
        picked = candidates[np.sort(np.concatenate(chosen))]
        self.take(table, picked[key])
        return picked.with_columns(fault=self.names(kind, picked.height))

    def names(self, kind: str, count: int) -> pl.Series:
        """New names of faults."""
        first = self._told.numbers.get(kind, 0) + 1
        self._told.numbers[kind] = first + count - 1
        return pl.Series("fault", [f"{kind}-{number:04d}" for number in range(first, first + count)], dtype=pl.String)

    def taken(self, table: str) -> pl.Series:
        """Keys of a table's rows that bear a fault or a look-alike already."""
        return pl.concat([pl.Series([], dtype=pl.Int64), *self._told.taken.get((self.system, table), [])])

    def take(self, table: str, keys: pl.Series) -> None:
        """Let no other fault use these rows."""
        self._told.taken.setdefault((self.system, table), []).append(keys.cast(pl.Int64).drop_nulls())

    def told(self, table: str) -> pl.Series:
        """Keys of this system's rows of a table of which the truth speaks by now, whatever their role."""
        here = [
            frame.filter((pl.col("system") == self.system) & (pl.col("table") == table)) for frame in self._told.truth
        ]
        return pl.concat([pl.Series([], dtype=pl.Int64), *(frame["key"] for frame in here)]).drop_nulls()

    def tell(
        self, kind: str, variant: str, table: str, records: pl.DataFrame, why: str, *, lookalike: bool = False,
        role: str = SUBJECT, key: str = "id", seen_on: str = "seen_on", system: str | None = None,
    ) -> None:  # fmt: skip
        """Tell the truth about rows of one table.

        Args:
            kind: of the parameters.
            variant: of the parameters.
            table: of this system, whose rows they are.
            records: fault, the key, happened_on, seen_on (Date), currency, amount (minor units; may be missing), and
                `detail` where the key is null.
            why: what is wrong with them, or what only looks so; one sentence.
            lookalike: whether it is no fault.
            role: SUBJECT or CONTEXT.
            key: name of the column of the key.
            seen_on: name of the column of that day.
            system: of the rows, where it is one that was made before; keys as they were at its seam.
        """
        given = {"key": pl.col(key), "seen_on": pl.col(seen_on), "kind": pl.lit(kind), "variant": pl.lit(variant)}
        given |= {"is_fault": pl.lit(not lookalike), "system": pl.lit(system or self.system), "table": pl.lit(table)}
        given |= {"role": pl.lit(role), "why": pl.lit(why)}
        self._told.truth.append(
            records.select(
                given.get(name, pl.col(name) if name in records.columns else pl.lit(None)).cast(kept).alias(name)
                for name, kept in TRUTH.items()
            )
        )

    def every(self, table: str) -> pl.DataFrame:
        """All versions of a table's rows, and behind them those of the rows that were added."""
        return pl.concat([self.versions[table], *self.added.get(table, [])])

    def last(self, table: str) -> pl.DataFrame:
        """The newest version of every row that is not deleted in the end; `_first` (Date): when it was first seen."""
        versions = self.versions[table]
        first = versions.group_by(self.tables[table].key).agg(pl.col(FROM).min().alias("_first"))
        return versions.filter(pl.col(UNTIL).is_null()).join(first, on=self.tables[table].key, maintain_order="left")

    def add(self, table: str, rows: pl.DataFrame) -> pl.Series:
        """Add versions of new rows.

        Args:
            table: to which.
            rows: all its columns but the key, `_from` and `_until`; with the key, where rows have several versions
                (from an earlier call, or `new_keys`).

        Returns:
            their keys, which other rows may refer to; they move when all has been planted.

        Raises:
            QuarterdeckError: columns are missing.
        """
        column = self.tables[table].key
        if column not in rows.columns:
            rows = rows.with_columns(self.new_keys(table, rows.height).alias(column))
        wanted = [*self.tables[table].columns, FROM, UNTIL]
        if lacking := set(wanted) - set(rows.columns):
            raise QuarterdeckError(f"rows planted in {self.system}.{table} lack {', '.join(sorted(lacking))}")
        schema = self.versions[table].schema
        rows = rows.select(pl.col(name).cast(schema[name]) for name in wanted)
        self.added.setdefault(table, []).append(rows)
        return rows[column]

    def new_keys(self, table: str, count: int) -> pl.Series:
        """Keys for rows to add; they move when all has been planted."""
        first = self._told.numbers.get(f"{self.system}.{table}", TEMPORARY)
        self._told.numbers[f"{self.system}.{table}"] = first + count
        return pl.Series(range(first, first + count), dtype=pl.Int64)

    def replace(self, table: str, versions: pl.DataFrame) -> None:
        """Put these versions in the place of all versions of the rows whose keys they bear."""
        column, current = self.tables[table].key, self.versions[table]
        kept = current.filter(~pl.col(column).is_in(versions[column].unique().implode()))
        fitting = versions.select(pl.col(name).cast(kind) for name, kind in current.schema.items())
        self.versions[table] = pl.concat([kept, fitting]).sort(column, FROM)

    def change(self, table: str, changes: pl.DataFrame, *, since: str | None = None) -> None:
        """Let columns of rows have other values.

        Args:
            table: whose rows; only those that were there before, not added ones.
            changes: the key, and the columns with their new values.
            since: column of `changes` (Date) from which day on they have them, by a version of their own then, stamped
                in that day's working hours; None: in all versions.
        """
        column, current = self.tables[table].key, self.versions[table]
        renamed = {name: f"_new_{name}" for name in changes.columns if name not in (column, since)}
        joined = current.join(changes.rename(renamed), on=column)
        values = {name: pl.col(new).cast(current.schema[name]) for name, new in renamed.items()}
        if since is None:
            self.replace(table, joined.with_columns(**values))
            return
        day = pl.col(since)
        before = joined.filter(pl.col(FROM) < day).with_columns(pl.min_horizontal(UNTIL, day).alias(UNTIL))
        at = pl.max_horizontal(pl.col("updated_at"), day.cast(pl.Datetime("us")) + pl.duration(hours=6))
        after = joined.filter(pl.col(UNTIL).is_null() | (pl.col(UNTIL) > day)).with_columns(
            **values,
            updated_at=pl.when(pl.col(FROM) <= day).then(at).otherwise("updated_at"),
            **{FROM: pl.max_horizontal(pl.col(FROM), day)},
        )
        self.replace(table, pl.concat([before.select(current.columns), after.select(current.columns)]))

    def remove(self, table: str, keys: pl.Series) -> None:
        """Take rows away, in all versions; what refers to them is the planter's care."""
        column = self.tables[table].key
        self.versions[table] = self.versions[table].filter(~pl.col(column).is_in(keys.implode()))
