"""Settings that all tests share."""

from hypothesis import HealthCheck, settings

# A run must be repeatable: the same examples every time, nothing kept between runs, no limit on slow machines.
settings.register_profile(
    "repeatable",
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("repeatable")
