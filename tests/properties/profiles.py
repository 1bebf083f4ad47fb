"""How many examples a property tries: a few, the same ones every time; in the thorough profile many, always others."""

from hypothesis import HealthCheck, settings

_THOROUGH_FACTOR = 25


def examples(count: int) -> settings:
    """Settings of a property that tries `count` books where time is short."""
    is_thorough = settings.get_current_profile_name() == "thorough"
    return settings(
        max_examples=count * _THOROUGH_FACTOR if is_thorough else count,
        derandomize=not is_thorough,
        print_blob=True,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
