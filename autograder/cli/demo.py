"""`softmark demo`: the main job on a small class that it makes itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def demo(
    out: Annotated[Path, typer.Option(help="Folder for everything it writes.")] = Path("demo"),
) -> None:
    """Grade a made-up class of Case 1, with real MNIST, and draw the training curves."""
    from ..demo import run_demo

    run_demo(out)
