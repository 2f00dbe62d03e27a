"""A cell's outputs in the form that nbformat asks for; what is in them has not been looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Output = dict[str, Any]
MOST_TEXT = 20_000
MOST_LINES = 100


def well_formed(outputs: Any) -> tuple[list[Output], bool]:
    """Returns the outputs that have the form nbformat asks for, and whether all of them have.

    What is in them has not been looked at.
    """
    found = [_well_formed(output) for output in outputs] if isinstance(outputs, list) else [None]
    return [output for output in found if output is not None], None not in found


def _well_formed(output: Any) -> Output | None:
    if not isinstance(output, Mapping):
        return None
    kind = output.get("output_type")
    if kind in ("stream", "error"):
        return printed(output, None)
    data = output.get("data")
    if kind not in ("display_data", "execute_result") or not isinstance(data, Mapping):
        return None
    if any(not is_text(value) for name, value in data.items() if not str(name).endswith("json")):
        return None
    texts = {str(name): joined(value) for name, value in data.items() if is_text(value)}
    return made_output(kind, texts)


def made_output(kind: str, data: Mapping[str, str]) -> Output:
    """Returns a value that a cell has shown; nobody needs to know which number it had."""
    number = {"execution_count": None} if kind == "execute_result" else {}
    return {"output_type": kind, "metadata": {}, "data": dict(data), **number}


def printed(output: Mapping[str, Any], most: int | None) -> Output:
    """Returns printed text, or the text of an error."""
    if output["output_type"] == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": joined(output.get("text"))[:most]}
    lines = output.get("traceback")
    lines = lines if isinstance(lines, list) else []
    return {
        "output_type": "error",
        "ename": joined(output.get("ename"))[:200],
        "evalue": joined(output.get("evalue"))[:2000],
        "traceback": [line[:MOST_TEXT] for line in lines[:MOST_LINES] if isinstance(line, str)],
    }


def joined(value: Any) -> str:
    """Returns a text that may be stored line by line, "" for anything else."""
    return "".join(value) if is_text(value) else ""


def is_text(value: Any) -> bool:
    """Tells whether a value is a text, or the lines of one."""
    return isinstance(value, str) or (
        isinstance(value, list) and all(isinstance(item, str) for item in value)
    )
