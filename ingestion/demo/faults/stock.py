"""Stock that nothing moves: of products that were bought for nobody."""

import polars as pl

from ingestion.demo.faults.ground import Ground
from ingestion.demo.faults.told import untouched

_DEAD = "dead_stock"
_PLACE = ["company_id", "warehouse_id", "product_id"]
_ORDERED, _RECEIVED, _BILLED = "purchase_order_line", "goods_receipt_line", "purchase_invoice_line"


def plant_dead_stock(ground: Ground) -> None:
    """Let some of what lies in stock, and was never needed, be a product of its own that nobody asks for."""
    for variant, rows, why in (
        ("never_moved", _opening(ground), "The product lies in stock since the first count; nothing of it ever moved."),
        ("bought_and_left", _bought(ground), "The product was bought once; nothing of it has moved since."),
    ):
        picked = ground.pick(_DEAD, variant, _spare(ground, rows), table="stock_move", day="seen_on")
        picked = _own_products(ground, picked)
        _rename(ground, picked)
        ground.tell(_DEAD, variant, "product", picked, why, key="new_id")
    held = (
        _spare(ground, _opening(ground))
        .drop("contract_number")
        .join(_contracts(ground), on="company_id", maintain_order="left")
    )
    held = held.filter(pl.col("signed_on") < pl.col("seen_on"))
    picked = ground.pick(_DEAD, "held_for_contract", held, table="stock_move", day="seen_on", lookalike=True)
    picked = _own_products(ground, picked)
    _rename(ground, picked)
    ground.change("stock_move", picked.select("id", "contract_number", "signed_on"), since="signed_on")
    why = "Nothing of the product moves, but its stock names the contract for which it is held."
    ground.tell(_DEAD, "held_for_contract", "product", picked, why, lookalike=True, key="new_id")
    _tell_unplanted(ground)


def _opening(ground: Ground) -> pl.DataFrame:
    """What lay there on the first day: see `_candidates`."""
    first = pl.col("moved_on") == ground.world.timeline.start
    return _candidates(ground, ground.last("stock_move").filter((pl.col("kind") == "count") & first))


def _bought(ground: Ground) -> pl.DataFrame:
    """What came as one line of one order from a supplier who is no sister: see `_candidates`."""
    theirs = ground.last("supplier").filter(pl.col("represents_company_id").is_null()).select(supplier_id="id")
    orders = untouched(ground, "purchase_order", ground.last("purchase_order")).select(order_id="id")
    receipts = ground.last("goods_receipt").join(theirs, on="supplier_id").join(orders, on="order_id")
    receipts = untouched(ground, "goods_receipt", receipts).select(goods_receipt_id="id")
    lines = ground.last(_RECEIVED).select(
        "goods_receipt_id", "product_id", "quantity", receipt_line_id="id", order_line_id="order_line_id"
    )
    lines = lines.filter((pl.len().over("order_line_id") == 1) & (pl.len().over("goods_receipt_id", "product_id") == 1))
    moves = ground.last("stock_move").filter(pl.col("kind") == "purchase")
    moves = moves.join(receipts, on="goods_receipt_id").join(
        lines, on=["goods_receipt_id", "product_id", "quantity"], maintain_order="left"
    )
    bills = (
        ground.last(_BILLED)
        .drop_nulls("goods_receipt_line_id")
        .select("invoice_id", receipt_line_id="goods_receipt_line_id")
    )
    touched = bills.join(untouched(ground, "purchase_invoice", bills, "invoice_id"), on="invoice_id", how="anti")
    return _candidates(ground, moves.join(touched, on="receipt_line_id", how="anti"))


def _candidates(ground: Ground, moves: pl.DataFrame) -> pl.DataFrame:
    """Moves into stock.

    Returns:
        the moves' columns, happened_on, seen_on (when nothing will have moved for so long), currency, amount.
    """
    home = ground.chains.masters.companies.select("currency", company_id=pl.col("id").cast(moves.schema["company_id"]))
    return moves.join(home, on="company_id", maintain_order="left").with_columns(
        happened_on="moved_on",
        seen_on=pl.col("moved_on") + pl.duration(days=ground.given[_DEAD]["dead_days"]),
        amount="cost_amount",
    )


def _spare(ground: Ground, moves: pl.DataFrame) -> pl.DataFrame:
    """Those without which there would still be enough of their product on every later day; one a place.

    What is seen in the history goes before what is seen later, which is easily found: stock grows on the whole.
    """
    stock = (
        ground.last("stock_move")
        .group_by(*_PLACE, "moved_on")
        .agg(pl.col("quantity").sum())
        .sort(*_PLACE, "moved_on")
        .with_columns(_stock=pl.col("quantity").cum_sum().over(_PLACE))
        .with_columns(_least=pl.col("_stock").reverse().cum_min().reverse().over(_PLACE))
    )
    rows = moves.join(stock.select(*_PLACE, "moved_on", "_least"), on=[*_PLACE, "moved_on"], maintain_order="left")
    enough = rows.filter(pl.col("_least") >= pl.col("quantity"))
    is_past = pl.col("seen_on") <= ground.world.timeline.anchor
    kept = enough.sort(is_past, "id").unique(_PLACE, keep="last", maintain_order=True)
    return kept.sort("id").drop("_least")


def _contracts(ground: Ground) -> pl.DataFrame:
    """company_id, contract_number, signed_on: of each company the first contract that it sold."""
    contracts = ground.chains.deals.contracts.filter(pl.col("kind") == "sales").sort("signed_on", "id")
    companies = contracts.group_by("company_id", maintain_order=True)
    return companies.agg(contract_number=pl.col("number").first(), signed_on=pl.col("signed_on").first())


