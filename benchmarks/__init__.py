"""Benchmarks: how fast Takwin is, on data of its own, the same each time.

A *figure* is one thing measured; a *group* is a file of figures. `make bench` runs them all, `make bench
ONLY=pages,job_round_trip_ms` some. To add a group, add a file here with functions under ``@figure``; what they need
of a running Takwin they ask of ``house``. Every answer is checked; a wrong one stops the figure, and the run ends
with an error. Each value is the median of at least three runs and goes to results.jsonl with the machine's load.
"""
