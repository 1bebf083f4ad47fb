"""Selling and buying in the demonstration ERP: all that tells the one from the other."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from ingestion.demo.erp_accounts import EXPENSE, PAYABLE, RECEIVABLE, REVENUE
from ingestion.demo.erp_names import CUSTOMER_NAMES, SUPPLIER_NAMES
from ingestion.demo.erp_world import Ints, middle_and_end_of_month, own_weekday

PUNCTUAL, LATE, VERY_LATE, DISPUTING, DEFAULTING, EARLY = range(6)
"""How a customer pays, or a supplier is paid. A disputed bill is paid in part, the rest long after."""


@dataclass(frozen=True)
class Side:
    """A side of the books. While rows are made, columns bear the same names on both sides.

    Attributes:
        sign: of an invoice in its control account: 1 debits it, -1 credits it.
        party: table of the parties; its name is also that of their columns.
        invoice: table of invoices and credit notes.
        cash: table of the receipts, or of the payments; its name is also that of their columns.
        settlement: table of the settlements.
        control: class of the control accounts.
        counter: class of the account on an invoice's other side.
        codes: in the numbers of invoices, credit notes and cash.
        initial: of the parties' numbers.
        names: of the parties, the two companies left out.
        home: how many parties each company has; the two companies follow as each other's.
        groups: of the companies themselves, the largest parties, some of the others, the rest.
        shares: how many parties are of each character.
        characters: of the parties of a rank, whatever chance gave them.
        delays: by character, the least and the most days from the due date to when it may be paid.
        next_run: the first day, from a given one on, on which the payer pays; the second argument is its weekday.
        log_size: mean logarithm of an invoice's net dollars, from a party of average weight.
        in_instalments: share of the invoices that are due in several.
        related: share of the invoices between the two companies, and their least number.
    """

    sign: int
    party: str
    invoice: str
    cash: str
    settlement: str
    control: int
    counter: int
    codes: tuple[str, str, str]
    initial: str
    names: list[str]
    home: tuple[int, int]
    groups: tuple[str, str, str, str]
    shares: tuple[float, ...]
    characters: tuple[tuple[int, int], ...]
    delays: tuple[tuple[int, int], ...]
    next_run: Callable[[Ints, Ints], Ints]
    log_size: float
    in_instalments: float
    related: tuple[float, int]

    def named(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The same rows with the columns' names in the tables of this side."""
        names = {
            "party_id": f"{self.party}_id",
            "party_group": f"{self.party}_group",
            "cash_id": f"{self.cash}_id",
            "their_number": f"{self.party}_invoice_number",
        }
        return rows.rename(names, strict=False)


SALES = Side(
    sign=1,
    party="customer",
    invoice="sales_invoice",
    cash="receipt",
    settlement="settlement",
    control=RECEIVABLE,
    counter=REVENUE,
    codes=("INV", "CRN", "RCT"),
    initial="C",
    names=CUSTOMER_NAMES,
    home=(70, 48),
    groups=("Intercompany", "Key account", "Distributor", "Project"),
    shares=(0.42, 0.33, 0.14, 0.06, 0.05),
    characters=((9, DISPUTING), (10, VERY_LATE), (11, DEFAULTING), (18, DEFAULTING), (60, PUNCTUAL)),
    delays=((-3, 6), (8, 38), (30, 95), (-2, 15), (10, 60)),
    next_run=own_weekday,
    log_size=9.6,
    in_instalments=0.25,
    related=(0.02, 20),
)
PURCHASES = Side(
    sign=-1,
    party="supplier",
    invoice="purchase_invoice",
    cash="payment",
    settlement="supplier_settlement",
    control=PAYABLE,
    counter=EXPENSE,
    codes=("BIL", "SCN", "PAY"),
    initial="S",
    names=SUPPLIER_NAMES,
    home=(24, 14),
    groups=("Intercompany", "Strategic", "Services", "Components"),
    shares=(0.42, 0.26, 0.14, 0.06, 0.0, 0.12),
    characters=((3, LATE), (4, DISPUTING), (5, EARLY), (7, VERY_LATE), (9, VERY_LATE), (60, PUNCTUAL)),
    delays=((-12, 2), (10, 40), (40, 110), (-6, 10), (0, 0), (-32, -18)),
    next_run=middle_and_end_of_month,
    log_size=9.5,
    in_instalments=0.2,
    # What one company sells to the other, the other buys: `erp_intercompany` makes the bills of the invoices.
    related=(0.0, 0),
)
