"""`softmark check`: the student's own run of the visible checks."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from .check_line import Asked, seeds_of
from .options import PATH, json_option, language_option


def _seeds(_context: click.Context, _option: click.Parameter, value: str) -> Sequence[int]:
    try:
        return seeds_of(value)
    except ValueError:
        raise click.BadParameter(
            f"{value!r} is neither a number nor all.", param_hint="--seed"
        ) from None


@click.command()
@click.argument("assignment", required=False)
@click.option("--path", type=PATH, help="Folder with your files, or your notebook.")
@click.option("--only", multiple=True, help="A check or a group of checks, e.g. gradient.w.")
@click.option(
    "--seed",
    "seeds",
    default="0",
    show_default=True,
    callback=_seeds,
    help="Which published inputs, 0 to 7, or all.",
)
@click.option(
    "--hint", "more", is_flag=True, help="Tell more of likely mistakes, where there is more."
)
@click.option("--watch", is_flag=True, help="Run again whenever a file is saved.")
@json_option
@language_option
@click.pass_obj
def check(told: Mapping[str, Any], /, **asked: Any) -> None:
    """Run the visible checks on your files or your notebook.

    Exit code 0: the visible checks passed; 1: not all of them; 2: wrong usage.
    """
    from .checking import run_checks

    sys.exit(run_checks(Asked(**asked), told))
