"""Contracts: what are they worth, and where do value, performance, invoices and money part?"""

from collections.abc import Mapping
from typing import Any

from dashboards.components.drill import (
    Above,
    Bars,
    Drill,
    Facts,
    Field,
    Figure,
    Filter,
    Level,
    Note,
    Page,
    Row,
    Table,
    Tiles,
    page_of,
)
from dashboards.components.freshness import Sign

STATUSES = ("not_signed", "signed", "performing", "expiring", "overdue", "finished", "closed", "terminated")
GAPS = {"unbilled": "#d9622b", "beyond_value": "#9d2a2a", "billed_ahead": "#8aa0b2", "unsettled": "#eda63a"}
_AMOUNTS = ("worth", "performed", "billed", "settled")


def _figure(name: str, *, falling_is_good: bool | None = None, note: Note | None = None) -> Figure:
    return Figure(f"{name}_amount", name, falling_is_good=falling_is_good, note=note)


def _amounts(*names: str, currency_column: str | None = None) -> tuple[Field, ...]:
    """Columns of amounts by which the reader may sort."""
    return tuple(
        Field(f"{name}_amount", "money", name, sort=f"{name}_amount", currency_column=currency_column, has_help=True)
        for name in names
    )


def _references(page: Page) -> Sign | None:
    """Whether the documents that name a contract name one that there is."""
    rows = page.read("page_references")
    if rows.is_empty():
        return None
    unknown = rows["all_unknown_count"][0]
    if not unknown:
        return Sign("good", page.word("references_known", count=page.formats.count(rows["all_count"][0])))
    details = " · ".join(
        page.word(
            "references_unknown_one",
            company=row["company_name"],
            count=page.formats.count(row["unknown_count"]),
            amount=f"{row['currency']} {page.formats.money(row['unknown_amount_company'], row['currency'])}",
            example=row["example_contract_number"],
        )
        for row in rows.iter_rows(named=True)
        if row["unknown_count"]
    )
    said = page.word(
        "references_unknown", count=page.formats.count(unknown), all=page.formats.count(rows["all_count"][0])
    )
    return Sign("warning", said, (page.word("references_unknown_all", listed=details),))


def _of_contract(depth: str | None = None) -> Any:
    """From a finding about a part of a contract to the contract, and to the part."""

    def lead(finding: Row, arguments: Mapping[str, Any]) -> dict[str, str | None] | None:
        if arguments.get("contract_key") is None:
            return None
        part = {} if depth is None else {depth: finding["subject_key"]}
        return {"contract": arguments["contract_key"], **part}

    return lead


