"""What a finder and a loader of modules derive from.

`importlib.abc` has both, and imports temporary files, archives and resources with them, which takes longer
than many a check: it is needed for the types alone.
"""

from __future__ import annotations

# As typing has it, which need not be imported for that.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib.abc import InspectLoader, MetaPathFinder
else:

    class MetaPathFinder:
        """Finds modules by `find_spec`."""

    class InspectLoader:
        """Loads modules by `exec_module`, and has their text by `get_source`."""

        def create_module(self, spec):
            """Has the import system make an ordinary module."""


__all__ = ["InspectLoader", "MetaPathFinder"]
