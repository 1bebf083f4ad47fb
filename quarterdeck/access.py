"""Who may see which rows. The one rule: rows of a company belong to the people of that company.

No rule means no rows: a relation without a company, which nobody has entered below as shared, is empty for
everybody but a viewer of everything.
"""

import os
import pwd
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlglot import exp

COMPANY_COLUMN = "company_key"
DECIDE = "decide"
"""The right to confirm or reject what the warehouse only presumes."""
EVERYBODY = "*"

SHARED_RELATIONS: dict[tuple[str, str], str] = {
    ("marts", "dim_date"): "the calendar says nothing about anybody",
    ("marts", "dim_reporting_date"): "days say nothing about anybody",
    ("marts", "dim_customer"): "a customer is one party to all companies; what it owes stands in the facts",
    ("marts", "dim_supplier"): "a supplier is one party to all companies; what we owe it stands in the facts",
    ("marts", "dim_party"): "a party is one to all companies; what it owes stands in the facts",
    ("marts", "dim_party_record"): "which records are one party is the same to all companies",
    ("marts", "dim_customer_history"): "a customer is one party to all companies, and was",
    ("marts", "dim_supplier_history"): "a supplier is one party to all companies, and was",
    ("marts", "dim_cash_category"): "the categories of cash movements are our own words",
    ("marts", "dim_credit_limit"): "a limit is the customer's, over all companies; what it owes stands in the facts",
    ("marts", "dim_close"): "months close for all companies at once; what was booked stands in the facts",
    ("marts", "dim_budget_rule"): "thresholds of budgets are the same for all companies",
    ("marts", "fct_exchange_rates"): "rates are public, and a company's figures cannot be read without them",
    ("audits", "loads"): "how fresh each source table is; counts of rows, no contents",
}
"""(schema, relation) without a company that every viewer may read, and why. In lower case."""


@dataclass(frozen=True)
class Viewer:
    """Somebody, or some program, that reads.

    Attributes:
        name: for messages and records.
        companies: codes of the companies whose rows are seen; None is everything, the empty set nothing.
        rights: what else is allowed, such as DECIDE; nothing, unless it was granted.
    """

    name: str
    companies: frozenset[str] | None
    rights: frozenset[str] = frozenset()

    @classmethod
    def everything(cls, name: str = "everything", rights: Iterable[str] = ()) -> "Viewer":
        """A viewer of all companies, and of relations that belong to none."""
        return cls(name, None, frozenset(rights))

    @classmethod
    def of(cls, name: str, companies: Iterable[str]) -> "Viewer":
        """A viewer of these companies only.

        Raises:
            TypeError: `companies` is one text; a set of its letters would be meant by nobody.
        """
        if isinstance(companies, str):
            raise TypeError(f"companies must be a collection of codes, found {companies!r}; write {{{companies!r}}}.")
        return cls(name, frozenset(companies))


def rights_of(name: str, deciders: Collection[str]) -> frozenset[str]:
    """What a person may do beside reading: to decide, if the setting `deciders` names the person, or everybody."""
    return frozenset({DECIDE}) if {name, EVERYBODY} & set(deciders) else frozenset()


def operating_user() -> str:
    """The operating system's user who runs this process; not what the environment claims."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"user {os.getuid()}"


def row_rule(columns: Collection[str], schema: str, relation: str, viewer: Viewer) -> exp.Expression:
    """The condition that a row of the relation must meet to be seen.

    Args:
        columns: names of the relation's columns.
        schema: its schema.
        relation: its name.
        viewer: who reads.

    Returns:
        `true`, `false`, or `company_key in (…)`; null companies (unmapped ones) are seen by nobody but a
        viewer of everything.
    """
    if viewer.companies is None:
        return exp.true()
    if not viewer.companies:
        return exp.false()
    if COMPANY_COLUMN in {column.lower() for column in columns}:
        return exp.column(COMPANY_COLUMN).isin(*sorted(viewer.companies))
    if (schema.lower(), relation.lower()) in SHARED_RELATIONS:
        return exp.true()
    return exp.false()
