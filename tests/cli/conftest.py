from __future__ import annotations

import sys
from pathlib import Path

# The small course of the tests of the core serves here, too.
sys.path.insert(0, str(Path(__file__).parents[1] / "core"))
