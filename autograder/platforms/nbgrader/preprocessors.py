"""What the course's configuration puts into `nbgrader autograde`: kernels in the sandbox, our results."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbformat import from_dict
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from traitlets import Float

from ...course.cells import facts_of
from ...errors import UsageError
from ...grading.kernel.kernel import KernelEnded, NotebookKernel
from ...grading.report.run import time_used
from ...grading.report.safe_notebook import safe_outputs
from ...results.text import say
from .autograded import header_cells, with_cards


class RunInSandbox(Execute):  # type: ignore[misc]
    """Runs the notebook's cells in the sandboxed kernel, so that their figures can be looked at.

    No score depends on what they print. A notebook that kills its kernel, or takes too long, keeps the
    outputs it had until then.
    """

    total_seconds = Float(300, help="What all cells of a notebook may use.").tag(config=True)

    def preprocess(self, nb: Any, resources: Any = None, km: Any = None) -> Any:
        """Runs all cells but our tests."""
        cells = [cell for cell in nb.cells if cell.cell_type == "code" and not _is_test(cell)]
        cells = [cell for cell in cells if cell.source.strip()]
        left = self.total_seconds
        folder = Path(resources["metadata"]["path"])
        try:
            with NotebookKernel(folder, variables={"NBGRADER_EXECUTION": "autograde"}) as kernel:
                for cell in cells:
                    left -= self._run(kernel, cell, left)
        except KernelEnded as end:
            self.log.warning("The kernel ended, and the cells after that were not run: %s", end)
        return nb, resources

    def _run(self, kernel: NotebookKernel, cell: Any, left: float) -> float:
        """Runs a cell, and returns the seconds that it used."""
        language = self._language()
        if left <= 0:
            cell.outputs = [_stream(say("report.total", language, seconds=self.total_seconds))]
            return 0.0
        seconds = min(self.timeout or left, left)
        reply = kernel.execute(cell.source, seconds)
        cell.outputs = [_node(output) for output in safe_outputs(reply.outputs)]
        cell.execution_count = reply.count if reply.count and 0 < reply.count < 10_000 else None
        if reply.status == "timeout":
            text = time_used(reply, seconds, language)
            cell.outputs.append(_stream(say("report.this_cell", language, text=text)))
        elif reply.status == "too_much":
            text = say("report.too_much", language)
            cell.outputs.append(_stream(say("report.this_cell", language, text=text)))
        elif reply.status == "dead":
            cell.outputs.append(_stream(say("report.ended_here", language)))
            raise KernelEnded("it ended in a cell")
        return reply.seconds

    def _language(self) -> str:
        results = getattr(self.parent.parent, "results", None) or {}
        return next((result.language for result in results.values()), "en")


class SafeNotebook(NbGraderPreprocessor):  # type: ignore[misc]
    """Leaves nothing in the outputs that could do anything in a teacher's browser."""

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> Any:
        """Takes a cell's outputs through `safe_outputs`."""
        if cell.cell_type == "code":
            cell.outputs = [_node(output) for output in safe_outputs(cell.get("outputs"))]
        return cell, resources


class SaveScores(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts what our own checks found into the notebook; autograde has stored the scores before that.

    nbgrader's SaveAutoGrades believes what a cell prints; this takes its place. The outputs of test
    cells are replaced by what grading found.
    """

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Shows the result in the cells of the notebook."""
        # The preprocessor's parent is the exporter, whose parent is the converter.
        results = getattr(self.parent.parent, "results", None)
        if results is None:
            raise UsageError(
                "nbgrader_config.py has to call autograder.nbgrader.guard_autograde()."
            )
        result = results[resources["nbgrader"]["student"]]
        nb.cells = [_node(cell) for cell in [*header_cells(result), *with_cards(nb.cells, result)]]
        return nb, resources


def _is_test(cell: Any) -> bool:
    facts = facts_of(cell)
    return bool(facts.get("grade")) and not facts.get("solution")


def _stream(text: str) -> Any:
    return _node({"output_type": "stream", "name": "stdout", "text": text})


def _node(value: Any) -> Any:
    return from_dict(value)  # type: ignore[no-untyped-call]
