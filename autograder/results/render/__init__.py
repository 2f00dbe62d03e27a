"""Renderers: pure functions from results to text, pages and tables."""
