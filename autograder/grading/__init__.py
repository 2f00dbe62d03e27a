"""Grades: one submission (`grader`, `attempt`), a student's own work (`self_check`), a class (`batch`), and notebooks.

`kernel` runs notebooks in the sandbox, `report` reads and writes them as reports. May import submissions, diagnosis
and the rooms below.
"""
