"""What a column type that changed in the source would lose."""

_DECIMAL = "decimal("


def lossy_changes(before: dict[str, str], now: dict[str, str]) -> str | None:
    """What a changed column type would lose, in a sentence; None when nothing."""
    for name, old in before.items():
        new = now.get(name)
        if new is None or new == old or not _loses(old, new):
            continue
        return (
            f"column {name!r} was {old} and is now {new} in the source, which may lose information; its last good data "
            "stays. If the change is right, move the table's folder out of the landing zone and run "
            "`quarterdeck refresh --full`."
        )
    return None


def _loses(old: str, new: str) -> bool:
    if old.startswith(_DECIMAL) and new.startswith(_DECIMAL):
        (old_precision, old_scale), (new_precision, new_scale) = _digits(old), _digits(new)
        return new_scale < old_scale or new_precision - new_scale < old_precision - old_scale
    if old == "bigint" and new.startswith(_DECIMAL):
        return _digits(new)[0] - _digits(new)[1] < 19
    return new != "varchar"


def _digits(decimal_type: str) -> tuple[int, int]:
    precision, scale = decimal_type.removeprefix(_DECIMAL).rstrip(")").split(",")
    return int(precision), int(scale)
