"""The steps of approval requests: who was asked when, and what he decided when."""

import numpy as np
import numpy.typing as npt
import polars as pl

from ingestion.demo.group.authority import ROLES, is_abroad, paces, route
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.world import Floats, Ints, World, numbers

_DAY_SECONDS = 9 * 3600
_FIRST_SECOND = {"CN": 1 * 3600, "US": 14 * 3600}  # nine o'clock in Shanghai and in New York, in UTC
_MICRO = 1_000_000


def make_steps(
    world: World, masters: Masters, matters: pl.DataFrame, delegations: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Requests and steps; columns: see Approvals.

    A matter whose day of decision is known takes exactly as long, its steps in proportion to what their approvers
    usually take; another takes what they take.
    """
    given, random = world.parameters["approvals"], world.random("approval_steps")
    matters = matters.sort("applied_on", "kind", "matter_id")
    kinds = given["kinds"]
    finance = matters["kind"].replace_strict({name: one["finance"] for name, one in kinds.items()}).to_numpy()
    holders, asked = route(masters, matters, finance)
    # who is asked, first to last; `place` is the position in this row
    order = np.argsort(~asked, axis=1, kind="stable")
    length = asked.sum(axis=1)
    segments = _segments(random, matters, length, _returns(random, matters, kinds), given["back_to_applicant"])
    steps = _exploded(segments)
    row, place = steps["row"].to_numpy(), steps["place"].to_numpy()
    role = order[row, place]
    approver = holders[row, role]
    steps = steps.with_columns(
        approver_id=pl.Series(approver), role=pl.Series(np.array(ROLES)[role]), _applicant=matters["employee_id"][row]
    )
    submitted, arrived, decided = _times(world, random, masters, matters, steps)
    steps = steps.with_columns(
        arrived_at=_instants(arrived),
        decided_at=pl.when(pl.col("decision").is_not_null()).then(_instants(decided)),
        comment=_comments(random, given["comments"], steps["decision"]),
    )
    finished = steps.group_by("row").agg(finished_at=pl.col("decided_at").last(), outcome=pl.col("decision").last())
    requests = (
        matters.with_row_index("row")
        .with_columns(pl.col("row").cast(pl.Int64), submitted_at=_instants(submitted))
        .drop("outcome")
        .join(finished, on="row", how="left", maintain_order="left")
        .sort("submitted_at", "kind", "matter_id")
        .with_row_index("id", offset=1)
        .with_columns(pl.col("id").cast(pl.Int64), pl.col("outcome").fill_null("waiting"))
        .with_columns(
            number=pl.coalesce("number", _numbers({name: one["prefix"] for name, one in kinds.items()})),
            finished_at=pl.when(pl.col("outcome") != "waiting").then("finished_at"),
        )
    )
    steps = (
        _stood_in_for(steps, delegations)
        .join(requests.select("row", request_id="id"), on="row", maintain_order="left")
        .sort("request_id", "round", "place")
        .with_row_index("id", offset=1)
        .select(
            *(pl.col("id").cast(pl.Int64), "request_id"),
            pl.int_range(1, pl.len() + 1).over("request_id").alias("sequence"),
            *("round", "role", "approver_id", "acting_for_id", "arrived_at", "decided_at", "decision", "comment"),
            "returned_to",
        )
    )
    return requests.select(
        *("id", "number", "kind", "matter_id", "company_id", "department_id", "employee_id", "currency"),
        *("amount", "yuan_amount", "submitted_at", "finished_at", "outcome"),
    ), steps


def _returns(random: np.random.Generator, matters: pl.DataFrame, kinds: dict[str, dict[str, list[float]]]) -> Ints:
    """How often each request is returned."""
    draw, kind = random.random(matters.height), matters["kind"].to_numpy()
    found = np.zeros(matters.height, dtype=np.int64)
    for name, one in kinds.items():
        chosen = kind == name
        found[chosen] = np.searchsorted(np.cumsum(one["returned"])[:-1], draw[chosen], side="right")
    given = matters["returned_count"].fill_null(-1).to_numpy()
    return np.where(given >= 0, given, found)


def _segments(
    random: np.random.Generator, matters: pl.DataFrame, length: Ints, returns: Ints, back_to_applicant: float
) -> pl.DataFrame:
    """Runs of steps without a return: row, round, first, last (places), ending (decision of the last; null: none)."""
    count, outcome = matters.height, matters["outcome"].to_numpy()
    first = np.zeros(count, dtype=np.int64)
    # whether the round begins with the applicant, who needs time for it
    fresh = np.zeros(count, dtype=bool)
    parts = []
    for number in range(int(returns.max(initial=0)) + 1):
        is_return = returns > number
        somewhere = first + (random.random(count) * (length - first)).astype(np.int64)
        ends_early = is_return | (outcome != "approved")
        last = np.where(ends_early, somewhere, length - 1)
        to_applicant = (random.random(count) < back_to_applicant) | (last == 0)
        earlier = np.minimum((random.random(count) * last).astype(np.int64), np.maximum(last - 1, 0))
        ending = np.where(is_return, "returned", np.where(outcome == "waiting", "", outcome))
        keep = np.flatnonzero(returns >= number)
        parts.append(
            pl.DataFrame(
                {
                    "row": keep,
                    "round": np.full(len(keep), number + 1),
                    "first": first[keep],
                    "last": last[keep],
                    "ending": ending[keep],
                    "is_resubmitted": fresh[keep],
                    "returned_to": np.where(is_return, np.where(to_applicant, "applicant", "step"), "")[keep],
                }
            )
        )
        first, fresh = np.where(to_applicant, 0, earlier), to_applicant
    return pl.concat(parts).with_columns(pl.col("ending", "returned_to").replace("", None))


def _exploded(segments: pl.DataFrame) -> pl.DataFrame:
    """One row a step, in order: row, round, place, decision, returned_to, is_resubmitted (before the step)."""
    is_last = pl.col("place") == pl.col("last")
    return (
        segments.with_columns(place=pl.int_ranges("first", pl.col("last") + 1))
        .explode("place")
        .sort("row", "round", "place")
        .select(
            *("row", "round", "place"),
            decision=pl.when(is_last).then("ending").otherwise(pl.lit("approved")),
            returned_to=pl.when(is_last).then("returned_to"),
            is_resubmitted=pl.col("is_resubmitted") & (pl.col("place") == pl.col("first")),
        )
    )


def _times(
    world: World, random: np.random.Generator, masters: Masters, matters: pl.DataFrame, steps: pl.DataFrame
) -> tuple[Ints, Ints, Ints]:
    """Seconds since 1970 of submission (by matter), arrival and decision (by step), all in office hours."""
    given, count = world.parameters["approvals"], steps.height
    row = steps["row"].to_numpy()
    hours = steps.select("approver_id").join(
        paces(world, masters), left_on="approver_id", right_on="employee_id", how="left", maintain_order="left"
    )["hours"]
    spent = hours.to_numpy() * 3600 * np.exp(random.normal(0, given["deviation"], count))
    again = given["resubmission"] * 3600 * random.exponential(1, count) * steps["is_resubmitted"].to_numpy()
    ends = np.cumsum(spent + again)
    begin = np.r_[0, np.flatnonzero(row[1:] != row[:-1]) + 1]
    before = np.r_[0.0, ends][begin]
    offset_end = ends - before[row]
    offset_start = offset_end - spent
    whole = np.add.reduceat(spent + again, begin)
    abroad = is_abroad(masters, matters["company_id"])
    submitted, arrived, decided = (
        np.zeros(matters.height, np.int64),
        np.zeros(count, np.int64),
        np.zeros(count, np.int64),
    )
    for country, chosen in (("CN", ~abroad), ("US", abroad)):
        clock = _OfficeHours(world, country)
        start, scale = clock.windows(random, matters, whole)
        submitted = np.where(chosen, clock.seconds(start), submitted)
        here = chosen[row]
        arrived = np.where(here, clock.seconds(start[row] + offset_start * scale[row]), arrived)
        decided = np.where(here, clock.seconds(start[row] + offset_end * scale[row]), decided)
    return submitted, arrived, decided


class _OfficeHours:
    """Time that runs only in the office hours of a country, in seconds."""

    def __init__(self, world: World, country: str) -> None:
        every = np.arange(world.timeline.first - 390, world.timeline.last + 880, dtype=np.int32)
        self._days = every[world.timeline.is_working(every, country)]
        self._first = _FIRST_SECOND[country]

    def windows(self, random: np.random.Generator, matters: pl.DataFrame, whole: Floats) -> tuple[Floats, Floats]:
        """When each matter is submitted, and how many times as long as usual its steps take."""
        applied = np.searchsorted(self._days, numbers(matters["applied_on"]))
        end_day = numbers(matters["decided_on"].fill_null(matters["applied_on"]))
        decided = np.maximum(np.searchsorted(self._days, end_day, side="right") - 1, applied)
        same = applied == decided
        start = applied * _DAY_SECONDS + random.uniform(0.0, np.where(same, 0.3, 0.9)) * _DAY_SECONDS
        end = decided * _DAY_SECONDS + random.uniform(np.where(same, 0.45, 0.05), 0.99) * _DAY_SECONDS
        is_known = matters["decided_on"].is_not_null().to_numpy()
        return start, np.where(is_known, (end - start) / whole, 1.0)

    def seconds(self, at: Floats) -> Ints:
        """Seconds since 1970."""
        whole = np.floor(at).astype(np.int64)
        day = np.minimum(whole // _DAY_SECONDS, len(self._days) - 1)
        found: Ints = self._days[day].astype(np.int64) * 86_400 + self._first + whole % _DAY_SECONDS
        return found


def _instants(seconds: Ints) -> pl.Series:
    return pl.Series(seconds * _MICRO).cast(pl.Datetime("us"))


def _numbers(prefixes: dict[str, str]) -> pl.Expr:
    """Such as HT-202403-0012: by kind and month, in the order of submission."""
    month = pl.col("submitted_at").dt.to_string("%Y%m")
    count = pl.int_range(1, pl.len() + 1).over("kind", month)
    prefix = pl.col("kind").replace_strict(prefixes, return_dtype=pl.String)
    return pl.concat_str(prefix, pl.lit("-"), month, pl.lit("-"), count.cast(pl.String).str.zfill(4))


def _comments(random: np.random.Generator, given: dict[str, list[str]], decisions: pl.Series) -> pl.Series:
    draw, silent = random.random(len(decisions)), random.random(len(decisions))
    kinds = ("approved", "returned", "rejected")
    words: dict[str, npt.NDArray[np.str_]] = {name: np.array(given[name]) for name in kinds}
    chosen = [words[name][(draw * len(words[name])).astype(np.int64)] for name in kinds]
    frame = pl.DataFrame({"decision": decisions, **dict(zip(kinds, chosen, strict=True)), "silent": silent})
    is_said = (pl.col("decision") != "approved") | (pl.col("silent") >= given["silent"])
    said = pl.coalesce(pl.when(pl.col("decision") == name).then(name) for name in kinds)
    return frame.select(pl.when(is_said).then(said)).to_series()


def _stood_in_for(steps: pl.DataFrame, delegations: pl.DataFrame) -> pl.DataFrame:
    """With acting_for_id: steps that fall into a leave are the delegate's, unless he is the one who asks."""
    day = pl.coalesce("decided_at", "arrived_at").dt.date()
    found = (
        steps.with_columns(_day=day)
        .with_row_index("_at")
        .sort("_day")
        .join_asof(
            delegations.select("delegate_id", "starts_on", "ends_on", approver_id="employee_id").sort("starts_on"),
            left_on="_day",
            right_on="starts_on",
            by="approver_id",
            check_sortedness=False,
        )
        .sort("_at")
    )
    is_delegated = (pl.col("_day") <= pl.col("ends_on")).fill_null(False) & (
        pl.col("delegate_id") != pl.col("_applicant")
    )
    return found.with_columns(
        approver_id=pl.when(is_delegated).then("delegate_id").otherwise("approver_id"),
        acting_for_id=pl.when(is_delegated).then("approver_id"),
    ).drop("_at", "_day", "delegate_id", "starts_on", "ends_on", "_applicant")