CONTRACTS = Level(
    "contracts",
    (
        Table(
            "page_contracts",
            key="contract_key",
            name="contracts",
            fields=(
                Field("contract_number", sort=True, is_link=True, badge="is_intercompany"),
                Field("party_name", sort=True),
                Field("status", "label", sort=True, badge="is_expiring"),
                *_amounts(*_AMOUNTS, *GAPS),
                Field("end_date", "date", sort=True),
                Field("contract_title", sort=True),
                Field("owner_name", sort=True),
                Field("company_name", sort=True, when=lambda page, _: page.is_group),
            ),
            opens="contract",
            sort=lambda page: f"-{page.choice or 'worth'}_amount",
            then=("contract_number",),
            find=True,
            total="total_contracts",
            marked=lambda page: f"{page.choice}_amount" if page.choice else None,
        ),
    ),
)
CONTRACT = Level(
    "contract",
    (
        Table(
            "page_lines",
            key="contract_line_key",
            name="lines",
            fields=(
                Field("line_title", sort=True, is_link=True, table="contracts.kind"),
                Field("line_kind", "label", sort=True),
                Field("line_document_number", sort=True),
                *_amounts(*_AMOUNTS, "retained", *GAPS, currency_column="currency"),
            ),
            opens="line",
            sort="-gap_amount",
            then=("line_document_number", "line_number"),
        ),
        Table(
            "milestones",
            key="contract_milestone_key",
            given={"company": None, "system": None, "side": None, "status": None},
            fields=(
                Field("kind", "label", is_link=True),
                Field("milestone_number", "count"),
                Field("status", "label"),
                Field("planned_date", "date"),
                Field("reached_date", "date"),
                Field("days_late", "count"),
                Field("due_date", "date"),
                Field("days_overdue", "count"),
                Field("gross_amount", "money", "to_pay", currency_column="currency"),
                Field("settled_amount", "money", "settled_gross", currency_column="currency"),
                Field("stage_net_amount", "money", "stage", currency_column="currency"),
                Field("invoiced_net_amount", "money", "billed", currency_column="currency"),
                Field("unbilled_net_amount", "money", "unbilled", currency_column="currency"),
            ),
            opens="milestone",
            is_source=True,
        ),
        Table(
            "page_events",
            key="contract_event_key",
            name="events",
            fields=(
                Field("event_date", "date"),
                Field("event_kind", "label", is_link=True),
                Field("gross_amount", "money", "changed_by", currency_column="currency"),
                Field("reached_amount", "money", "worth_after", currency_column="currency"),
                Field("pending_gross_amount", "money", "asked_for", currency_column="currency"),
                Field("settlement_gross_amount", "money", "final_value", currency_column="currency"),
                Field("recorded_at", "instant"),
            ),
            opens="event",
            is_source=True,
        ),
        Table(
            "page_documents",
            key="item_key",
            name="documents",
            fields=(
                Field("document_number", sort=True, is_link=True),
                Field("ledger_side", "label", sort=True),
                Field("document_type", sort=True, table="document_type"),
                Field("document_date", "date", sort=True),
                Field("due_date", "date", sort=True),
                Field("currency"),
                Field("document_amount", "money", sort=True, currency_column="currency"),
                Field("residual_amount", "money", sort=True, currency_column="currency"),
                Field("last_effect_date", "date", sort=True),
            ),
            opens="item",
            sort="document_date",
            then=("document_number",),
        ),
    ),
    title="contract_number",
    facts=Facts(
        "page_contract",
        (
            Field("contract_title"),
            Field("side", "label"),
            Field("status", "label"),
            Field("party_name", badge="is_intercompany", leads=("receivables", {"customer": "customer_key"})),
            Field("company_name"),
            Field("owner_name"),
            Field("signed_date", "date"),
            Field("begin_date", "date"),
            Field("end_date", "date"),
            Field("finished_date", "date"),
            Field("closed_date", "date"),
            Field("signed_gross_amount", "money", "signed_gross", currency_column="currency"),
            Field("changed_gross_amount", "money", "changed_gross", currency_column="currency"),
            Field("ended_gross_amount", "money", "ended_gross", currency_column="currency"),
            Field("gross_amount", "money", "worth_gross", currency_column="currency"),
            Field("pending_gross_amount", "money", "asked_for", currency_column="currency"),
            Field("submitted_gross_amount", "money", "submitted", currency_column="currency"),
            Field("audited_gross_amount", "money", "audited", currency_column="currency"),
            Field("advance_open_amount", "money", "advance_open", currency_column="currency"),
            Field("retained_amount", "money", "retained", currency_column="currency"),
            Field("payment_terms_days", "count"),
            Field("advance_share", "percent"),
            Field("retention_share", "percent"),
            Field("warranty_months", "count"),
            Field("for_contract_number", leads=("contracts", {"contract": "for_contract_key"})),
            Field("project_code"),
            Field("tender_number"),
        ),
    ),
    tiles=Tiles("page_contract", tuple(_figure(name) for name in (*_AMOUNTS, *GAPS))),
)
LINE = Level(
    "line",
    (
        Table(
            "page_movements",
            key="contract_movement_key",
            name="movements",
            fields=(
                Field("effect_date", "date"),
                Field("measure", "label", is_link=True),
                Field("cause", "label"),
                Field("document_number"),
                Field("net_amount", "money", "changed_by", currency_column="currency"),
                Field("reached_amount", "money", "reached", currency_column="currency"),
                Field("recorded_at", "instant"),
            ),
            opens="movement",
            is_source=True,
        ),
    ),
    title=lambda page, row: page.words.known("contracts.kind", row["line_title"]),
    above=(Above("contract", "contract_key", "contract_number"),),
)
DOCUMENT = Level(
    "item",
    (
        Table(
            "page_effects",
            key="effect_key",
            name="document",
            fields=(
                Field("effect_date", "date"),
                Field("effect_type", table="effect_type", is_link=True),
                Field("counter_document_type", table="document_type"),
                Field("counter_document_number"),
                Field("effect_amount", "money", currency_column="currency"),
                Field("residual_amount", "money", "running", currency_column="currency"),
                Field("recorded_at", "instant"),
            ),
            opens="effect",
            is_source=True,
        ),
    ),
    title=lambda page, row: page.word("document_title", number=row["document_number"]),
    above=(Above("contract", "contract_key", "contract_number"),),
)
DRILL = Drill(
    area="contracts",
    group="work",
    tiles=Tiles(
        "page_indicators",
        (
            _figure("worth"),
            _figure("performed"),
            _figure("billed"),
            _figure("settled"),
            _figure("unsettled", falling_is_good=True),
            _figure("pending", note=Note("in_contracts", "pending_count")),
            Figure("overdue_count", "overdue", "count", falling_is_good=True, leads={"status": "overdue"}),
            Figure("expiring_count", "expiring", "count", leads={"status": "expiring"}),
        ),
        nothing="contract_count",
    ),
    chart=Bars("page_gaps", "gap", tuple(GAPS.items()), category="gap", count="contract_count"),
    filters=(
        Filter("side", ("sales", "purchase"), default="sales", form="segments"),
        Filter("status", STATUSES),
    ),
    levels=(CONTRACTS, CONTRACT, LINE, DOCUMENT),
    control=_references,
    definitions=("worth", "settled", "gaps", "milestones", "tax", "status", "group"),
    needs=("contracts",),
    subjects={
        "contract": lambda finding, _: {"contract": finding["subject_key"]},
        "contract_change": _of_contract(),
        "contract_milestone": _of_contract("milestone"),
        "payment": _of_contract("item"),
        "retention": _of_contract(),
        "retention_since_paid": _of_contract(),
    },
)
page = page_of(DRILL)
