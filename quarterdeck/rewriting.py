"""Rewriting of DuckDB's syntax tree: each relation into its rule, each CTE to a name of our own."""

import copy
import math
from collections.abc import Callable, Mapping
from typing import Any

from quarterdeck.catalogue import Catalogue, Relation
from quarterdeck.syntax import QUERY_NODES, Tree

CTE_PREFIX = "quarterdeck_cte_"
_STAR: Tree = {
    "class": "STAR",
    "type": "STAR",
    "alias": "",
    "relation_name": "",
    "exclude_list": [],
    "replace_list": [],
    "columns": False,
    "expr": None,
    "qualified_exclude_list": [],
    "rename_list": [],
}
_SELECT_STAR: Tree = {
    "type": "SELECT_NODE",
    "modifiers": [],
    "cte_map": {"map": []},
    "select_list": [_STAR],
    "from_table": None,
    "where_clause": None,
    "group_expressions": [],
    "group_sets": [],
    "aggregate_handling": "STANDARD_HANDLING",
    "having": None,
    "sample": None,
    "qualify": None,
}


class Rewriter:
    """Rewrites one tree for one viewer.

    Args:
        catalogue: what names mean.
        ruled: the table node `(select * from relation where rule)` of a relation.
        casts: expression nodes `cast($value as type)`, by the parameter that shall be cast so.
        aliases: names that the query gives to tables, in lower case.

    Attributes:
        relations: what the query reads, each with its table node; known after `rewrite`.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        ruled: Callable[[Relation], Tree],
        casts: Mapping[str, Tree],
        aliases: set[str],
    ) -> None:
        self._catalogue, self._ruled, self._casts, self._aliases = catalogue, ruled, casts, aliases
        self.relations: dict[Relation, Tree] = {}
        self._qualified: set[tuple[str, str]] = set()
        self._ctes: set[str] = set()

    def rewrite(self, node: Tree) -> Tree:
        """The tree with every relation in its rule."""
        new: Tree = self._walk(node, {})
        self._shorten(new)
        return new

    def proves(self, tree: Any) -> bool:
        """Whether every table reference below is a CTE of ours or stands inside its rule."""
        ruled = [comparable(table["subquery"]) for table in self.relations.values()]

        def sound(value: Any) -> bool:
            if isinstance(value, list):
                return all(sound(item) for item in value)
            if not isinstance(value, dict) or value in ruled:
                return True
            if "table_name" in value:
                return not value["schema_name"] and not value["catalog_name"] and value["table_name"] in self._ctes
            return all(sound(child) for child in value.values())

        return sound(comparable(tree))

    def _walk(self, value: Any, ctes: Mapping[str, str]) -> Any:
        if isinstance(value, list):
            return [self._walk(item, ctes) for item in value]
        if not isinstance(value, dict):
            return value
        kind = value.get("type") if isinstance(value.get("type"), str) else None
        if kind in QUERY_NODES:
            ctes = self._name_ctes(value, ctes)
        elif kind == "BASE_TABLE":
            return self._table(value, ctes)
        elif value.get("class") == "CONSTANT":
            return _exact(value)
        elif value.get("class") == "PARAMETER" and value["identifier"] in self._casts:
            cast = copy.deepcopy(self._casts[value["identifier"]])
            return {**cast, "alias": value["alias"], "child": {**value, "alias": ""}}
        return {key: child if key == "cte_map" else self._walk(child, ctes) for key, child in value.items()}

    def _name_ctes(self, node: Tree, ctes: Mapping[str, str]) -> dict[str, str]:
        """Rename and rewrite the CTEs of a query node; the names that its other parts see."""
        seen = dict(ctes)
        for entry in node["cte_map"]["map"]:
            own, query = entry["key"].lower(), entry["value"]["query"]
            fresh = f"{CTE_PREFIX}{len(self._ctes) + 1}"
            self._ctes.add(fresh)
            inner = dict(seen)
            if query["node"]["type"] == "RECURSIVE_CTE_NODE":
                # Only a recursive body means itself by its own name; in any other the name is the relation's.
                query["node"]["cte_name"] = fresh
                inner[own] = fresh
            query["node"] = self._walk(query["node"], inner)
            entry["key"] = seen[own] = fresh
        return seen

    def _table(self, node: Tree, ctes: Mapping[str, str]) -> Tree:
        alias = node["alias"] or node["table_name"]
        if not node["schema_name"] and not node["catalog_name"] and node["table_name"].lower() in ctes:
            return {**node, "alias": alias, "table_name": ctes[node["table_name"].lower()]}
        relation = self._catalogue.resolve(node["catalog_name"], node["schema_name"], node["table_name"])
        if relation not in self.relations:
            self.relations[relation] = self._ruled(relation)
        if not node["alias"]:
            self._qualified.add((relation.schema.lower(), relation.name.lower()))
        kept = {key: node[key] for key in ("sample", "column_name_alias", "query_location")}
        return {**copy.deepcopy(self.relations[relation]), **kept, "alias": alias}

    def _shorten(self, value: Any) -> None:
        """Turn marts.fct_x.amount into fct_x.amount: the rewritten relation has a name but no schema."""
        if isinstance(value, list):
            for item in value:
                self._shorten(item)
        elif isinstance(value, dict):
            names = value.get("column_names")
            if isinstance(names, list) and len(names) > 2:
                schema, relation = names[0].lower(), names[1].lower()
                if (schema, relation) in self._qualified and schema not in self._aliases:
                    value["column_names"] = names[1:]
            for child in value.values():
                self._shorten(child)


def _exact(constant: Tree) -> Tree:
    """A DOUBLE such as 1e5 would come back as the DECIMAL 100000.0; a cast of its text keeps its type."""
    value = constant["value"]
    if value["is_null"] or value["type"]["id"] != "DOUBLE" or not math.isfinite(value["value"]):
        return constant
    text = {"type": {"id": "VARCHAR", "type_info": None}, "is_null": False, "value": repr(value["value"])}
    child = {**constant, "alias": "", "value": text}
    double = {"id": "DOUBLE", "type_info": None}
    cast = {"class": "CAST", "type": "OPERATOR_CAST", "alias": constant["alias"], "query_location": 0}
    return {**cast, "child": child, "cast_type": double, "try_cast": False}


def comparable(value: Any) -> Any:
    """The tree without places in the text, and without the select that DuckDB writes around VALUES."""
    if isinstance(value, list):
        return [comparable(item) for item in value]
    if not isinstance(value, dict):
        return value
    new = {key: comparable(child) for key, child in value.items() if key != "query_location"}
    if new.get("type") == "SUBQUERY" and new.get("alias") == "valueslist":
        node = new["subquery"]["node"]
        values = node.get("from_table") or {}
        if (
            values.get("type") == "EXPRESSION_LIST"
            and {**node, "from_table": None} == _SELECT_STAR
            and not new["sample"]
        ):
            return values
    return new
