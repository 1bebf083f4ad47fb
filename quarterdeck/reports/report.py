"""What a report is: a named query, the options that it takes, and the columns that it shows."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Option:
    """A choice that a report leaves to its reader: an option of the command line, a parameter of its query.

    Attributes:
        name: of the query's parameter; on the command line with hyphens.
        help: one sentence.
        kind: text, a choice of words, words (several of them, separated by commas), a day, a whole number, or the
            rising bounds of aging buckets.
        choices: words that a choice, or words, accept.
        default: what is asked for where nothing is said; None: everything, or (buckets, day) what the settings say.
        is_required: nothing can be shown without it.
        known_by: named query that has a row when there is such a thing (parameter `value`); what it does not know is a
            slip of the keyboard.
        found_by: where a reader finds what there is; a few words.
        lowest: of a number: less makes no sense.
    """

    name: str
    help: str
    kind: Literal["text", "choice", "words", "day", "number", "buckets"] = "text"
    choices: tuple[str, ...] = ()
    default: str | int | None = None
    is_required: bool = False
    known_by: str | None = None
    found_by: str = ""
    lowest: int | None = None


AS_OF = Option("as_of", "The day; today by default.", kind="day")
COMPANY = Option("company", "Code or name of a company.")
SYSTEM = Option("system", "A source system.")
COMMON = (AS_OF, COMPANY, SYSTEM)


@dataclass(frozen=True)
class Report:
    """A report.

    Attributes:
        name: name on the command line.
        description: one line.
        query: named query of `quarterdeck/queries`.
        columns: columns shown, in order; others of the query serve the pages.
        options: what its reader may choose; exactly the query's parameters.
    """

    name: str
    description: str
    query: str
    columns: tuple[str, ...]
    options: tuple[Option, ...] = COMMON
