"""Every sentence that students read, and every language there is: a file LANGUAGE.toml in this folder.

`en.toml` has all of them. What another language lacks is said in English. A course adds a language, or says a
sentence in words of its own, with a file sentences/LANGUAGE.toml.
"""

from __future__ import annotations

from .sentences import knows, languages, missing, preferred_language, say, speak
from .words import Words

__all__ = ["Words", "knows", "languages", "missing", "preferred_language", "say", "speak"]
