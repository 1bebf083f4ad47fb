"""Golden parties on the page of collections and credit: customers' records that are one."""

from dashboards.components.drill import Field, Table

CUSTOMER_LINK = Field("customer_name", sort=True, leads=("credit", {"customer": "customer_key"}))
PARTIES = Table(
    "parties",
    key="party_key",
    fields=(
        Field("party_name", sort=True, leads=("credit", {"customer": "customer_key"})),
        Field("exposure_amount", "money", "exposure", sort=True, is_barred=True),
        Field("limit_amount", "money", "lowest_limit", sort=True, has_help=True),
        Field("highest_limit_amount", "money", "highest_limit", sort=True),
        Field("headroom_amount", "money", "headroom", sort=True),
        Field("limit_state", "label", sort=True),
        Field("customer_ids", "text", "records"),
        Field("party_basis", "label", sort=True, has_help=True),
    ),
    sort="-exposure_amount",
    then=("party_key",),
)
"""Parties of several records, with what may be lost with all of them."""
PARTY_RECORDS = Table(
    "party_records",
    key="customer_key",
    fields=(
        CUSTOMER_LINK,
        Field("customer_id", sort=True),
        Field("tax_number"),
        Field("exposure_amount", "money", "exposure", sort=True, is_barred=True),
        Field("limit_amount", "money", "limit", sort=True),
        Field("party_basis", "label", has_help=True),
    ),
    sort="-exposure_amount",
    then=("customer_key",),
)
"""The records of one customer's party."""
