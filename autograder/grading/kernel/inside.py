"""The kernel's own start inside the sandbox: limits, a writable copy of the work, no more calls, then ipykernel.

Uses the standard library only, until ipykernel is imported.
"""

import importlib
import os
import resource
import shutil
import sys

MEMORY = 4 << 30
FILE_SIZE = 64 << 20
OPEN_FILES = 256


def main(given: str, work: str, place: str, connection_file: str) -> None:
    """Runs the kernel.

    Args:
        given: read-only folder with what the notebook finds around it.
        work: empty folder in memory, where that is copied to.
        place: the notebook's folder inside `work`.
        connection_file: of Jupyter.
    """
    for limit, value in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, FILE_SIZE),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    shutil.copytree(given, work, dirs_exist_ok=True)
    for folder, _, files in os.walk(work):
        if os.access(folder, os.W_OK):
            for name in files:
                os.chmod(os.path.join(folder, name), 0o644)
    os.chdir(os.path.join(work, place))

    # Bound beside this file, under a name of its own.
    linux = importlib.import_module("softmark_inside.linux")

    with open("/softmark/filter", "rb") as file:
        program = file.read()
    linux.no_new_privileges()
    linux.install_filter(linux.prepare_filter(program))

    sys.argv = ["ipykernel", "-f", connection_file, "--HistoryManager.hist_file=:memory:"]
    from ipykernel.kernelapp import launch_new_instance

    # As in any notebook: files beside it can be imported.
    sys.path.insert(0, "")
    launch_new_instance()
