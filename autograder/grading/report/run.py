"""Runs a report's notebook in the sandboxed kernel, to its end whatever happens in between."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ...execution.worker.parsers.rendering.outputs import Output, well_formed
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
    sources: Sequence[str],
    folder: Path,
    seconds: float,
    on_cell: Callable[[], None],
    language: str,
    total_seconds: float | None = None,
) -> tuple[list[list[Output]], list[str]]:
    """Runs all code cells of a notebook.

    Args:
        sources: their texts.
        folder: with the files that they need.
        seconds: what one cell may be charged, as `NotebookKernel.execute` says.
        on_cell: called after each cell.
        language: of the sentences that it returns.
        total_seconds: likewise, all cells; None for any.

    Returns:
        The outputs of each cell, and what went wrong, one sentence each; [] where every cell ran.

    Raises:
        SandboxUnavailable: this machine has no sandbox.
    """
    run = _Run(sources, seconds, total_seconds, language)
    try:
        with NotebookKernel(folder, stage) as kernel:
            run.all_cells(kernel, on_cell)
    except KernelEnded as end:
        run.ended(str(end))
    return run.outputs, run.problems


def time_used(reply: Reply, seconds: float, language: str) -> str:
    """Returns what a cell used that was interrupted for it.

    Args:
        seconds: what it was allowed.
    """
    key = "report.limit" if reply.ran >= reply.slept else "report.limit.asleep"
    return say(key, language, ran=reply.ran, slept=reply.slept, seconds=seconds)


class _Run:
    """One run of a notebook: what its cells showed, how far it came, and what went wrong."""

    def __init__(
        self, sources: Sequence[str], seconds: float, total_seconds: float | None, language: str
    ) -> None:
        self._sources = sources
        self._done = 0
        self._seconds = seconds
        self._total = total_seconds
        self._language = language
        self.outputs: list[list[Output]] = [[] for _ in sources]
        self.problems: list[str] = []

    def all_cells(self, kernel: NotebookKernel, on_cell: Callable[[], None]) -> None:
        """Runs the cells in order, until the time is used up.

        Raises:
            KernelEnded: there is no kernel any more.
        """
        left = math.inf if self._total is None else self._total
        number = 0
        while self._done < len(self._sources):
            source, number = self._sources[self._done], number + 1
            if left <= 0:
                self._say("report.total", seconds=self._total)
                return
            if not source.strip():
                self._done += 1
                continue
            reply = kernel.execute(source, min(self._seconds, left))
            outputs, are_outputs = well_formed(reply.outputs)
            self.outputs[self._done] = outputs
            most, left = left, left - reply.seconds
            if reply.status == "dead":
                raise KernelEnded("the kernel ended")
            if reply.status == "timeout" and most < self._seconds:
                continue
            self._done += 1
            self._judge(outputs, number, reply)
            on_cell()
            if not are_outputs:
                self._say("report.shown")
                return

    def _judge(self, outputs: list[Output], number: int, reply: Reply) -> None:
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
        if reply.status != "error" or all(shown["output_type"] != "error" for shown in outputs):
            outputs.append(_error(name, text))

    def ended(self, reason: str) -> None:
        """Notes that the kernel is gone."""
        left = len(self._sources) - self._done
        self._say("report.ended", count=left)
        if left:
            self.outputs[self._done].append(_error("KernelEnded", reason.split("\n")[0][:200]))

    def _say(self, key: str, **facts: Any) -> None:
        self.problems.append(say(key, self._language, **facts))


def _error(name: str, text: str) -> Output:
    told = [f"{name}: {text}"]
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": told}
