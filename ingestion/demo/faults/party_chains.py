"""Chains of a party's documents: what hangs together from order to receipt, and can go to another record as a whole."""

from dataclasses import dataclass

import polars as pl

from ingestion.demo.faults.ground import Ground
from ingestion.demo.group.versions import FROM

_ROUNDS = 40


@dataclass(frozen=True)
class Side:
    """Tables of one side.

    Attributes:
        party: customer or supplier.
        documents: tables with the party's key, by which chains are found.
        links: (table, column, other table): the document of the column belongs with the row's.
        settled: (table, cash column): settles an invoice by cash, or by a credit note.
        booked: by document type of journal entries, its table and the column of that table which names the document,
            and the document's table.
    """

    party: str
    documents: tuple[str, ...]
    links: tuple[tuple[str, str, str], ...]
    settled: tuple[str, str]
    booked: dict[str, tuple[str, str, str]]


CUSTOMERS = Side(
    "customer",
    (
        "sales_order",
        "delivery",
        "sales_invoice",
        "receipt",
        "customer_advance",
        "guarantee",
        "dispute",
        "payment_promise",
    ),
    (
        ("delivery", "order_id", "sales_order"),
        ("sales_invoice", "order_id", "sales_order"),
        ("sales_invoice", "delivery_id", "delivery"),
        ("sales_invoice", "original_invoice_id", "sales_invoice"),
        ("receipt", "replaces_id", "receipt"),
        ("customer_advance", "receipt_id", "receipt"),
        ("dispute", "sales_invoice_id", "sales_invoice"),
        ("payment_promise", "sales_invoice_id", "sales_invoice"),
    ),
    ("settlement", "receipt_id"),
    {
        "sales_invoice": ("sales_invoice", "id", "sales_invoice"),
        "receipt": ("receipt", "id", "receipt"),
        "settlement": ("settlement", "invoice_id", "sales_invoice"),
        "goods_issue": ("delivery", "id", "delivery"),
    },
)
SUPPLIERS = Side(
    "supplier",
    ("purchase_order", "goods_receipt", "purchase_invoice", "payment", "supplier_advance"),
    (
        ("goods_receipt", "order_id", "purchase_order"),
        ("purchase_invoice", "order_id", "purchase_order"),
        ("purchase_invoice", "goods_receipt_id", "goods_receipt"),
        ("purchase_invoice", "original_invoice_id", "purchase_invoice"),
        ("payment", "replaces_id", "payment"),
        ("supplier_advance", "payment_id", "payment"),
    ),
    ("supplier_settlement", "payment_id"),
    {
        "purchase_invoice": ("purchase_invoice", "id", "purchase_invoice"),
        "payment": ("payment", "id", "payment"),
        "supplier_settlement": ("supplier_settlement", "invoice_id", "purchase_invoice"),
        "goods_receipt": ("goods_receipt", "id", "goods_receipt"),
    },
)


def chains_of(ground: Ground, side: Side, most: int) -> pl.DataFrame:
    """Documents of third parties with no more than so many, by the chain to which they belong.

    Chains with bills of exchange, and those of which anybody else spoke or to which anybody added, are left out.

    Returns:
        party_id, table, id, chain (a number), chain_on (the day on which the chain was first seen).
    """
    party, own = f"{side.party}_id", ground.last(side.party)
    third = own.filter(pl.col("represents_company_id").is_null()).select(party_id="id")
    nodes = pl.concat([_nodes(ground, table, party) for table in side.documents]).join(third, on="party_id")
    nodes = nodes.filter(pl.len().over("party_id") <= most).sort("table", "id").with_row_index("node")
    chain = _joined(nodes, _edges(ground, side, nodes))
    nodes = nodes.with_columns(pl.Series("chain", chain)).with_columns(
        pl.col("seen").min().over("chain").alias("chain_on"), pl.col("is_free").all().over("chain")
    )
    return nodes.filter("is_free").select("party_id", "table", "id", "chain", "chain_on")


def _nodes(ground: Ground, table: str, party: str) -> pl.DataFrame:
    columns = ground.tables[table].columns
    contract = pl.col("contract_number").last() if "contract_number" in columns else pl.lit(None, pl.String)
    is_cash = pl.col("note_id").first().is_null() if "note_id" in columns else pl.lit(True)
    rows = (
        ground.versions[table]
        .group_by("id")
        .agg(
            pl.col(party).first().alias("party_id"),
            pl.col(FROM).min().alias("seen"),
            contract.alias("contract"),
            is_cash.alias("is_cash"),
        )
    )
    named = pl.concat([ground.told(table), ground.taken(table), _referred(ground, table)])
    return rows.select(
        "id",
        "party_id",
        "seen",
        "contract",
        table=pl.lit(table),
        is_free=~pl.col("id").is_in(named.implode()) & pl.col("is_cash"),
    )


