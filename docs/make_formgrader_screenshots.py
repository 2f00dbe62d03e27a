"""Makes docs/formgrader.png and docs/formgrader-submission.png: a graded class in nbgrader's formgrader.

    python docs/make_formgrader_screenshots.py

It needs a Chromium of the system and playwright, which the extra `dev` brings.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

from autograder.authoring.notebook.assemble import notebook_files, notebook_paths, solved_notebook
from autograder.course.assignment import load_assignment
from autograder.course.course import find_course
from autograder.course.mistakes import apply_mistake, load_mistakes

DOCS = Path(__file__).parent
NAME = "softmax_mnist"
FLAGS = ["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"]
ANSWER = (
    "The velocity adds up gradients that point the same way, and averages out those that do not."
)
# Student: the known mistake in the notebook.
CLASS = {
    "chen_wei": None,
    "li_na": "gradient-sum",
    "maria": "step-momentum-factor",
    "tom": "loss-log2",
}


def main() -> None:
    """Makes a class in a folder of its own, grades it, and takes the pictures."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("There is no chromium here: install it with the system's package manager.")
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder)
        for name in ("assignments", "solutions"):
            shutil.copytree(DOCS.parent / name / NAME, course / name / NAME)
        shutil.copy(DOCS.parent / "nbgrader_config.py", course)
        hand_in(course)
        command = [sys.executable, "-m", "autograder", "grade", NAME, "submitted", "--out", "out"]
        command += ["--gradebook", "sqlite:///gradebook.db"]
        subprocess.run(command, cwd=course, check=True, stdout=subprocess.DEVNULL)
        take_pictures(course, chromium)


def hand_in(course: Path) -> None:
    """Writes a notebook for each student: the released one, with the cells filled in."""
    assignment = load_assignment(find_course(course).bundle(NAME))
    mistakes = {mistake.id: mistake for mistake in load_mistakes(assignment.bundle)}
    released = json.loads(notebook_files(assignment)[notebook_paths(NAME)[1]])
    for student, mistake in CLASS.items():
        files = apply_mistake(assignment.reference, mistakes[mistake]) if mistake else {}
        solved = json.loads(solved_notebook(assignment, files))
        texts = {cell["id"]: cell["source"] for cell in solved["cells"]}
        for cell in released["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("solution"):
                cell["source"] = texts[cell["id"]] if cell["cell_type"] == "code" else [ANSWER]
        path = course / "submitted" / student / NAME / "notebook" / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(released))


def take_pictures(course: Path, chromium: str) -> None:
    """Opens the class and one submission in formgrader."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [
            *(Path(sys.executable).with_name("jupyter-server"), "--no-browser", "--allow-root"),
            *(f"--port={port}", "--ip=127.0.0.1", "--IdentityProvider.token="),
        ],
        cwd=course,
        env={**os.environ, "JUPYTER_CONFIG_DIR": str(course / "jupyter")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/api/status")
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
            page = browser.new_page(
                viewport={"width": 1120, "height": 460}, device_scale_factor=1.5
            )
            page.goto(f"{address}/formgrader/gradebook/{NAME}/{NAME}")
            page.get_by_text(f"Submission #{len(CLASS)}").wait_for()
            page.get_by_text("Show All Names").click()
            page.screenshot(path=DOCS / "formgrader.png")
            page.set_viewport_size({"width": 1120, "height": 840})
            page.locator("a:visible", has_text="li_na").first.click()
            page.locator(".score.needs_manual_grade").first.wait_for()
            page.locator(".nbgrader_cell", has_text="gradient-w").scroll_into_view_if_needed()
            page.mouse.wheel(0, 500)
            page.wait_for_timeout(500)
            page.screenshot(path=DOCS / "formgrader-submission.png")
            browser.close()
    finally:
        server.terminate()
        server.wait(20)


def wait_for(address: str) -> None:
    """Waits until the server answers."""
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    sys.exit("The Jupyter server does not start.")


if __name__ == "__main__":
    main()
