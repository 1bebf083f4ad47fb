"""Records of faults that are told when the rows that they name have got their final keys."""

from dataclasses import dataclass, field

import polars as pl

from ingestion.demo.faults.ground import CONTEXT, SUBJECT, Ground
from ingestion.demo.faults.trade_keys import with_new_keys


@dataclass
class Records:
    """What is to be told.

    Attributes:
        found: fault, kind, variant, lookalike, table, role, why and the columns that `Ground.tell` takes; `key` is that
            of the row as it stood when it was noted.
    """

    found: list[pl.DataFrame] = field(default_factory=list)

    def note(
        self, kind: str, variant: str, table: str, rows: pl.DataFrame, why: str, *, key: str,
        lookalike: bool = False, role: str = SUBJECT,
    ) -> None:  # fmt: skip
        """Note records.

        Args:
            kind: of the parameters.
            variant: of the parameters.
            table: whose rows they are.
            rows: fault, the key, happened_on, seen_on, currency, amount.
            why: what is wrong with them.
            key: column of the key.
            lookalike: whether it is no fault.
            role: SUBJECT or CONTEXT.
        """
        given = {"kind": kind, "variant": variant, "lookalike": lookalike, "table": table, "role": role, "why": why}
        self.found.append(
            rows.select(
                "fault",
                pl.col(key).cast(pl.Int64).alias("key"),
                pl.col("happened_on", "seen_on").cast(pl.Date),
                pl.col("currency"),
                pl.col("amount").cast(pl.Int64),
                **{name: pl.lit(value) for name, value in given.items()},
            )
        )

    def beside(self, kind: str, variant: str, table: str, rows: pl.DataFrame, why: str, *, key: str,
               lookalike: bool = False) -> None:  # fmt: skip
        """Note rows that belong to it and that a finding need not name."""
        self.note(kind, variant, table, rows, why, key=key, lookalike=lookalike, role=CONTEXT)

    def tell(self, ground: Ground, moved: dict[str, pl.DataFrame]) -> None:
        """Tell all of it.

        Args:
            ground: at whose seam.
            moved: by table: `old` and `id`, how its keys have moved; tables that are not there have their keys.
        """
        if not self.found:
            return
        named = ["kind", "variant", "table", "role", "why", "lookalike"]
        for (*texts, lookalike), rows in pl.concat(self.found).group_by(named, maintain_order=True):
            kind, variant, table, role, why = (str(text) for text in texts)
            if table in moved:
                rows = with_new_keys(rows, moved[table], "key")
            ground.tell(kind, variant, table, rows, why, lookalike=bool(lookalike), role=role, key="key")
            ground.take(table, rows["key"])
