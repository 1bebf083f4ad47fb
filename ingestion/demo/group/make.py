"""The demonstration group whole: its four systems on a day, in their databases, and later."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from ingestion.demo.faults.plan import Faults
from ingestion.demo.faults.truth import write_truth
from ingestion.demo.group.approval_sources import adjustments_to_request, orders_to_request, payments_to_request
from ingestion.demo.group.approvals import make_approvals
from ingestion.demo.group.books import make_books
from ingestion.demo.group.budgets import make_budgets
from ingestion.demo.group.clock import Clock
from ingestion.demo.group.crm.schema import TABLES as CRM_TABLES
from ingestion.demo.group.crm.tables import make_crm_tables
from ingestion.demo.group.customers_care import make_care
from ingestion.demo.group.deals import make_deals
from ingestion.demo.group.erp.books_tables import make_books_tables
from ingestion.demo.group.erp.collection_tables import make_collection_tables
from ingestion.demo.group.erp.money_tables import make_money_tables
from ingestion.demo.group.erp.schema import TABLES as ERP_TABLES
from ingestion.demo.group.erp.trade_tables import make_trade_tables
from ingestion.demo.group.fund_plans import make_fund_plans
from ingestion.demo.group.masters import make_masters
from ingestion.demo.group.milestones import make_milestones
from ingestion.demo.group.money import make_money
from ingestion.demo.group.money_wages import hours_on_projects
from ingestion.demo.group.oa.schema import TABLES as OA_TABLES
from ingestion.demo.group.oa.tables import make_oa_tables
from ingestion.demo.group.parts import Chains, System
from ingestion.demo.group.people import make_people
from ingestion.demo.group.pm.schema import TABLES as PM_TABLES
from ingestion.demo.group.pm.tables import make_pm_tables
from ingestion.demo.group.projects import make_projects
from ingestion.demo.group.store import PostgresStore, SqliteStore, Store, fill, place_of
from ingestion.demo.group.tenders import make_tenders
from ingestion.demo.group.trade import make_trade
from ingestion.demo.group.versions import moved
from ingestion.demo.group.works import Works, make_works
from quarterdeck.errors import SettingsError

Say = Callable[[str], None]
NAMES = ("erp", "oa", "crm", "pm")
"""Of the systems: their SQLite files, or their PostgreSQL schemas."""


def make_group(folder: Path, clock: Clock, say: Say, url: str | None = None) -> None:
    """Make the group as of the clock's day, in the place of what stood there.

    Args:
        folder: of the clock, and of the SQLite files.
        clock: what it is made of, and the day that its systems show.
        say: told about progress, a sentence at a time.
        url: of a PostgreSQL database that takes the systems, a schema each; None: SQLite files in the folder.

    Raises:
        QuarterdeckError: the database cannot be reached or written.
    """
    clock = replace(clock, place=place_of(url) if url else None)
    if url:
        with PostgresStore.opened(url, NAMES[0]):
            pass  # better refused now than when all is made
    faults = Faults.of(clock)
    for system in make_systems(clock, say, faults):
        with _opened(folder, system.name, url, replace=True) as store:
            count = fill(store, system.tables, system.versions, pl.lit(clock.day))
        say(f"{system.name}: {count:,} rows")
        del system  # before the next one is made: a large group's systems together need too much memory
    for sentence in faults.missing:
        say(f"faults: {sentence}")
    write_truth(folder, faults.truth())
    clock.write(folder)


def advance_group(folder: Path, days: int, say: Say, url: str | None = None) -> Clock:
    """Let days pass: what is entered, changed and deleted in them.

    Args:
        folder: in which the group was made.
        days: one or more.
        say: told about progress.
        url: as when it was made.

    Raises:
        QuarterdeckError: there is no group, it is elsewhere, or its future is shorter.
    """
    before = Clock.read(folder)
    if before.place != (place_of(url) if url else None):
        raise SettingsError(f"The group of {folder} is in {before.place or 'SQLite files'}; --url must say the same.")
    after = before.later(days)
    for system in make_systems(before, say):
        gone = come = 0
        with _opened(folder, system.name, url, replace=False) as store:
            changes = [
                (table, *moved(system.versions[table.name], pl.lit(before.day), pl.lit(after.day)))
                for table in system.tables
            ]
            for table, goes, _ in reversed(changes):
                store.delete(table, goes[table.key])
                gone += goes.height
            for table, _, comes in changes:
                store.insert(table, comes)
                come += comes.height
        say(f"{system.name}: {come:,} rows came or changed, {gone:,} went or changed")
        del system, changes
    after.write(folder)
    return after


def make_systems(clock: Clock, say: Say, faults: Faults | None = None) -> Iterator[System]:
    """Every version of every row of the four systems, from the first day to the end of the group's future.

    Args:
        clock: what the group is made of.
        say: told about progress.
        faults: those of the clock; whoever gives them can ask them for the truth when all systems are made.

    Yields:
        one system after the other, each made when it is asked for.
    """
    faults = faults or Faults.of(clock)
    world = faults.world
    masters = make_masters(world)
    say("contracts and projects")
    deals = make_deals(world, masters)
    milestones, projects = make_milestones(world, masters, deals), make_projects(world, masters, deals)
    people = make_people(world, masters, projects)
    chains = faults.in_chains(Chains(world, masters, deals, milestones, projects, people))
    masters, deals, milestones, projects = chains.masters, chains.deals, chains.milestones, chains.projects
    works = make_works(world, masters, deals, milestones, projects)
    erp, asked = _make_erp(chains, works, say, faults)
    yield faults.in_system(chains, erp)
    del erp
    say("approvals and plans")
    yield faults.in_system(chains, _make_oa(chains, asked))
    say("customers and projects")
    crm = make_crm_tables(world, masters, deals, make_care(world, masters, deals))
    yield faults.in_system(chains, System("crm", CRM_TABLES, crm))
    pm = make_pm_tables(world, masters, deals, milestones, projects, works)
    yield faults.in_system(chains, System("pm", PM_TABLES, pm))


def _make_erp(chains: Chains, works: Works, say: Say, faults: Faults) -> tuple[System, dict[str, pl.DataFrame]]:
    """The ERP; and what the OA knows of it: what has to be approved."""
    world, masters, deals, projects = chains.world, chains.masters, chains.deals, chains.projects
    say("orders, deliveries and invoices")
    trade = faults.in_trade(chains, make_trade(world, masters, deals, chains.milestones, projects))
    say("receipts, payments and books")
    claims, hours = (chains.people.claims, chains.people.claim_lines), hours_on_projects(works, projects)
    money = faults.in_money(chains, make_money(world, masters, deals, projects, trade, claims, hours))
    books = make_books(world, masters, trade, money)
    budgets = make_budgets(world, masters, projects, books)
    tables = {
        **make_trade_tables(world, masters, deals, projects, trade),
        **make_money_tables(world, masters, deals, trade, money),
        **make_books_tables(world, projects, books, budgets),
        **make_collection_tables(world, masters, trade, money),
    }
    asked = {
        "orders": orders_to_request(trade.orders),
        "payments": payments_to_request(world, masters, deals, money.payments),
        "adjustments": adjustments_to_request(masters, budgets.adjustments),
    }
    return System("erp", ERP_TABLES, tables), asked


def _make_oa(chains: Chains, asked: dict[str, pl.DataFrame]) -> System:
    world, masters, deals, milestones = chains.world, chains.masters, chains.deals, chains.milestones
    tenders, plans = make_tenders(world, masters, deals), make_fund_plans(world, masters, deals, milestones)
    approvals = make_approvals(world, masters, deals, tenders, chains.people, plans, **asked)
    tables = make_oa_tables(
        world, masters, deals, milestones, chains.projects, chains.people, tenders, plans, approvals, **asked
    )
    return System("oa", OA_TABLES, tables)


def first_clock(as_of: date, seed: int, scale: float, faults: dict[str, Any] | None = None) -> Clock:
    """The clock of a group that is made as of a day.

    Args:
        as_of: the day.
        seed: of its random numbers.
        scale: of the number of its events.
        faults: how the parameters of its faults differ from the shipped ones; None: it has no faults.
    """
    return Clock(as_of, seed, scale, as_of, faults=faults)


def _opened(folder: Path, name: str, url: str | None, *, replace: bool) -> AbstractContextManager[Store]:
    if url is not None:
        return PostgresStore.opened(url, name)
    path = folder / f"{name}.sqlite"
    return SqliteStore.replacing(path) if replace else SqliteStore.changing(path)
