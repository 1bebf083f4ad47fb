"""MariaDB and MySQL: one repeatable-read snapshot by PyMySQL; large tables are read beside it by connectorx."""

from collections.abc import Iterator, Sequence
from urllib.parse import quote, unquote, urlsplit

import connectorx
import pyarrow as pa
import pymysql
from pymysql.converters import encoders
from pymysql.cursors import SSCursor

from ingestion.databases.base import BATCH_ROWS, BULK_ROWS, Source
from ingestion.manifest import Table
from quarterdeck.errors import SourceError
from quarterdeck.settings import System

_TYPES = {
    "tinyint": "bigint",
    "smallint": "bigint",
    "mediumint": "bigint",
    "int": "bigint",
    "bigint": "bigint",
    "year": "bigint",
    "float": "double",
    "double": "double",
    "date": "date",
    "datetime": "timestamp",
    "timestamp": "timestamp",
    "blob": "blob",
    "tinyblob": "blob",
    "mediumblob": "blob",
    "longblob": "blob",
    "binary": "blob",
    "varbinary": "blob",
}
_TIMEOUT_SECONDS = 20
# access denied, unknown database, no such grant or table: waiting changes nothing
_FINAL_CODES = frozenset({1044, 1045, 1049, 1142, 1146})


class MysqlSource(Source):
    """One MariaDB or MySQL database."""

    def __init__(self, system: System):
        parts = urlsplit(system.url.get_secret_value())
        self._name, self._secret = system.name, system.password
        self._where = f"{parts.hostname}:{parts.port or 3306}/{parts.path.lstrip('/')}"
        self._database = unquote(parts.path.lstrip("/"))
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        self._bulk_url = (
            f"mysql://{quote(user, safe='')}:{quote(password, safe='')}@{parts.hostname}:{parts.port or 3306}"
            f"/{quote(self._database, safe='')}"
        )
        try:
            self._connection = pymysql.connect(
                host=parts.hostname,
                port=parts.port or 3306,
                user=user,
                password=password,
                database=self._database,
                charset="utf8mb4",
                # encoders only, no decoders: every value arrives as the server's own text, exact
                conv=dict(encoders),  # type: ignore[arg-type]
                connect_timeout=_TIMEOUT_SECONDS,
                read_timeout=3600,
                cursorclass=SSCursor,
                autocommit=True,
            )
        except pymysql.Error as error:
            raise self._failure(error) from None

    def begin(self) -> None:
        """Take one consistent snapshot for all later reads."""
        self._run("set session transaction isolation level repeatable read")
        self._run("start transaction with consistent snapshot, read only")

    def quote(self, name: str) -> str:
        """A name in backticks."""
        return "`" + name.replace("`", "``") + "`"

    def columns(self, table: Table) -> dict[str, str] | None:
        """Columns and DuckDB types, from the server's catalogue."""
        rows = [
            row
            for chunk in self.fetch(
                "select column_name, data_type, numeric_precision, numeric_scale, column_type "
                "from information_schema.columns where table_schema = %s and table_name = %s order by ordinal_position",
                (self._database, table.source),
            )
            for row in chunk
        ]
        return {row[0]: _duckdb_type(*row[1:]) for row in rows} or None

    def fetch(self, sql: str, parameters: Sequence[object] = ()) -> Iterator[list[tuple]]:
        """Chunks of rows, every value as text."""
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(sql, parameters or None)
                while rows := cursor.fetchmany(BATCH_ROWS):
                    yield list(rows)
        except pymysql.Error as error:
            raise self._failure(error) from None

    def bulk(self, table: Table, columns: dict[str, str]) -> pa.RecordBatchReader | None:
        """The whole table by connectorx, when it is large."""
        if "blob" in columns.values():
            return None
        [[(rows,)]] = self.fetch(
            "select table_rows from information_schema.tables where table_schema = %s and table_name = %s",
            (self._database, table.source),
        )
        if int(rows or 0) < BULK_ROWS:
            return None
        selected = ", ".join(
            # connectorx knows fewer types than the server, and brings decimals slowly: text is text for it, and exact
            f"cast({self.quote(c)} as char) as {self.quote(c)}" if _is_text_for_bulk(kind) else self.quote(c)
            for c, kind in columns.items()
        )
        where = f" where {table.where}" if table.where else ""
        sql = f"select {selected} from {self.quote(table.source)}{where}"
        try:
            return connectorx.read_sql(self._bulk_url, sql, return_type="arrow_stream", batch_size=BATCH_ROWS)
        except Exception as error:  # connectorx raises bare RuntimeError and pyo3 panics
            raise self._failure(error) from None

    def proof_sql(self, table: Table) -> tuple[str, str]:
        """Checksum and sums in MariaDB's SQL."""
        parts = ", ".join(f"coalesce({self.quote(c)}, '')" for c in (table.key, *table.proof))
        checksum = f"sum(cast(conv(left(md5(concat_ws('|', {parts})), 8), 16, 10) as unsigned))"
        return checksum, "".join(f", sum({self.quote(m)})" for m in table.measures)

    def close(self) -> None:
        """End the transaction and the connection."""
        # A broken connection cannot be closed politely, and need not be.
        if self._connection.open:
            self._connection.close()

    def _run(self, sql: str) -> None:
        for _ in self.fetch(sql):
            pass

    def _failure(self, error: Exception) -> SourceError:
        code = error.args[0] if error.args and isinstance(error.args[0], int) else 0
        text = str(error.args[-1] if error.args else error)
        if self._secret:
            text = text.replace(self._secret, "***").replace(quote(self._secret, safe=""), "***")
        advice = {
            1045: "the user or password was refused; check the URL's user and the secret in its place",
            1044: "the user may not read this database; grant it SELECT",
            1142: "the user may not read this table; grant it SELECT",
            1049: "the database does not exist; check the URL's last part",
            2003: "the server does not answer; check host and port, and that it is running",
            2013: "the connection was lost in the middle; the last good data stays, run the refresh again",
            2006: "the connection was lost in the middle; the last good data stays, run the refresh again",
        }.get(code, "check the server and run the refresh again")
        return SourceError(
            f"System {self._name!r} ({self._where}): {advice}. The server said: {text}",
            is_transient=code not in _FINAL_CODES,
        )


def _duckdb_type(data_type: str, precision: str | None, scale: str | None, column_type: str) -> str:
    if data_type == "decimal":
        return f"decimal({min(int(precision or 38), 38)},{int(scale or 0)})"
    if data_type == "bigint" and "unsigned" in column_type:
        return "decimal(20,0)"
    return _TYPES.get(data_type, "varchar")


def _is_text_for_bulk(duckdb_type: str) -> bool:
    return duckdb_type == "varchar" or duckdb_type.startswith("decimal")
