"""Notebooks: made from notebook.md and the reference, and taken apart again when they are handed in."""
