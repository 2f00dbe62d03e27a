"""Runs student code: what asks (`proxy`, `transport`), what answers (`worker`), and the walls around it (`sandbox`).

`worker` and `sandbox.inside` stand beside student code and import numpy and the standard library only. May import
results.
"""
