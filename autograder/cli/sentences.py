"""`softmark sentences`: what a translator has to write."""

from __future__ import annotations

import json

import click

from ..results.text import missing
from .common import need_language


@click.command()
@click.argument("language", required=False)
def sentences(language: str | None) -> None:
    """List the sentences that LANGUAGE does not say yet, as its file takes them; all without LANGUAGE.

    What students read stands in a file LANGUAGE.toml. A course has its own in sentences/LANGUAGE.toml: put lines
    of this list there with a translation. What is not there is said in English.
    """
    if language is not None:
        need_language(language)
    for key, text in missing(language or "").items():
        quoted = json.dumps(key) if "." in key else key
        print(f"{quoted} = {json.dumps(text, ensure_ascii=False)}")
