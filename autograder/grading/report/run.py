"""Runs a report's notebook in the sandboxed kernel, to its end whatever happens in between."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import ValidationError, from_dict

from ...execution.sandbox import SandboxUnavailable
from ...results.text import say
from ..kernel.kernel import KERNEL, SandboxKernelManager
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


class WorkspaceKernelManager(SandboxKernelManager):
    """A kernel in the student's workspace, with its data."""

    stage = staticmethod(stage)


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
        seconds: wall time of one cell.
        on_cell: called after each code cell.
        language: of the sentences that it returns.
        total_seconds: wall time of all cells; None for any.

    Returns:
        What went wrong, one sentence each; [] where every cell ran.

    Raises:
        SandboxUnavailable: the kernel does not start.
    """
    problems: list[str] = []
    limit = say("report.limit", language, seconds=seconds)
    numbers: dict[int, int] = {}
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            numbers[index] = len(numbers) + 1
            cell.outputs, cell.execution_count = [], None

    def executed(cell: Any, cell_index: int, execute_reply: Any, **_: Any) -> None:
        content = execute_reply["content"]
        if content["status"] == "error":
            name, text = content["ename"], str(content["evalue"])[:200]
            number = numbers[cell_index]
            problems.append(say("report.cell", language, number=number, name=name, text=text))
            # Of a cell that was interrupted the traceback says only where.
            if text == limit or all(output.output_type != "error" for output in cell.outputs):
                cell.outputs.append(_error(name, text))
        on_cell()

    client = NotebookClient(
        notebook,
        kernel_name=KERNEL,
        kernel_manager_class=WorkspaceKernelManager,
        timeout=seconds,
        interrupt_on_timeout=True,
        error_on_timeout={"ename": "Timeout", "evalue": limit, "traceback": [limit]},
        allow_errors=True,
        on_cell_executed=executed,
        resources={"metadata": {"path": str(folder)}},
    )
    try:
        with asyncio.Runner() as runner:
            if not runner.run(_execute(client, total_seconds)):
                problems.append(say("report.total", language, seconds=total_seconds))
    except DeadKernelError as error:
        left = [cell for cell in notebook.cells if cell.cell_type == "code" and not _ran(cell)]
        problems.append(say("report.ended", language, count=len(left)))
        if left:
            left[0].outputs.append(_error("KernelEnded", str(error).split("\n")[0][:200]))
    except (ValidationError, ValueError, KeyError, TypeError, AttributeError):
        # What a kernel sends is its notebook's doing, and the client takes it for well-formed.
        problems.append(say("report.shown", language))
    except RuntimeError as error:
        raise SandboxUnavailable(f"The sandboxed kernel does not start: {error}.") from None
    return problems


async def _execute(client: NotebookClient, seconds: float | None) -> bool:
    """Runs a notebook, and tells whether it came to its end in time."""
    limit = asyncio.timeout(seconds)
    try:
        async with limit:
            await client.async_execute()
    except (TimeoutError, DeadKernelError):
        # A client whose wait is cancelled takes the kernel for dead.
        if not limit.expired():
            raise
        return False
    return True


def _ran(cell: Any) -> bool:
    return cell.execution_count is not None


def _error(name: str, text: str) -> Any:
    output = {
        "output_type": "error",
        "ename": name,
        "evalue": text,
        "traceback": [f"{name}: {text}"],
    }
    return from_dict(output)  # type: ignore[no-untyped-call]
