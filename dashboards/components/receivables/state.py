"""What a reader of the receivables page chose: all of it, and only it, stands in the URL."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from dashboards.components.receivables.buckets import Bucket
from dashboards.components.urls import Parameters, Problem, view_link
from dashboards.components.words import DEFAULT_LANGUAGE, LANGUAGES

CUSTOMER_SORTS = ("name", "open", "overdue", "overdue_share", "credit", "oldest", "share")
DOCUMENT_SORTS = (
    "number",
    "type",
    "company",
    "document_date",
    "posting_date",
    "due_date",
    "residual",
    "shown",
    "days",
)
_DEFAULTS = {"basis": "due", "detail": "document", "lang": DEFAULT_LANGUAGE}


@dataclass(frozen=True)
class State:
    """One view of the page.

    Attributes:
        as_of: the day.
        company: code of a company; None is all.
        system: a source system; None is all.
        basis: due or document: the date from which buckets count.
        bucket: code of a bucket, see `Bucket`.
        customer: key of the customer whose documents are shown.
        item: key of the document whose effects are shown.
        effect: key of the effect whose source row is shown.
        detail: document or instalment: a row of the documents' table.
        find: a part of customers' names.
        sort: word by which the shown table is sorted, - before it for descending; None is its default.
        lang: language of the words.
    """

    as_of: date
    company: str | None = None
    system: str | None = None
    basis: str = "due"
    bucket: str | None = None
    customer: str | None = None
    item: str | None = None
    effect: str | None = None
    detail: str = "document"
    find: str | None = None
    sort: str | None = None
    lang: str = DEFAULT_LANGUAGE

    @classmethod
    def of(
        cls,
        given: Mapping[str, str],
        *,
        today: date,
        companies: list[str],
        systems: list[str],
        buckets: list[Bucket],
    ) -> tuple[Self, list[Problem]]:
        """The view that a URL asks for, and what in it is not accepted."""
        read = Parameters(given)
        codes = [bucket.code for bucket in buckets]
        sorts = [*CUSTOMER_SORTS, *DOCUMENT_SORTS, *codes]
        state = cls(
            as_of=read.day("as_of", today),
            company=read.option("company", companies),
            system=read.option("system", systems),
            basis=read.choice("basis", ("due", "document"), "due"),
            bucket=read.option("bucket", codes),
            customer=read.text("customer"),
            item=read.text("item"),
            effect=read.text("effect"),
            detail=read.choice("detail", ("document", "instalment"), "document"),
            find=read.text("find"),
            sort=read.option("sort", [*sorts, *(f"-{word}" for word in sorts)]),
            lang=read.choice("lang", LANGUAGES, DEFAULT_LANGUAGE),
        )
        return state, read.problems

    def to(self, **changes: Any) -> str:
        """The link to this view with some changes. The day is always in it, so that it shows the same tomorrow."""
        return view_link(self, _DEFAULTS, **changes)

    def up(self, **changes: Any) -> str:
        """The link to the list of customers, with some changes."""
        return self.to(**{"customer": None, "item": None, "effect": None, "sort": None, **changes})

    def sorting(self, accepted: tuple[str, ...], default: str) -> tuple[str, bool]:
        """By which word the table is sorted, and whether descending; another table's word counts for nothing."""
        word = (self.sort or "").removeprefix("-")
        if self.sort is None or word not in accepted:
            return default.removeprefix("-"), default.startswith("-")
        return word, self.sort.startswith("-")

    def sorted_by(self, word: str, current: tuple[str, bool], *, text: bool) -> str:
        """The link that sorts by a word: figures largest first, texts from A; a second time the other way."""
        descending = not current[1] if current[0] == word else not text
        return self.to(sort=f"-{word}" if descending else word)
