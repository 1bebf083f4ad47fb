"""What a reader of a drill page chose: all of it, and only it, stands in the URL."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Self

from dashboards.components.drill.declaration import Drill, Field, Table
from dashboards.components.drill.parts import Bars, OverTime
from dashboards.components.urls import Parameters, Problem, link
from dashboards.components.words import DEFAULT_LANGUAGE, LANGUAGES


@dataclass(frozen=True)
class Parameter:
    """One parameter of a page's URL.

    Attributes:
        name: as in the URL.
        kind: day, option (one of `accepted`), or text (any).
        accepted: codes, see `kind`.
        default: its value where the URL does not have it; it need not stand there.
        is_always_said: it stands in every link, also at its default: the day, so that a link shows the same tomorrow.
    """

    name: str
    kind: Literal["day", "option", "text"] = "text"
    accepted: Collection[str] = ()
    default: Any = None
    is_always_said: bool = False


@dataclass(frozen=True)
class State:
    """One view of a page.

    Attributes:
        parameters: what may stand in the URL, in its order.
        depths: those that name a place on the way down, from the top.
        values: of all parameters; None is not chosen.
    """

    parameters: tuple[Parameter, ...]
    depths: tuple[str, ...]
    values: Mapping[str, Any]

    @classmethod
    def of(
        cls, parameters: Sequence[Parameter], depths: Sequence[str], given: Mapping[str, str]
    ) -> tuple[Self, list[Problem]]:
        """The view that a URL asks for, and what in it is not accepted."""
        read = Parameters(given)
        values = {parameter.name: _value(read, parameter) for parameter in parameters}
        return cls(tuple(parameters), tuple(depths), values), read.problems

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    @property
    def as_of(self) -> date:
        """The day."""
        day: date = self.values["as_of"]
        return day

    @property
    def company(self) -> str | None:
        """Code of the company; None is all."""
        return self._text("company")

    @property
    def system(self) -> str | None:
        """The source system; None is all."""
        return self._text("system")

    @property
    def find(self) -> str | None:
        """What the reader looks for."""
        return self._text("find")

    @property
    def sort(self) -> str | None:
        """Word by which the shown table is sorted, - before it for descending; None is the table's default."""
        return self._text("sort")

    def to(self, **changes: Any) -> str:
        """The link to this view with some changes; None takes a value away.

        Raises:
            KeyError: the page has no such parameter.
        """
        unknown = changes.keys() - self.values.keys()
        if unknown:
            raise KeyError(f"The page has no parameter {sorted(unknown)}; it has {list(self.values)}.")
        values = {**self.values, **changes}
        return link(
            {
                parameter.name: _written(values[parameter.name])
                for parameter in self.parameters
                if parameter.is_always_said or values[parameter.name] != parameter.default
            }
        )

    def up(self, **changes: Any) -> str:
        """The link to the first level, with some changes."""
        return self.to(**{**dict.fromkeys(self.depths), "sort": None, **changes})

    def at(self, places: Mapping[str, str | None], **changes: Any) -> str:
        """The link to a place on the way down: these depths and no other."""
        return self.to(**{**dict.fromkeys(self.depths), **places, **changes})

    def sorting(self, accepted: Collection[str], default: str) -> tuple[str, bool]:
        """By which word a table is sorted, and whether descending; another table's word counts for nothing."""
        word = (self.sort or "").removeprefix("-")
        if self.sort is None or word not in accepted:
            return default.removeprefix("-"), default.startswith("-")
        return word, self.sort.startswith("-")

    def sorted_by(self, word: str, current: tuple[str, bool], *, text: bool) -> str:
        """The link that sorts by a word: figures largest first, texts from A; a second time the other way."""
        descending = not current[1] if current[0] == word else not text
        return self.to(sort=f"-{word}" if descending else word)

    def _text(self, name: str) -> str | None:
        value: str | None = self.values[name]
        return value


def parameters_of(
    drill: Drill,
    *,
    today: date,
    companies: Collection[str],
    systems: Collection[str],
    options: Mapping[str, Collection[str]],
    sorts: Collection[str],
) -> tuple[Parameter, ...]:
    """What may stand in the URL of a page, in its order.

    Args:
        drill: the page.
        today: the day that is shown where the URL names none.
        companies: codes of those that the viewer sees.
        systems: names of those that there are.
        options: codes of filters and of the chart's categories, by parameter; a chart whose categories come from its
            query is not in it.
        sorts: words by which tables can be sorted.
    """
    found = [
        Parameter("as_of", "day", default=today, is_always_said=True),
        Parameter("company", "option", companies),
        Parameter("system", "option", systems),
    ]
    in_row = [choice for choice in drill.filters if choice.stands_above is None]
    beside = [choice for choice in drill.filters if choice.stands_above is not None]
    found += [Parameter(choice.name, "option", options[choice.name], choice.default) for choice in in_row]
    match drill.chart:
        case Bars(parameter=str(name)) if name not in {choice.name for choice in drill.filters}:
            found.append(Parameter(name, "option", options[name]) if name in options else Parameter(name))
        case OverTime(parameter=str(name)):
            found.append(Parameter(name, "day"))
    found += [Parameter(name) for name in drill.depths]
    found += [Parameter(choice.name, "option", options[choice.name], choice.default) for choice in beside]
    found += [
        Parameter("find"),
        Parameter("sort", "option", [*sorts, *(f"-{word}" for word in sorts)]),
        Parameter("lang", "option", LANGUAGES, DEFAULT_LANGUAGE),
    ]
    return tuple(found)


def sorts_of(table: Table, categories: Sequence[Any]) -> dict[str, str]:
    """Word of the URL → column by which the engine sorts, or what `Table.sorts` says, for one table."""
    if table.sorts is not None:
        return dict(table.sorts(categories))
    if callable(table.fields):
        return {}
    return {word_of(field): field.name for field in table.fields if field.sort}


def word_of(field: Field) -> str:
    """The word in the URL that sorts by a field."""
    return field.sort if isinstance(field.sort, str) else field.name


def _value(read: Parameters, parameter: Parameter) -> Any:
    match parameter.kind:
        case "day":
            return read.day(parameter.name, parameter.default)
        case "option":
            return read.option(parameter.name, parameter.accepted) or parameter.default
        case _:
            return read.text(parameter.name)


def _written(value: Any) -> str | None:
    return value.isoformat() if isinstance(value, date) else value
