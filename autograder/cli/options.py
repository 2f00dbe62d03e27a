"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..errors import UsageError


class _Path(click.Path):
    """A path; an empty one is none, and not the current folder."""

    def convert(
        self, value: Any, parameter: click.Parameter | None, context: click.Context | None
    ) -> Any:
        """Returns the path.

        Raises:
            UsageError: it is empty.
        """
        if value == "":
            name = parameter.get_error_hint(context).strip("'") if parameter and context else "PATH"
            raise UsageError(f"{name} is empty: give a path.")
        return super().convert(value, parameter, context)


PATH = _Path(path_type=Path)
language_option = click.option(
    "--lang", metavar="LANGUAGE", default=None, help="Language of the messages, e.g. en or zh."
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print the results as JSON, one line each."
)
