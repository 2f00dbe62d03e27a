"""The documentation's site, built by `make docs`; a warning is an error there.

Sphinx with furo, and not mkdocs-material: it refuses a broken reference by itself, reads the command line from
click and the schemas from the docstrings that are there already, and both are maintained.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from autograder import __version__  # noqa: E402

project = "Softmark"
author = "the authors of Softmark"
release = __version__
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_click",
]
exclude_patterns = ["_build"]
source_suffix = {".md": "markdown"}
html_theme = "furo"
html_title = f"Softmark {release}"
html_show_sourcelink = False

myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
# Links to files of the repository lead to it, not into the site.
myst_url_schemes = ("http", "https", "mailto")

autodoc_member_order = "bysource"
# Types stand at the attributes; a list of parameters would say them again.
autodoc_typehints = "none"
autodoc_preserve_defaults = True
napoleon_google_docstring = True
napoleon_use_ivar = True
suppress_warnings = ["ref.python"]
