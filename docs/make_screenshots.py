"""Makes docs/feedback.png and docs/summary.png: pages of the class that `softmark demo` grades.

    python docs/make_screenshots.py

It needs a Chromium of the system and playwright, which the extra `dev` brings.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

DOCS = Path(__file__).parent
# (picture, page of the demo, width and height in pixels of the page)
PICTURES = (
    ("feedback.png", "feedback/chen_wei.html", 860, 1000),
    ("summary.png", "summary.html", 1120, 1000),
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"]


def main() -> None:
    """Grades the demo's class in a folder of its own and takes the pictures."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("There is no chromium here: install it with the system's package manager.")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        command = [sys.executable, "-m", "autograder", "demo", "--out", folder]
        subprocess.run(command, cwd=DOCS.parent, check=True, stdout=subprocess.DEVNULL)
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        for picture, page, width, height in PICTURES:
            tab = browser.new_page(
                viewport={"width": width, "height": height}, device_scale_factor=1.5
            )
            tab.goto((Path(folder) / "results" / page).as_uri())
            tab.screenshot(path=DOCS / picture)
        browser.close()


if __name__ == "__main__":
    main()
