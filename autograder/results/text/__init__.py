"""Everything that students read, in English and Chinese: the only place with such sentences.

The modules hold them by key, as (English, Chinese); both name the same facts.
"""

from __future__ import annotations

from typing import Any

from .checks import CHECKS
from .diagnosis import DIAGNOSIS
from .handin import HANDIN
from .pages import PAGES
from .report import REPORT

CATALOGUE = {**CHECKS, **DIAGNOSIS, **HANDIN, **PAGES, **REPORT}


def say(key: str, language: str, **facts: Any) -> str:
    """Returns a sentence of the catalogue."""
    english, chinese = CATALOGUE[key]
    return (chinese if language == "zh" else english).format(**facts)
