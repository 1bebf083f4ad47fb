"""Groups with their trade, money, books and budgets, made once for all tests of them."""

from dataclasses import dataclass
from functools import cache

import polars as pl

from ingestion.demo.group.books import Books, make_books
from ingestion.demo.group.budgets import Budgets, make_budgets
from ingestion.demo.group.money import Money, make_money
from ingestion.demo.group.money_wages import hours_on_projects
from ingestion.demo.group.people import People, make_people
from ingestion.demo.group.trade import Trade, make_trade
from ingestion.demo.group.works import make_works
from tests.ingestion.group.systems import Ground, ground


@dataclass(frozen=True)
class Whole:
    """Everything that money depends on, and what depends on it."""

    ground: Ground
    trade: Trade
    people: People
    money: Money
    books: Books
    budgets: Budgets

    @property
    def lines(self) -> pl.DataFrame:
        """Journal lines with their entry's and their account's facts."""
        entries = self.books.entries.select(
            pl.col("id").cast(pl.Int32).alias("entry_id"),
            "company_id",
            "document_type",
            "document_id",
            "step",
            "entered_on",
        )
        accounts = self.books.accounts.select(
            pl.col("id").cast(pl.Int32).alias("account_id"),
            "account_class",
            "role",
            account_company="company_id",
            account_currency="currency",
        )
        return self.books.lines.join(entries, on="entry_id").join(accounts, on="account_id", how="left")


@cache
def whole(anchor: str, seed: int, scale: float) -> Whole:
    """A group as far as its budgets."""
    return make_whole(ground(anchor, seed, scale))


def make_whole(given: Ground) -> Whole:
    """The same, made anew."""
    trade = make_trade(given.world, given.masters, given.deals, given.milestones, given.projects)
    people = make_people(given.world, given.masters, given.projects)
    works = make_works(given.world, given.masters, given.deals, given.milestones, given.projects)
    money = make_money(
        given.world,
        given.masters,
        given.deals,
        given.projects,
        trade,
        (people.claims, people.claim_lines),
        hours_on_projects(works, given.projects),
    )
    books = make_books(given.world, given.masters, trade, money)
    return Whole(given, trade, people, money, books, make_budgets(given.world, given.masters, given.projects, books))
