"""Which numbers settings and decisions may be."""

from __future__ import annotations

from typing import Annotated

from ..results.convert import Between

_MOST = 1_000_000

Points = Annotated[float, Between(0, _MOST)]
# On top, or off.
Bonus = Annotated[float, Between(-_MOST, _MOST)]
Weight = Annotated[float, Between(0, _MOST)]
Share = Annotated[float, Between(0, 1)]
Percent = Annotated[float, Between(0, 100)]
# Up to a day; less than the least is over before Python has started.
Seconds = Annotated[float, Between(0.01, 86_400)]
# Up to a year.
Minutes = Annotated[float, Between(0, 527_040)]
# A process has that much before any work begins, up to a TiB.
Megabytes = Annotated[int, Between(16, 1 << 20)]
Count = Annotated[int, Between(0, 1000)]
