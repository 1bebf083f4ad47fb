"""PostgreSQL: one repeatable-read transaction; rows stream by COPY, which is both exact and fast."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

import psycopg
import pyarrow as pa
from pyarrow import csv

from ingestion.databases.base import BATCH_ROWS, Source
from ingestion.manifest import Table
from quarterdeck.errors import SourceError
from quarterdeck.settings import System

_TYPES = {
    "smallint": "bigint",
    "integer": "bigint",
    "bigint": "bigint",
    "real": "double",
    "double precision": "double",
    "boolean": "boolean",
    "date": "date",
    "timestamp without time zone": "timestamp",
    "timestamp with time zone": "timestamptz",
}
_TIMEOUT_SECONDS = 20
_CHUNK_BYTES = 8 << 20
# bad password, unknown role, database or schema, no privilege, unknown table or column: waiting changes nothing
_FINAL_CODES = frozenset({"28P01", "28000", "3D000", "3F000", "42501", "42P01", "42703"})


class PostgresSource(Source):
    """One PostgreSQL database, in the schema that its user finds first."""

    def __init__(self, system: System):
        parts = urlsplit(system.url.get_secret_value())
        self._name, self._secret = system.name, system.password
        self._where = f"{parts.hostname}:{parts.port or 5432}/{parts.path.lstrip('/')}"
        try:
            self._connection = psycopg.connect(
                parts._replace(scheme="postgresql").geturl(),
                connect_timeout=_TIMEOUT_SECONDS,
                autocommit=True,
                # COPY takes no parameters from the server: they are bound, quoted, on this side
                cursor_factory=psycopg.ClientCursor,
            )
            self._connection.execute("set datestyle = 'ISO, YMD'")
            self._connection.execute("set timezone = 'UTC'")
            self._connection.execute("set extra_float_digits = 1")
        except psycopg.Error as error:
            raise self._failure(error) from None

    def begin(self) -> None:
        """Take one consistent snapshot for all later reads."""
        try:
            self._connection.execute("begin isolation level repeatable read, read only")
            self._connection.execute("select 1")
        except psycopg.Error as error:
            raise self._failure(error) from None

    def quote(self, name: str) -> str:
        """A name in double quotes."""
        return '"' + name.replace('"', '""') + '"'

    def columns(self, table: Table) -> dict[str, str] | None:
        """Columns and DuckDB types, from the server's catalogue; what has no type of ours is text."""
        rows = [
            row
            for chunk in self.fetch(
                "select column_name, data_type, numeric_precision, numeric_scale from information_schema.columns "
                "where table_schema = any (current_schemas(false)) and table_name = %s order by ordinal_position",
                (table.source,),
            )
            for row in chunk
        ]
        return {row[0]: _duckdb_type(*row[1:]) for row in rows} or None

    def fetch(self, sql: str, parameters: Sequence[object] = ()) -> Iterator[list[tuple]]:
        """Chunks of rows, every value as text."""
        for batch in self._copy(sql, parameters):
            yield list(zip(*(column.to_pylist() for column in batch.columns), strict=True))

    def batches(
        self, table: Table, columns: Sequence[str], condition: str = "", parameters: Sequence[object] = ()
    ) -> Iterator[pa.Table]:
        """Rows as Arrow tables, every column text."""
        for batch in self._copy(self.select(table, columns, condition), parameters):
            yield pa.Table.from_batches([batch]).rename_columns(list(columns))

    def proof_sql(self, table: Table) -> tuple[str, str]:
        """Checksum and sums in PostgreSQL's SQL."""
        parts = ", ".join(f"coalesce({self.quote(c)}::text, '')" for c in (table.key, *table.proof))
        checksum = f"sum(('x' || left(md5(concat_ws('|', {parts})), 8))::bit(32)::bigint)"
        return checksum, "".join(f", sum({self.quote(m)})" for m in table.measures)

    def close(self) -> None:
        """End the transaction and the connection."""
        self._connection.close()

    def _copy(self, sql: str, parameters: Sequence[object]) -> Iterator[pa.RecordBatch]:
        try:
            with self._connection.cursor() as cursor:
                names = [f"c{i}" for i in range(self._width(sql, parameters))]
                command = f"copy ({sql}) to stdout (format csv, null '')"
                with cursor.copy(command, tuple(parameters) or None) as copy:
                    reader = csv.open_csv(
                        pa.PythonFile(_Stream(iter(copy)), mode="r"),
                        csv.ReadOptions(column_names=names, block_size=_CHUNK_BYTES, use_threads=False),
                        csv.ParseOptions(newlines_in_values=True),
                        # an empty field is NULL, a quoted empty one is the empty text: nothing else is NULL
                        csv.ConvertOptions(
                            column_types={name: pa.string() for name in names},
                            null_values=[""],
                            strings_can_be_null=True,
                            quoted_strings_can_be_null=False,
                        ),
                    )
                    for batch in reader:
                        for start in range(0, batch.num_rows, BATCH_ROWS):
                            yield batch.slice(start, BATCH_ROWS)
        except psycopg.Error as error:
            raise self._failure(error) from None
        except pa.ArrowInvalid as error:
            if "Empty CSV file" not in str(error):
                raise

    def _width(self, sql: str, parameters: Sequence[object]) -> int:
        with self._connection.cursor() as cursor:
            cursor.execute(f"select * from ({sql}) as described limit 0", tuple(parameters) or None)
            return len(cursor.description or ())

    def _failure(self, error: psycopg.Error) -> SourceError:
        code = error.sqlstate or ""
        text = " ".join(str(error).split())
        if self._secret:
            text = text.replace(self._secret, "***")
        advice = {
            "28P01": "the password was refused; check the URL's user and the secret in its place",
            "28000": "the user was refused; check the URL's user and the server's pg_hba.conf",
            "3D000": "the database does not exist; check the URL's last part",
            "42501": "the user may not read this table; grant it SELECT",
        }.get(code, "check that the server runs and answers, and run the refresh again")
        if not code and "password authentication failed" in text:
            code, advice = "28P01", "the password was refused; check the URL's user and the secret in its place"
        elif not code and "does not exist" in text:
            code, advice = "3D000", "the database or user does not exist; check the URL"
        return SourceError(
            f"System {self._name!r} ({self._where}): {advice}. The server said: {text}",
            is_transient=code not in _FINAL_CODES,
        )


class _Stream:
    """A file-like object over the chunks of a COPY."""

    closed = False

    def __init__(self, chunks: Iterator[bytes | memoryview]):
        self._chunks = chunks
        self._left = b""

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; b"" at the end."""
        parts, length = [self._left], len(self._left)
        while size < 0 or length < size:
            chunk = next(self._chunks, None)
            if chunk is None:
                break
            parts.append(bytes(chunk))
            length += len(chunk)
        data = b"".join(parts)
        if size < 0:
            self._left = b""
            return data
        self._left = data[size:]
        return data[:size]

    def readable(self) -> bool:
        """It can be read."""
        return True

    def close(self) -> None:
        """Nothing to close: the COPY ends with its cursor."""
        self.closed = True


def _duckdb_type(data_type: str, precision: str | None, scale: str | None) -> str:
    if data_type == "numeric":
        # without a scale in the source, ten digits are kept; the proof fails should there be more
        return "decimal(38,10)" if precision is None else f"decimal({min(int(precision), 38)},{int(scale or 0)})"
    return _TYPES.get(data_type, "varchar")
