"""Which planters stand at which seam of the generator, and how a group is made with them."""

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from ingestion.demo.faults import (
    budgets_and_cash,
    contracts_and_purchasing,
    payments_and_claims,
    projects_and_parties,
    receivables,
)
from ingestion.demo.faults.ground import TRUTH, Ground, Told
from ingestion.demo.faults.merge import merged
from ingestion.demo.faults.parameters import fault_parameters
from ingestion.demo.group.clock import Clock
from ingestion.demo.group.money import Money
from ingestion.demo.group.parts import Chains, System
from ingestion.demo.group.trade import Trade
from ingestion.demo.group.world import World, parameters

CHAINS: tuple[Callable[[Ground, Chains], Chains], ...] = (
    *budgets_and_cash.IN_CHAINS,
    *receivables.IN_CHAINS,
    *payments_and_claims.IN_CHAINS,
    *contracts_and_purchasing.IN_CHAINS,
    *projects_and_parties.IN_CHAINS,
)
"""See contracts, milestones, projects and claims before anything is made of them."""
TRADE: tuple[Callable[[Ground, Trade], Trade], ...] = (
    *receivables.IN_TRADE,
    *contracts_and_purchasing.IN_TRADE,
)
"""See orders, deliveries and invoices of both sides before anybody pays them."""
MONEY: tuple[Callable[[Ground, Money], Money], ...] = (*budgets_and_cash.IN_MONEY,)
"""See money before it is booked; bank lines are there already."""
SYSTEMS: Mapping[str, tuple[Callable[[Ground], None], ...]] = {
    "erp": (
        *budgets_and_cash.IN_ERP,
        *receivables.IN_ERP,
        *payments_and_claims.IN_ERP,
        *projects_and_parties.IN_ERP,
        *contracts_and_purchasing.IN_ERP,
        *budgets_and_cash.LAST_IN_ERP,
        *projects_and_parties.LAST_IN_ERP,
    ),
    "oa": (
        *receivables.IN_OA,
        *payments_and_claims.IN_OA,
        *projects_and_parties.IN_OA,
        *contracts_and_purchasing.IN_OA,
        *budgets_and_cash.LAST_IN_OA,
    ),
    "crm": (*projects_and_parties.IN_CRM,),
    "pm": (
        *receivables.IN_PM,
        *projects_and_parties.IN_PM,
    ),
}
"""See the tables of one system, all that happens in it."""


class Faults:
    """The faults of one group; without parameters there are none."""

    def __init__(self, world: World, given: dict[str, Any] | None) -> None:
        self.world = world
        self._told = Told(world, given) if given is not None else None

    @classmethod
    def of(cls, clock: Clock) -> "Faults":
        """Those that the clock's parameters ask for."""
        world = World(clock.timeline, clock.seed, clock.scale, parameters())
        return cls(world, None if clock.faults is None else fault_parameters(clock.faults))

    @property
    def missing(self) -> list[str]:
        """What was promised and found no place, a sentence each."""
        return self._told.missing if self._told else []

    def in_chains(self, chains: Chains) -> Chains:
        """What contracts, milestones, projects and claims become."""
        if self._told:
            for planter in CHAINS:
                chains = planter(Ground(self._told, "", chains=chains), chains)
        return chains

    def in_trade(self, chains: Chains, trade: Trade) -> Trade:
        """What orders, deliveries and invoices become."""
        if self._told:
            for planter in TRADE:
                trade = planter(Ground(self._told, "erp", chains=chains), trade)
        return trade

    def in_money(self, chains: Chains, money: Money) -> Money:
        """What money becomes."""
        if self._told:
            for planter in MONEY:
                money = planter(Ground(self._told, "erp", chains=chains), money)
        return money

    def in_system(self, chains: Chains, system: System) -> System:
        """What a system's tables become; the given ones are used up, for a large group's need not stand there twice."""
        if not self._told:
            return system
        ground = Ground(self._told, system.name, system.tables, chains)
        ground.versions = system.versions
        for planter in SYSTEMS[system.name]:
            planter(ground)
        versions, shifts = merged(system.tables, ground.versions, ground.added)
        self._told.shifts |= {(system.name, table): shift for table, shift in shifts.items()}
        return System(system.name, system.tables, versions)

    def truth(self) -> pl.DataFrame:
        """What was planted, when all systems are made; columns: TRUTH."""
        if not self._told:
            return pl.DataFrame(schema=TRUTH)
        told = pl.concat([pl.DataFrame(schema=TRUTH), *self._told.truth])
        parts = [
            part.with_columns(key=shift.moved(part["key"])) if (shift := self._told.shifts.get(where)) else part
            for where, part in told.partition_by("system", "table", as_dict=True, maintain_order=True).items()
        ]
        return pl.concat([pl.DataFrame(schema=TRUTH), *parts]).sort("kind", "fault", "role", "system", "table", "key")
