"""What a query may be made of, judged on DuckDB's own syntax tree (the JSON of `json_serialize_sql`).

Everything is refused that is not listed here: kinds of nodes, functions, table functions. The tree is the
parser's, so there is no other reading of the same text by the engine that runs it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from quarterdeck.errors import QueryRefused
from quarterdeck.functions import ALLOWED_FUNCTIONS, ALLOWED_TABLE_FUNCTIONS

Tree = dict[str, Any]
TableName = tuple[str, str, str]
"""Catalog, schema and name of a table reference in lower case; empty where the query does not say."""

QUERY_NODES = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE"})
_TABLE_NODES = frozenset({"BASE_TABLE", "SUBQUERY", "JOIN", "TABLE_FUNCTION", "EXPRESSION_LIST", "PIVOT", "EMPTY"})
_MODIFIERS = frozenset({"ORDER_MODIFIER", "LIMIT_MODIFIER", "LIMIT_PERCENT_MODIFIER", "DISTINCT_MODIFIER"})
_ORDERS = frozenset({"ASCENDING", "DESCENDING", "ORDER_DEFAULT"})
_EXPRESSIONS = frozenset(
    {
        *("BETWEEN", "CASE", "CAST", "COLLATE", "COLUMN_REF", "COMPARISON", "CONJUNCTION", "CONSTANT"),
        *(
            "FUNCTION",
            "LAMBDA",
            "OPERATOR",
            "PARAMETER",
            "POSITIONAL_REFERENCE",
            "STAR",
            "SUBQUERY",
            "WINDOW",
        ),
    }
)
_WORDS = {
    "SHOW_REF": "DESCRIBE, SHOW and SUMMARIZE are not read here; columns and types stand in the catalogue",
    "DEFAULT": "DEFAULT has no meaning in a select",
}


@dataclass
class Contents:
    """What a query names, as DuckDB's parser reads it."""

    tables: Counter[TableName] = field(default_factory=Counter)
    aliases: set[str] = field(default_factory=set)
    parameters: set[str] = field(default_factory=set)


def examine(statement: Tree) -> Contents:
    """Check each node of a statement against the lists, and collect the names.

    Raises:
        QueryRefused: a kind of node or a function is not on its list.
    """
    contents = Contents()
    for node in _nodes(statement["node"]):
        kind = node.get("class") or node["type"]
        if "class" in node:
            if kind not in _EXPRESSIONS:
                raise QueryRefused(
                    _WORDS.get(kind, f"The expression {kind} is not accepted; write it another way") + "."
                )
            if "function_name" in node:
                _check_function(node["function_name"], ALLOWED_FUNCTIONS, "function")
            if kind == "PARAMETER":
                contents.parameters.add(node["identifier"])
        elif kind not in QUERY_NODES | _TABLE_NODES | _MODIFIERS | _ORDERS and not kind.endswith("_TYPE_INFO"):
            raise QueryRefused(_WORDS.get(kind, f"{kind} is not accepted in a query; write it another way") + ".")
        if kind == "TABLE_FUNCTION":
            _check_table_function(node["function"])
        if kind == "BASE_TABLE":
            if node["at_clause"]:
                raise QueryRefused(
                    f"AT (…) on {node['table_name']} is not accepted; a publication holds one moment. "
                    "Filter by its dates."
                )
            contents.tables[_lower(node["catalog_name"], node["schema_name"], node["table_name"])] += 1
        if "alias" in node and "class" not in node:
            contents.aliases.add(node["alias"].lower())
    return contents


def second_opinion(sql: str) -> Counter[TableName]:
    """The table references of the text as sqlglot reads it, to be compared with DuckDB's own reading.

    Raises:
        QueryRefused: sqlglot cannot read it, or reads it as anything but one query.
    """
    try:
        statements = [s for s in sqlglot.parse(sql, read="duckdb") if s is not None]
        # `values (…)` and `unpivot …` alone are queries to DuckDB, but not to sqlglot.
        if len(statements) != 1 or not isinstance(statements[0], exp.Query | exp.Values | exp.Pivot):
            raise QueryRefused("Exactly one SELECT (or WITH … SELECT, or a union of selects) is accepted.")
        names: Counter[TableName] = Counter()
        for node in statements[0].walk():
            if isinstance(node, exp.Command | exp.DDL | exp.DML | exp.Into | exp.Lock):
                raise QueryRefused(f"{node.key.upper()} is not accepted; the warehouse is only read. Write a SELECT.")
            if isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier):
                names[_lower(node.catalog, node.db, node.name)] += 1
    except (SqlglotError, RecursionError) as error:
        reason = str(error).splitlines()[0] if isinstance(error, SqlglotError) else "it is nested too deeply"
        raise QueryRefused(f"The query could not be checked: {reason} Write that part in plainer SQL.") from None
    return names


def _nodes(value: Any) -> Iterator[Tree]:
    """Every node with a kind, from the outside in; a constant's value is data, not syntax."""
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item)
    elif isinstance(value, dict):
        if isinstance(value.get("type"), str):
            yield value
            if value.get("class") == "CONSTANT":
                return
        for child in value.values():
            yield from _nodes(child)


def _check_function(name: str, allowed: frozenset[str], what: str) -> None:
    if name.lower() in allowed:
        return
    listed = ", ".join(sorted(ALLOWED_TABLE_FUNCTIONS))
    hint = (
        "Accepted are functions on numbers, texts, dates, lists and JSON, aggregates and window functions."
        if what == "function"
        else f"Read relations of the catalogue; of functions in FROM only {listed} are accepted."
    )
    raise QueryRefused(f"The {what} {name!r} is not accepted. {hint}")


def _check_table_function(call: Tree) -> None:
    # The call itself is met again as an expression, and `unnest` and its like are on both lists.
    if call.get("class") != "FUNCTION":
        raise QueryRefused("Only a plain call of a function may stand in FROM.")
    _check_function(call["function_name"], ALLOWED_TABLE_FUNCTIONS, "table function")


def _lower(*names: str) -> TableName:
    catalog, schema, name = (part.lower() for part in names)
    return catalog, schema, name
