"""Settings that all tests share."""

from hypothesis import HealthCheck, settings

_QUIET = {"deadline": None, "database": None, "suppress_health_check": [HealthCheck.too_slow]}
# A run in CI must be repeatable; `--hypothesis-profile search` looks for new examples.
settings.register_profile("repeatable", derandomize=True, max_examples=100, **_QUIET)
settings.register_profile("search", max_examples=3000, **_QUIET)
settings.load_profile("repeatable")
