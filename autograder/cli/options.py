"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path

import click

PATH = click.Path(path_type=Path)
language_option = click.option(
    "--lang", metavar="LANGUAGE", default=None, help="Language of the messages, e.g. en or zh."
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print the results as JSON, one line each."
)
