"""Every sentence that students read, and every language there is: a file LANGUAGE.toml in this folder.

`en.toml` has all of them. What another language lacks is said in English.
"""

from __future__ import annotations

from .sentences import knows, languages, missing, say

__all__ = ["knows", "languages", "missing", "say"]