def _own_products(ground: Ground, picked: pl.DataFrame) -> pl.DataFrame:
    """The moves with `new_id`: each of a new product of the same line, unit and cost."""
    products = ground.versions["product"]
    keys = ground.new_keys("product", picked.height)
    number = products["code"].n_unique() + _added(ground) + 1
    place = (pl.int_range(pl.len()) + number).cast(pl.String)
    rows = picked.select("product_id").with_columns(keys.alias("new_id")).join(
        products, left_on="product_id", right_on="id", maintain_order="left"
    )  # fmt: skip
    ground.add(
        "product",
        rows.with_columns(
            id="new_id",
            code=pl.col("code").str.slice(0, 2) + place.str.zfill(4),
            name=pl.col("name").str.split("-").list.first() + pl.lit("-") + place.str.zfill(3),
        ),
    )
    return picked.with_columns(keys.alias("new_id"))


def _added(ground: Ground) -> int:
    return sum(frame.height for frame in ground.added.get("product", []))


def _rename(ground: Ground, picked: pl.DataFrame) -> None:
    """Let a move be of its new product, and what was ordered, received, billed and booked with it."""
    ground.change("stock_move", picked.select("id", product_id="new_id"))
    if "order_line_id" not in picked.columns or picked.is_empty():
        return
    ground.change(_ORDERED, picked.select(id="order_line_id", product_id="new_id"))
    ground.change(_RECEIVED, picked.select(id="receipt_line_id", product_id="new_id"))
    bills = ground.last(_BILLED).select("id", "invoice_id", receipt_line_id="goods_receipt_line_id")
    bills = bills.join(picked.select("receipt_line_id", "product_id", "new_id"), on="receipt_line_id")
    ground.change(_BILLED, bills.select("id", product_id="new_id"))
    booked = pl.concat(
        [
            picked.select(
                "product_id", "new_id", document_id="goods_receipt_id", document_type=pl.lit("goods_receipt")
            ),
            bills.select("product_id", "new_id", document_id="invoice_id", document_type=pl.lit("purchase_invoice")),
        ]
    )
    entries = ground.last("journal_entry").select("document_type", "document_id", entry_id="id")
    booked = booked.join(entries, on=["document_type", "document_id"])
    lines = ground.versions["journal_line"].select("id", "entry_id", "product_id").drop_nulls("product_id")
    same = {name: lines.schema[name] for name in ("entry_id", "product_id")}
    lines = lines.join(booked.with_columns(pl.col(name).cast(kind) for name, kind in same.items()), on=list(same))
    ground.change("journal_line", lines.select("id", product_id="new_id"))


def _tell_unplanted(ground: Ground) -> None:
    """Products that lie dead by themselves, and those that are only slow."""
    given, anchor = ground.given[_DEAD], ground.world.timeline.anchor
    rows = _silences(ground)
    dead = pl.col("silent") >= given["dead_days"]
    # what lay dead once and moved again before the group is first shown, nobody finds in its stock
    lasts = pl.col("next_on").is_null() | ((pl.col("seen_on") <= anchor) & (pl.col("next_on") > anchor))
    natural = rows.filter(dead & lasts).unique("id", keep="first", maintain_order=True)
    natural = natural.with_columns(ground.names(_DEAD, natural.height))
    ground.take("product", natural["id"])
    ground.tell(_DEAD, "natural", "product", natural, "Nothing of the product has moved for very long.")
    slow = rows.filter(
        pl.col("silent").is_between(given["slow_days"], given["dead_days"] - 1) & pl.col("next_on").is_not_null()
    )
    slow = slow.with_columns(seen_on=pl.col("happened_on") + pl.duration(days=given["slow_days"]))
    slow = slow.unique("id", keep="last", maintain_order=True)
    picked = ground.pick(_DEAD, "slow_moving", slow, table="product", day="seen_on", lookalike=True)
    why = "The product lies for months, but then some of it moves."
    ground.tell(_DEAD, "slow_moving", "product", picked, why, lookalike=True)


def _silences(ground: Ground) -> pl.DataFrame:
    """Spans in which a product lay in stock somewhere and nothing of it moved anywhere, but that it was counted.

    Returns:
        id (of the product), happened_on (last move), next_on (null: none), silent (days), seen_on (when it was dead).
    """
    timeline, known = ground.world.timeline, ground.versions["product"].select(product_id="id")
    moves = ground.every("stock_move").select("product_id", "moved_on", "quantity", is_move=pl.col("kind") != "count")
    days = (
        moves.join(known, on="product_id", how="semi")  # planted ones are told
        .group_by("product_id", "moved_on")
        .agg(pl.col("quantity").sum(), pl.col("is_move").any())
        .sort("product_id", "moved_on")
        .with_columns(stock=pl.col("quantity").cum_sum().over("product_id"))
        # what lay there on the first day lies there since then
        .filter(pl.col("is_move") | (pl.col("moved_on") == timeline.start))
        .with_columns(next_on=pl.col("moved_on").shift(-1).over("product_id"))
    )
    end = pl.col("next_on").fill_null(timeline.end)
    return days.filter(pl.col("stock") > 0).select(
        "next_on",
        id="product_id",
        happened_on="moved_on",
        silent=(end - pl.col("moved_on")).dt.total_days(),
        seen_on=pl.col("moved_on") + pl.duration(days=ground.given[_DEAD]["dead_days"]),
    )
