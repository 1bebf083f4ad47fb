"""The guard at the door: from an analyst's text to the one statement that may run, with the viewer's rows.

1. DuckDB's parser (an empty, sandboxed instance) gives the syntax tree; it must be one SELECT, and made only
   of what `quarterdeck.syntax` lists.
2. sqlglot reads the same text; both must see the same table references.
3. On DuckDB's tree each relation becomes `(select * from schema.relation where <rule>)` under its own name,
   and each CTE gets a name that no relation has, so that no confusion of scopes can end at a relation.
4. The tree becomes text again. That text, and never the analyst's, is what runs; parsed once more, it must
   give the very tree that was made, with every relation inside its rule.

DuckDB's tree is rewritten rather than sqlglot's because going there and back changes nothing in what the
query means (a transpiler does, here and there); sqlglot stays as the second, independent reader.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
from sqlglot import exp

from quarterdeck.access import Viewer, row_rule
from quarterdeck.catalogue import Catalogue, Relation
from quarterdeck.errors import QueryRefused
from quarterdeck.rewriting import CTE_PREFIX, Rewriter, comparable
from quarterdeck.syntax import Tree, examine, second_opinion

MAX_LENGTH = 100_000
_ONE_SELECT = "Exactly one SELECT (or WITH … SELECT, or a union of selects) is accepted"


@dataclass(frozen=True)
class Scoped:
    """A statement that may run.

    Attributes:
        sql: the regenerated text.
        parameters: names of its `$name` parameters.
        relations: relations that it reads, as schema.name.
    """

    sql: str
    parameters: frozenset[str]
    relations: frozenset[str]


class Guard:
    """Checks and rewrites queries for one publication."""

    def __init__(self, catalogue: Catalogue) -> None:
        taken = [r.full_name for r in catalogue.relations.values() if r.name.lower().startswith(CTE_PREFIX)]
        if taken:
            raise QueryRefused(f"The relation {taken[0]} must be renamed; names with {CTE_PREFIX} are the door's own.")
        self._catalogue = catalogue
        self._parser = duckdb.connect(
            ":memory:", config={"enable_external_access": "false", "threads": "1", "memory_limit": "256MB"}
        )
        self._parser.execute("set lock_configuration = true")

    def close(self) -> None:
        """Close the parser."""
        self._parser.close()

    def scope(self, sql: str, viewer: Viewer, types: Mapping[str, str] | None = None) -> Scoped:
        """Check a query and rewrite it to the viewer's rows.

        Args:
            sql: one SELECT in DuckDB's dialect; values as `$name`.
            viewer: whose rows.
            types: SQL types that parameters are cast to.

        Raises:
            QueryRefused: the query is not accepted; the message names the part and what is accepted.
        """
        try:
            return self._scope(sql, viewer, types or {})
        except RecursionError:
            raise QueryRefused("The query is nested too deeply. Take parts of it out into WITH.") from None

    def _scope(self, sql: str, viewer: Viewer, types: Mapping[str, str]) -> Scoped:
        if len(sql) > MAX_LENGTH:
            raise QueryRefused(f"The query has {len(sql):,} characters; up to {MAX_LENGTH:,} are accepted.")
        statement = self._parse(sql)
        contents = examine(statement)
        if second_opinion(sql) != contents.tables:
            raise QueryRefused(
                "Two parsers read different table references in this query, so it is not run. "
                "Write its FROM in plainer SQL."
            )
        casts = {name: self._cast(sql_type) for name, sql_type in types.items()}
        rewriter = Rewriter(self._catalogue, lambda relation: self._ruled(relation, viewer), casts, contents.aliases)
        statement["node"] = rewriter.rewrite(statement["node"])
        text = self._text(statement)
        again = self._parse(text)
        if comparable(again["node"]) != comparable(statement["node"]) or not rewriter.proves(again["node"]):
            raise QueryRefused(
                "The query could not be rewritten without a change of its meaning. Write it in plainer SQL."
            )
        relations = frozenset(relation.full_name for relation in rewriter.relations)
        return Scoped(text, frozenset(contents.parameters), relations)

    def _parse(self, sql: str) -> Tree:
        if "\0" in sql:
            raise QueryRefused("A query may not hold the character NUL; parsers disagree about what follows it.")
        answer = json.loads(self._one("select json_serialize_sql(?::varchar)", sql))
        if answer["error"]:
            if answer["error_type"] == "not implemented":
                raise QueryRefused(f"{_ONE_SELECT}; found {_beginning(sql)!r} …. {_hint(sql)}")
            raise QueryRefused(
                f"The query is not valid SQL: {answer['error_message']}{_place(sql, answer.get('position'))}."
            )
        if len(answer["statements"]) != 1:
            raise QueryRefused(f"{_ONE_SELECT}; found {len(answer['statements']) or 'no'} statements.")
        statement: Tree = answer["statements"][0]
        return statement

    def _text(self, statement: Tree) -> str:
        whole = {"error": False, "statements": [statement]}
        return self._one("select json_deserialize_sql(?::json)", json.dumps(whole))

    def _one(self, sql: str, value: str) -> str:
        try:
            with self._parser.cursor() as cursor:
                row = cursor.execute(sql, [value]).fetchone()
        except duckdb.Error as error:
            reason = str(error).split("\n", 1)[0]
            raise QueryRefused(f"The query could not be checked: {reason}. Write it in plainer SQL.") from None
        return str(row[0]) if row else ""

    def _ruled(self, relation: Relation, viewer: Viewer) -> Tree:
        """The table node `(select * from relation where rule)` of DuckDB's tree."""
        rule = row_rule(relation.columns, relation.schema, relation.name, viewer)
        inner = exp.select("*").from_(exp.table_(relation.name, db=relation.schema, quoted=True)).where(rule)
        outer = exp.select("*").from_(inner.subquery("relation"))
        node: Tree = self._parse(outer.sql(dialect="duckdb"))["node"]["from_table"]
        return node

    def _cast(self, sql_type: str) -> Tree:
        """The expression node `cast($value as sql_type)`."""
        node: Tree = self._parse(f"select cast($value as {sql_type})")["node"]["select_list"][0]
        return node


def _beginning(sql: str) -> str:
    words = sql.split(None, 3)[:3]
    return " ".join(words)[:60]


def _hint(sql: str) -> str:
    if "pivot" in sql.lower():
        return "Write a pivot as: from t pivot (sum(amount) for month in (1, 2, 3))."
    if "?" in sql or "$" in sql:
        return "Write values as $name, all of them by name."
    return "The warehouse is only read."


def _place(sql: str, position: str | None) -> str:
    if position is None or not position.isdigit():
        return ""
    before = sql.encode()[: int(position)].decode(errors="ignore")
    return f" (line {before.count(chr(10)) + 1}, column {len(before) - before.rfind(chr(10))})"
