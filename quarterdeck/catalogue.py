"""What a publication holds: relations and their columns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from quarterdeck.errors import QueryRefused


@dataclass(frozen=True)
class Relation:
    """A table or view of the publication, spelled as the engine spells it."""

    schema: str
    name: str
    columns: tuple[str, ...]

    @property
    def full_name(self) -> str:
        """Schema and name, as a person writes them."""
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True)
class Catalogue:
    """The relations of one publication, found by name without regard to case.

    Attributes:
        database: DuckDB's name of the publication.
        relations: by (schema, name) in lower case.
    """

    database: str
    relations: Mapping[tuple[str, str], Relation]
    _by_name: Mapping[str, list[Relation]] = field(repr=False)

    @classmethod
    def of(cls, database: str, relations: Iterable[Relation]) -> "Catalogue":
        """A catalogue of these relations."""
        found = {(r.schema.lower(), r.name.lower()): r for r in relations}
        by_name: dict[str, list[Relation]] = {}
        for relation in found.values():
            by_name.setdefault(relation.name.lower(), []).append(relation)
        return cls(database, found, by_name)

    def resolve(self, catalog: str, schema: str, name: str) -> Relation:
        """The relation that a table reference means; parts that it does not state are empty.

        Raises:
            QueryRefused: there is none, or a bare name fits several.
        """
        if catalog and catalog.lower() != self.database.lower():
            raise QueryRefused(f"{catalog}.{schema}.{name} names another database; write {schema}.{name}.")
        if schema:
            relation = self.relations.get((schema.lower(), name.lower()))
            if relation is None:
                raise QueryRefused(self._unknown(f"{schema}.{name}"))
            return relation
        fitting = self._by_name.get(name.lower(), [])
        if not fitting:
            raise QueryRefused(self._unknown(name))
        if len(fitting) > 1:
            choices = " or ".join(sorted(r.full_name for r in fitting))
            raise QueryRefused(f"The name {name!r} fits several relations; write {choices}.")
        return fitting[0]

    def _unknown(self, wanted: str) -> str:
        known = {r.full_name.lower(): r.full_name for r in self.relations.values()}
        near = get_close_matches(wanted.lower(), known, n=3, cutoff=0.6) or [
            full for full in known if full.endswith(f".{wanted.lower().rpartition('.')[2]}")
        ]
        hint = f"Near it: {', '.join(known[n] for n in near)}." if near else "Choose a relation of the catalogue."
        return f"There is no relation {wanted!r} in the publication. {hint}"
