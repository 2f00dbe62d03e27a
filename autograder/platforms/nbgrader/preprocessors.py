"""What the course's configuration puts into `nbgrader autograde`: kernels in the sandbox, our results."""

from __future__ import annotations

import atexit
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from nbformat import from_dict
from nbgrader.preprocessors import (
    AssignLatePenalties,
    Execute,
    NbGraderPreprocessor,
    SaveAutoGrades,
)
from traitlets import Float

from ...course.cells import facts_of
from ...errors import UsageError
from ...execution.parsing import ConfinedParsers, Parsers
from ...execution.worker.parsers.rendering.outputs import well_formed
from ...grading.kernel.kernel import KernelEnded, NotebookKernel, Reply
from ...grading.report.rendered import Written, safe_cells
from ...grading.report.run import time_used
from ...results.text import say
from .autograded import header_cells, with_cards
from .cells import is_assignment


class RunInSandbox(Execute):  # type: ignore[misc]
    """Runs the notebook's cells in the sandboxed kernel, so that their figures can be looked at.

    No score of ours depends on what they print. A notebook that kills its kernel, or takes too long, keeps
    the outputs it had until then. In an assignment that is none of ours nbgrader takes the points from the
    outputs of test cells: these are run, too, and one that was not run to its end has an error.
    """

    total_seconds = Float(300, help="What all cells of a notebook may use.").tag(config=True)

    def preprocess(self, nb: Any, resources: Any = None, km: Any = None) -> Any:
        """Runs all cells but our tests."""
        cells = [cell for cell in nb.cells if cell.cell_type == "code" and cell.source.strip()]
        if _is_ours(self, resources):
            cells = [cell for cell in cells if not _is_test(cell)]
        else:
            for cell in cells:
                cell.outputs = [_error("NotRun", "the cells before it used up the time")]
        left = self.total_seconds
        folder = Path(resources["metadata"]["path"])
        try:
            with NotebookKernel(folder, variables={"NBGRADER_EXECUTION": "autograde"}) as kernel:
                for cell in cells:
                    left -= self._run(kernel, cell, left, resources)
        except KernelEnded as end:
            self.log.warning("The kernel ended, and the cells after that were not run: %s", end)
        return nb, resources

    def _run(self, kernel: NotebookKernel, cell: Any, left: float, resources: Any) -> float:
        """Runs a cell, and returns the seconds that it used."""
        language = self._language()
        is_ours = _is_ours(self, resources)
        if left <= 0:
            text = say("report.total", language, seconds=self.total_seconds)
            cell.outputs = [_stream(text) if is_ours else _error("NotRun", text)]
            return 0.0
        seconds = min(self.timeout or left, left)
        reply = kernel.execute(cell.source, seconds)
        _show(self, resources, [(cell, reply.outputs)])
        cell.execution_count = reply.count if reply.count and 0 < reply.count < 10_000 else None
        if sentence := _ending(reply, seconds, language):
            cell.outputs.append(_stream(sentence))
        if not is_ours and reply.status != "ok" and not _has_error(cell):
            cell.outputs.append(_error(reply.ename or reply.status, reply.evalue))
        if reply.status == "dead":
            raise KernelEnded("it ended in a cell")
        return reply.seconds

    def _language(self) -> str:
        results = getattr(_converter(self), "results", None) or {}
        return next((result.language for result in results.values()), "en")


class SafeNotebook(NbGraderPreprocessor):  # type: ignore[misc]
    """Leaves nothing in the outputs that could do anything in a teacher's browser."""

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Has the outputs of all cells rendered anew."""
        cells = [cell for cell in nb.cells if cell.cell_type == "code"]
        _show(self, resources, [(cell, cell.get("outputs")) for cell in cells])
        return nb, resources


class SaveScores(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts what our own checks found into the notebook; autograde has stored the scores before that.

    nbgrader's SaveAutoGrades believes what a cell prints; this takes its place. The outputs of test
    cells are replaced by what grading found. An assignment that is none of ours goes to nbgrader's own.
    """

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Shows the result in the cells of the notebook."""
        if not _is_ours(self, resources):
            for kind in (SaveAutoGrades, AssignLatePenalties):
                nb, resources = kind(parent=self.parent).preprocess(nb, resources)
            return nb, resources
        results = getattr(_converter(self), "results", None)
        if results is None:
            raise UsageError(
                "nbgrader_config.py has to call autograder.nbgrader.guard_autograde()."
            )
        result = results[resources["nbgrader"]["student"]]
        nb.cells = [_node(cell) for cell in [*header_cells(result), *with_cards(nb.cells, result)]]
        return nb, resources


def _converter(preprocessor: Any) -> Any:
    """Returns what runs a preprocessor: its parent is the exporter, whose parent is the converter."""
    return preprocessor.parent.parent


def _is_ours(preprocessor: Any, resources: Any) -> bool:
    """Tells whether the assignment is one of a Softmark course."""
    root = Path(_converter(preprocessor).coursedir.root)
    return is_assignment(root, resources["nbgrader"]["assignment"])


def _show(preprocessor: Any, resources: Any, cells: Sequence[tuple[Any, Any]]) -> None:
    """Puts into each cell what may be shown of outputs; of assignments not ours a value stays known as one."""
    flat = [json.dumps(well_formed(outputs)[0]).encode() for _, outputs in cells]
    shown, _ = safe_cells(
        [Written("code", "", outputs) for outputs in flat],
        getattr(_converter(preprocessor), "parsers", None) or _own_parsers(),
        keep_results=not _is_ours(preprocessor, resources),
    )
    for (cell, _), what in zip(cells, shown, strict=True):
        cell.outputs = [_node(output) for output in what.outputs]


@cache
def _own_parsers() -> Parsers:
    """Returns what renders notebooks where nbgrader's own class runs the preprocessors."""
    parsers = ConfinedParsers()
    atexit.register(parsers.close)
    return parsers


def _ending(reply: Reply, seconds: float, language: str) -> str:
    """Returns what there is to say of how a cell ended, "" for nothing."""
    if reply.status == "dead":
        return say("report.ended_here", language)
    if reply.status == "timeout":
        return say("report.this_cell", language, text=time_used(reply, seconds, language))
    if reply.status == "too_much":
        return say("report.this_cell", language, text=say("report.too_much", language))
    return ""


def _has_error(cell: Any) -> bool:
    return any(output.output_type == "error" for output in cell.outputs)


def _error(name: str, text: str) -> Any:
    facts = {"ename": name, "evalue": text, "traceback": [f"{name}: {text}"]}
    return _node({"output_type": "error", **facts})


def _is_test(cell: Any) -> bool:
    facts = facts_of(cell)
    return bool(facts.get("grade")) and not facts.get("solution")


def _stream(text: str) -> Any:
    return _node({"output_type": "stream", "name": "stdout", "text": text})


def _node(value: Any) -> Any:
    return from_dict(value)  # type: ignore[no-untyped-call]