def _referred(ground: Ground, table: str) -> pl.Series:
    """Keys of rows to which planted rows refer."""
    found = [pl.Series("key", [], dtype=pl.Int64)]
    for name, frames in ground.added.items():
        columns = [column for column, given in ground.tables[name].columns.items() if given.references == table]
        found += [frame[column].cast(pl.Int64).alias("key") for frame in frames for column in columns]
        if name == "journal_entry":
            found += [frame.filter(pl.col("document_type") == table)["document_id"].alias("key") for frame in frames]
    return pl.concat(found).drop_nulls()


def _edges(ground: Ground, side: Side, nodes: pl.DataFrame) -> pl.DataFrame:
    """Pairs of nodes that belong together: one, other."""
    key = nodes.select("table", "id", "node")

    def pairs(rows: pl.DataFrame, one: str, other: str) -> pl.DataFrame:
        """Rows with `one` and `other`, keys of these tables."""
        first = key.filter(pl.col("table") == one).select(one="id", a="node")
        second = key.filter(pl.col("table") == other).select(other="id", b="node")
        return rows.drop_nulls().join(first, on="one").join(second, on="other").select(one="a", other="b")

    found = [
        pairs(ground.versions[table].select(one="id", other=column).unique(), table, other)
        for table, column, other in side.links
    ]
    settlement, cash = side.settled
    invoice, money = side.documents[2:4]
    rows = ground.versions[settlement]
    found.append(pairs(rows.select(one="invoice_id", other=cash).unique(), invoice, money))
    found.append(pairs(rows.select(one="invoice_id", other="credit_note_id").unique(), invoice, invoice))
    # a contract is with one party
    agreed = nodes.drop_nulls("contract").select("node", by=pl.concat_str("party_id", pl.lit(" "), "contract"))
    found.append(agreed.select(one="node", other=pl.col("node").min().over("by")))
    return pl.concat(found)


def _joined(nodes: pl.DataFrame, edges: pl.DataFrame) -> pl.Series:
    """For each node the least node of its chain."""
    both = pl.concat([edges, edges.select(one="other", other="one")]).unique()
    label = nodes.select("node", chain="node")
    for _ in range(_ROUNDS):
        near = (
            both.join(label, left_on="other", right_on="node").group_by("one").agg(pl.col("chain").min().alias("near"))
        )
        moved = label.join(near, left_on="node", right_on="one", how="left", maintain_order="left").select(
            "node", chain=pl.min_horizontal("chain", "near")
        )
        if moved["chain"].equals(label["chain"]):
            break
        label = moved
    return label["chain"]


def move_chains(ground: Ground, side: Side, moved: pl.DataFrame) -> pl.DataFrame:
    """Let documents be another party's.

    Args:
        ground: of the ERP.
        side: of the documents.
        moved: table, id, party_id, new_id.

    Returns:
        what was booked for them, and still names the old party: id (of journal lines), customer_id, supplier_id as they
        should be.
    """
    party = f"{side.party}_id"
    for (table,), rows in moved.group_by("table"):
        ground.change(str(table), rows.select("id", pl.col("new_id").alias(party)))
    booked = []
    for kind, (table, column, document) in side.booked.items():
        rows = ground.versions[table].select(document_id="id", of=column).unique("document_id")
        there = moved.filter(pl.col("table") == document).select("party_id", "new_id", of="id")
        booked.append(rows.join(there, on="of").select("document_id", "party_id", "new_id", document_type=pl.lit(kind)))
    entries = ground.versions["journal_entry"].select("document_type", "document_id", entry_id="id").unique("entry_id")
    found = pl.concat(booked).join(entries, on=["document_type", "document_id"])
    lines = ground.versions["journal_line"].select("id", "entry_id", "customer_id", "supplier_id", party_id=party)
    same = {name: lines.schema[name] for name in ("entry_id", "party_id")}
    found = found.with_columns(pl.col(name).cast(kind) for name, kind in same.items())
    lines = lines.drop_nulls("party_id").join(found, on=list(same)).unique("id")
    return lines.with_columns(pl.col("new_id").alias(party)).select(
        "id", pl.col("customer_id", "supplier_id").cast(pl.Int64)
    )
