"""The zip for Gradescope's "Configure Autograder": setup.sh, run_autograder, Softmark and the assignment.

Format: Gradescope's autograder specification. setup.sh runs once, as root and with a network, when the
image is built; run_autograder runs for each submission.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from ...authoring.package import build_wheel, zip_bytes
from ...course.assignment import load_assignment
from ...course.course import Bundle
from ...execution.packages import pip_names
from ...results.replacing import write_output

BUNDLE = "assignment.msgpack"
SCRIPTS = ("setup.sh", "run_autograder")
# What grading needs beyond the package's own requirements.
GRADING = ("jinja2>=3.1.4", "pyseccomp>=0.1.2")

SETUP = """\
#!/usr/bin/env bash
# Runs once, when Gradescope builds the image.
set -euo pipefail
source="$(cd "$(dirname "${{BASH_SOURCE[0]}}")" && pwd)"

export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends bubblewrap libseccomp2
python=python3
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    apt-get install -y --no-install-recommends python3.11 python3.11-venv
    python=python3.11
fi
apt-get install -y --no-install-recommends python3-venv || true
"$python" -m venv /opt/softmark
/opt/softmark/bin/pip install --no-cache-dir "$source/{wheel}" {packages}
# The solution is here: no other user may look.
chmod -R go-rwx "$source"
"""
RUN = """\
#!/usr/bin/env bash
# Runs for each submission.
exec "${SOFTMARK_PYTHON:-/opt/softmark/bin/python}" -m autograder.gradescope "${AUTOGRADER_ROOT:-/autograder}"
"""


class Content(msgspec.Struct, frozen=True):
    """What grading needs, in one file: the assignment with its solution, and the course's secret."""

    bundle: Bundle
    secret: bytes


def gradescope_zip(bundle: Bundle, secret: bytes) -> bytes:
    """Returns the zip.

    Raises:
        CourseError: the assignment is malformed.
        UsageError: Softmark is not installed as a package.
    """
    wheel, content = build_wheel()
    allowed = load_assignment(bundle).config.sandbox.packages
    needed = (*GRADING, *pip_names(allowed))
    packages = " ".join(f'"{requirement}"' for requirement in needed)
    files = {
        wheel: content,
        BUNDLE: msgspec.msgpack.encode(Content(bundle, secret)),
        "setup.sh": SETUP.format(wheel=wheel, packages=packages).encode(),
        "run_autograder": RUN.encode(),
    }
    return zip_bytes(files, executable=SCRIPTS)


def write_gradescope(bundle: Bundle, secret: bytes, out: Path) -> None:
    """Writes the zip; only its owner can read it, as the solution is in it."""
    write_output(out, gradescope_zip(bundle, secret), private=True)
