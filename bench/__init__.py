"""Measure what the desk promises, on large sealed stores. Never part of the tests: `make bench`."""
