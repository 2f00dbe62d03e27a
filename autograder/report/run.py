"""Runs a report's notebook in the sandboxed kernel, to its end whatever happens in between."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import from_dict

from ..nbgrader.kernel import KERNEL, SandboxKernelManager
from ..nbgrader.surroundings import stage_workspace
from ..sandbox import SandboxUnavailable


class WorkspaceKernelManager(SandboxKernelManager):
    """A kernel in the student's workspace, with the course's data."""

    stage = staticmethod(stage_workspace)


def run_notebook(
    notebook: Any, folder: Path, seconds: float, on_cell: Callable[[], None]
) -> list[str]:
    """Runs all cells, and leaves their outputs in the notebook.

    Args:
        notebook: of nbformat 4; old outputs are dropped.
        folder: with the files that it needs.
        seconds: wall time of one cell.
        on_cell: called after each code cell.

    Returns:
        What went wrong, one sentence each; [] where every cell ran.

    Raises:
        SandboxUnavailable: the kernel does not start.
    """
    problems: list[str] = []
    numbers: dict[int, int] = {}
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            numbers[index] = len(numbers) + 1
            cell.outputs, cell.execution_count = [], None

    def executed(cell: Any, cell_index: int, execute_reply: Any, **_: Any) -> None:
        content = execute_reply["content"]
        if content["status"] == "error":
            name, text = content["ename"], str(content["evalue"])[:200]
            problems.append(f"Cell {numbers[cell_index]}: {name}: {text}")
            if not any(output.output_type == "error" for output in cell.outputs):
                cell.outputs.append(_error(name, text))
        on_cell()

    limit = f"not finished within {seconds:g} s"
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
            runner.run(client.async_execute())
    except DeadKernelError as error:
        left = [cell for cell in notebook.cells if cell.cell_type == "code" and not _ran(cell)]
        problems.append(f"The kernel ended, and {len(left)} cells were not run.")
        if left:
            left[0].outputs.append(_error("KernelEnded", str(error).split("\n")[0][:200]))
    except RuntimeError as error:
        raise SandboxUnavailable(f"The sandboxed kernel does not start: {error}.") from None
    return problems


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
