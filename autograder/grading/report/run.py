"""Runs a report's notebook in the sandboxed kernel, to its end whatever happens in between."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from nbformat import from_dict

from ...execution.worker.parsers.rendering.safe_notebook import well_formed
from ...results.text import say
from ..kernel.kernel import KernelEnded, NotebookKernel, Reply
from ..kernel.staging import stage_workspace

# Of these the first that is there draws Chinese text in figures.
FONTS = (
    *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Zen Hei"),
    *("WenQuanYi Micro Hei", "Noto Sans CJK JP"),
)


def stage(folder: Path, target: Path) -> tuple[str, Path | None]:
    """As `stage_workspace`, with a font for Chinese text in figures.

    Outside of a course the data are those in the folder itself.
    """
    place, data = stage_workspace(folder, target)
    settings = target / "matplotlibrc"
    if not settings.exists():
        settings.write_text(f"font.family: {', '.join(['DejaVu Sans', *_chinese_font()])}\n")
    own = folder / "data"
    if data is None and own.is_dir() and not own.is_symlink():
        # Bound to that place, as they may be larger than what is copied.
        shutil.rmtree(target / "data", ignore_errors=True)
        data = own.resolve()
    return place, data


def _chinese_font() -> list[str]:
    from matplotlib import font_manager

    known = {font.name for font in font_manager.fontManager.ttflist}
    return [name for name in FONTS if name in known][:1]


def run_notebook(
    notebook: Any,
    folder: Path,
    seconds: float,
    on_cell: Callable[[], None],
    language: str,
    total_seconds: float | None = None,
) -> list[str]:
    """Runs all cells, and leaves their outputs in the notebook.

    Args:
        notebook: of nbformat 4; old outputs are dropped.
        folder: with the files that it needs.
        seconds: what one cell may be charged, as `NotebookKernel.execute` says.
        on_cell: called after each code cell.
        language: of the sentences that it returns.
        total_seconds: likewise, all cells; None for any.

    Returns:
        What went wrong, one sentence each; [] where every cell ran.

    Raises:
        SandboxUnavailable: this machine has no sandbox.
    """
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell in cells:
        cell.outputs, cell.execution_count = [], None
    run = _Run(cells, seconds, total_seconds, language)
    try:
        with NotebookKernel(folder, stage) as kernel:
            run.all_cells(kernel, on_cell)
    except KernelEnded as end:
        run.ended(str(end))
    return run.problems


def time_used(reply: Reply, seconds: float, language: str) -> str:
    """Returns what a cell used that was interrupted for it.

    Args:
        seconds: what it was allowed.
    """
    key = "report.limit" if reply.ran >= reply.slept else "report.limit.asleep"
    return say(key, language, ran=reply.ran, slept=reply.slept, seconds=seconds)


class _Run:
    """One run of a notebook: how far it came, and what went wrong."""

    def __init__(
        self, cells: Sequence[Any], seconds: float, total_seconds: float | None, language: str
    ) -> None:
        self._left = list(cells)
        self._seconds = seconds
        self._total = total_seconds
        self._language = language
        self.problems: list[str] = []

    def all_cells(self, kernel: NotebookKernel, on_cell: Callable[[], None]) -> None:
        """Runs the cells in order, until the time is used up.

        Raises:
            KernelEnded: there is no kernel any more.
        """
        left = math.inf if self._total is None else self._total
        number = 0
        while self._left:
            cell, number = self._left[0], number + 1
            if left <= 0:
                self._say("report.total", seconds=self._total)
                return
            if not cell.source.strip():
                self._left.pop(0)
                continue
            reply = kernel.execute(cell.source, min(self._seconds, left))
            outputs, are_outputs = well_formed(reply.outputs)
            cell.outputs = [from_dict(output) for output in outputs]  # type: ignore[no-untyped-call]
            most, left = left, left - reply.seconds
            if reply.status == "dead":
                raise KernelEnded("the kernel ended")
            if reply.status == "timeout" and most < self._seconds:
                continue
            self._left.pop(0)
            cell.execution_count = number
            self._judge(cell, number, reply)
            on_cell()
            if not are_outputs:
                self._say("report.shown")
                return

    def _judge(self, cell: Any, number: int, reply: Reply) -> None:
        if reply.status == "ok":
            return
        if reply.status == "too_much":
            name, text = "OutputLimit", say("report.too_much", self._language)
        elif reply.status == "timeout":
            name, text = "Timeout", time_used(reply, self._seconds, self._language)
        else:
            name, text = reply.ename, reply.evalue[:200]
        self._say("report.cell", number=number, name=name, text=text)
        # Of a cell that was interrupted the traceback says only where.
        if reply.status != "error" or all(o.output_type != "error" for o in cell.outputs):
            cell.outputs.append(_error(name, text))

    def ended(self, reason: str) -> None:
        """Notes that the kernel is gone."""
        self._say("report.ended", count=len(self._left))
        if self._left:
            self._left[0].outputs.append(_error("KernelEnded", reason.split("\n")[0][:200]))

    def _say(self, key: str, **facts: Any) -> None:
        self.problems.append(say(key, self._language, **facts))


def _error(name: str, text: str) -> Any:
    output = {
        "output_type": "error",
        "ename": name,
        "evalue": text,
        "traceback": [f"{name}: {text}"],
    }
    return from_dict(output)  # type: ignore[no-untyped-call]
