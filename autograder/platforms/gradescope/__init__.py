"""Gradescope: the zip that it builds its autograder from, and what runs inside of it."""
