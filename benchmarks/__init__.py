"""Measurements, not tests: `python -m benchmarks.run`."""
