"""The Prefect flow and tasks, thin: each task wraps one function of `flows.steps`."""

from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun

from flows import steps
from flows.steps import RefreshOutcome
from ingestion.landing import SystemLoad
from quarterdeck.errors import LandingError, QuarterdeckError, SourceError, StateError
from quarterdeck.publication import Publication
from quarterdeck.settings import Settings, load_settings
from quarterdeck.zone import completed_loads


def say(line: str) -> None:
    """Progress in the terminal."""
    print(line, flush=True)


async def _may_pass(_task: Any, _run: TaskRun, state: State) -> bool:
    try:
        await state.result(raise_on_failure=True)
    except SourceError as error:
        if error.is_transient:
            say(f"extract: {error} Trying again.")
        return error.is_transient
    except Exception:
        return False
    return False


@task(
    task_run_name="extract {name}",
    retries=2,
    retry_delay_seconds=[2, 10],
    retry_condition_fn=_may_pass,
    cache_policy=NO_CACHE,
)
def extract(settings: Settings, name: str, full: bool) -> SystemLoad:
    """Land what is new in one system."""
    return steps.extract(settings, settings.system(name), full=full, say=say)


@task(cache_policy=NO_CACHE)
def snapshot(settings: Settings) -> str:
    """List what the build may see."""
    return steps.snapshot(settings, say)


@task(cache_policy=NO_CACHE)
def build(settings: Settings) -> None:
    """Build and test the models."""
    steps.build(settings, say)


@task(cache_policy=NO_CACHE)
def custom(settings: Settings) -> list[str]:
    """Build the company's own models."""
    return steps.custom(settings, say)


@task(cache_policy=NO_CACHE)
def audit(settings: Settings) -> list[str]:
    """Read the audits."""
    return steps.audit(settings, say)


@task(cache_policy=NO_CACHE)
def publish(settings: Settings, seen: str, findings: list[str]) -> Publication:
    """Move readers to the new version."""
    return steps.publish_build(settings, seen, say, findings)


@flow(name="refresh", persist_result=False, validate_parameters=False)
def refresh(config: str, system: str | None = None, full: bool = False) -> RefreshOutcome:
    """Extract → snapshot → build → audit → custom → publish."""
    settings = load_settings(config)
    outcome = RefreshOutcome()
    for name in [system] if system else steps.systems_to_read(settings):
        try:
            load = extract(settings, name, full)
            outcome.failures += [f"System {name!r}, table {error}" for error in load.errors]
        except (SourceError, LandingError, StateError) as error:
            outcome.failures.append(str(error))
            say(f"extract: {error}")
    if published := steps.nothing_new(settings):
        say(f"nothing new: version {published.version} stays")
        outcome.publication = published
        return outcome
    if not any(completed_loads(settings.layout.landing / name) for name in settings.systems):
        raise QuarterdeckError(" ".join(outcome.failures) or "Nothing is landed yet.")
    seen = snapshot(settings)
    build(settings)
    outcome.findings = audit(settings) + custom(settings)
    outcome.publication = publish(settings, seen, outcome.findings)
    outcome.is_new = True
    return outcome
