"""Assignments with solutions, for instructors: folders assignments/, solutions/ and data/ beside this file."""
