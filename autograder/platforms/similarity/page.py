"""The page that shows similar pairs side by side."""

from __future__ import annotations

from ...results.render.csvs import table
from ...results.render.html import page
from .compare import Similar


def similar_page(title: str, similar: Similar) -> str:
    """Returns the page; it works without a script, and names no culprit."""
    return page("similar.html.jinja", "en", title=title, similar=similar)


def similar_csv(similar: Similar) -> str:
    """Returns pairs that stand out or are shown: two students, their share in per cent, and their group."""
    group = {
        student: str(number)
        for number, cluster in enumerate(similar.clusters, start=1)
        for student in cluster.students
    }
    rows = []
    for (first, second), share in similar.shares:
        same = group.get(first, "") if group.get(first) == group.get(second) else ""
        rows.append((first, second, f"{share:.0f}", same))
    return table(("student", "other", "percent", "group"), rows)
