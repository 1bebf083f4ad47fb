"""Duplicates: what may have been paid twice, which parties may be one, and what do people say to it?"""

from dashboards.components.decisions import Asks
from dashboards.components.drill import Bars, Drill, Facts, Field, Figure, Filter, Level, Note, Table, Tiles, page_of

GRADES = {"certain": "#c23f2c", "probable": "#d9622b", "possible": "#eda63a"}
SORTS = (
    *("party_name", "shown_amount", "score", "candidate_kind", "first_document_number", "document_number"),
    *("known_date", "status", "company_name"),
)
"""Words by which the list is sorted: grades by the score behind them."""
_ASKS = Asks("duplicate", "duplicate_candidate_key")
_REASONS = Field("reasons", table="duplicate_reason", is_list=True)


def _graded(grade: str) -> Figure:
    return Figure(f"{grade}_amount", grade, note=Note(f"{grade}_count", f"{grade}_count"), leads={"grade": grade})


CANDIDATES = Level(
    "candidates",
    (
        Table(
            "page_candidates",
            key="duplicate_candidate_key",
            name="candidates",
            fields=(
                Field("party_name", sort=True, is_link=True),
                Field("shown_amount", "money", "stake", sort=True, is_barred=True, has_help=True),
                Field("grade", "label", sort="score"),
                Field("status", "label", sort=True),
                _REASONS,
                Field("candidate_kind", "label", sort=True),
                Field("known_date", "date", sort=True),
                Field("first_document_number", sort=True),
                Field("document_number", "text", "second_document_number", sort=True),
                Field("company_name", sort=True, when=lambda page, _: page.is_group),
            ),
            opens="candidate",
            sort="-shown_amount",
            then=("duplicate_candidate_key",),
            sorts=lambda _: {word: word for word in SORTS},
            find=True,
            total="total_candidates",
        ),
    ),
    acts=_ASKS,
)
CANDIDATE = Level(
    "candidate",
    (
        Table(
            "page_documents",
            key="duplicate_document_key",
            name="documents",
            fields=(
                Field("side", "label"),
                Field("document_class", "label", is_link=True),
                Field("document_number"),
                Field("reference"),
                Field("einvoice_number"),
                Field("document_date", "date"),
                Field("posting_date", "date"),
                Field("document_amount", "money", currency_column="currency"),
                Field("net_amount", "money", currency_column="currency", has_help=True),
                Field("party_name"),
                Field("company_name"),
                Field("recorded_at", "instant"),
            ),
            opens="document",
            is_source=True,
        ),
    ),
    title=lambda page, row: page.word(
        "candidate_title", first=row["first_document_number"], second=row["document_number"]
    ),
    facts=Facts(
        "page_candidate",
        (
            Field("party_name", leads=("payables", {"supplier": "supplier_key"})),
            Field("grade", "label"),
            Field("score", "percent", has_help=True),
            _REASONS,
            Field("stake_amount", "money", "stake_own", currency_column="currency"),
            Field("paid_again_amount", "money", "paid_again", currency_column="currency"),
            Field("known_date", "date"),
            Field("status", "label"),
            Field("decided_by"),
            Field("decided_at", "instant"),
            Field("decision_note"),
        ),
    ),
    is_alone=True,
    acts=_ASKS,
)
DRILL = Drill(
    area="duplicates",
    group="money",
    tiles=Tiles(
        "page_indicators",
        (
            Figure("stake_amount", "stake", falling_is_good=True, note=Note("candidates", "candidate_count")),
            _graded("certain"),
            _graded("probable"),
            _graded("possible"),
            Figure("paid_amount", "paid_again"),
            Figure("unpaid_amount", "unpaid"),
            Figure("open_count", "open", "count", leads={"status": "open"}),
            Figure("confirmed_count", "confirmed", "count", leads={"status": "confirmed"}),
            Figure(
                "party_count",
                "parties",
                "count",
                note=Note("links", "link_count"),
                leads={"kind": "party"},
            ),
        ),
        nothing="candidate_count",
    ),
    chart=Bars("page_by_grade", "grade", tuple(GRADES.items()), category="grade", count="candidate_count"),
    filters=(
        Filter("kind", ("bill", "payment", "claim", "party", "link")),
        Filter("status", ("open", "confirmed", "rejected")),
    ),
    levels=(CANDIDATES, CANDIDATE),
    definitions=("candidate", "grade", "returns", "party", "decision", "group"),
    subjects={
        name: lambda finding, _: {"candidate": finding["subject_key"]}
        for name in (
            *("bill_paid_twice", "bill_entered_twice", "repeated_payment"),
            *("duplicate_customer", "duplicate_supplier", "duplicate_account"),
            *("tax_number_differs", "legal_name_differs", "party_differs"),
        )
    },
)
page = page_of(DRILL)
