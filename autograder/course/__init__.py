"""The course on disk and an assignment in memory: configuration, rules, lateness, known mistakes, regions, answers.

May import checks, execution and results.
"""
