"""Something dear that several tests look at: made once in a run, however many processes it has."""

import fcntl
import os


def made_once(tmp_path_factory, name, make):
    """Returns a folder that `make(folder)` has filled, by whichever process came first.

    A fixture of a module or session is set up in each of xdist's processes that has one of its tests;
    this one is not. Where making it fails, it is not tried again.
    """
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    folder, done = root / name, root / f"{name}.done"
    with open(root / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            done.write_text("it could not be made; the test that came first says why")
            folder.mkdir()
            make(folder)
            done.write_text("")
    assert not done.read_text(), done.read_text()
    return folder
