"""Similar work in a class: pairs to be looked at by a person, never a verdict."""

from .compare import Pair, Similar, compare_class
from .documents import Document, document_of

__all__ = ["Document", "Pair", "Similar", "compare_class", "document_of"]
