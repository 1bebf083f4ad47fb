"""The snapshot's views: what is landed, with the manifest's types."""

import random
from decimal import ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path

import duckdb
import polars as pl
import pytest

from ingestion.databases import Proof
from ingestion.manifest import Table
from ingestion.snapshot import _versions
from ingestion.zone import proof_of


def test_text_becomes_the_decimal_that_it_says(tmp_path: Path) -> None:
    """Also by the short way that narrow decimals take: DuckDB's own narrow cast cuts digits off exponents."""
    draw = random.Random(5)  # noqa: S311 - not a secret
    texts = [
        "0.0005",
        "-0.0005",
        "1e3",
        "-1230223910.237838598e6",
        "5e-4",
        "4.9E-4",
        "999999999999999.9994",
        "999999999999999.9995",
        "-999999999999999.9995",
        "12345678901234567890.1235",
        " 7.25 ",
        *(f"{draw.choice(('', '-'))}{draw.randrange(10 ** draw.randint(1, 30))}" for _ in range(200)),
        *(f"{draw.randrange(10**12)}.{draw.randrange(10**9):09d}" for _ in range(500)),
        *(f"{draw.randrange(10**4)}.{draw.randrange(10**9):09d}e{draw.randint(-6, 6)}" for _ in range(200)),
    ]
    landed = _landed(tmp_path, [*texts, None])
    with duckdb.connect() as connection, localcontext(prec=60):
        view = _versions(connection, {"amount": "decimal(38,3)"}, "erp", [landed])
        got = [row[0] for row in connection.execute(f"select amount from ({view})").fetchall()]
        kind = connection.execute(f"select distinct typeof(amount) from ({view})").fetchall()
        expected = [Decimal(text.strip()).quantize(Decimal("0.001"), ROUND_HALF_UP) for text in texts]
    assert kind == [("DECIMAL(38,3)",)]
    assert got == [*expected, None]


@pytest.mark.parametrize("text", ["much", "", "1,000.5"])
def test_text_that_is_no_number_is_an_error_that_names_it(tmp_path: Path, text: str) -> None:
    landed = _landed(tmp_path, ["1.5", text])
    with duckdb.connect() as connection:
        view = _versions(connection, {"amount": "decimal(38,3)"}, "erp", [landed])
        with pytest.raises(duckdb.ConversionException, match=f'"{text}"'):
            connection.execute(f"select amount from ({view})").fetchall()


def test_a_proof_adds_up_text_to_the_last_digit() -> None:
    texts = ["0.1", "99999999.9999999999", "-12345678901234.5678", "1.5e3", "2.00000000005"]
    table = Table("t", "t", {"id": "bigint", "amount": "decimal(38,3)"}, key="id", measures=("amount",))
    with duckdb.connect() as connection, localcontext(prec=60):
        connection.register("rows", pl.DataFrame({"id": range(len(texts)), "amount": texts}))
        proof = proof_of(connection, table, "(from rows)")
        narrow = proof_of(connection, table, "(select id, amount::decimal(28, 11) as amount from rows)")
        expected = sum(Decimal(text).quantize(Decimal("1e-10"), ROUND_HALF_UP) for text in texts)
    assert isinstance(proof, Proof)
    assert proof.sums == (expected,)
    assert narrow == proof


def _landed(folder: Path, texts: list[str | None]) -> Path:
    file = folder / "1790000000.123.abc.parquet"
    pl.DataFrame({"amount": texts, "_is_deleted": False}, schema_overrides={"amount": pl.String}).write_parquet(file)
    return file
