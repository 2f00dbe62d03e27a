"""A notebook that has been run as one page without scripts, and as a PDF."""

from __future__ import annotations

import html
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from ...execution.parsing import Parsers
from ...results.replacing import write_output
from ...results.text import say
from .rendered import Written, page_body

STYLE = """
:root { color-scheme: light; --ink: #1c2126; --soft: #5b6670; --line: #d9dfe4; --wash: #f5f7f9 }
body { font: 16px/1.6 "Noto Sans", "Segoe UI", "Helvetica Neue", "Liberation Sans", Arial,
  "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  color: var(--ink); margin: 0 auto; max-width: 50rem; padding: 2rem 1rem }
h1, h2, h3, h4 { line-height: 1.25; margin: 2rem 0 .6rem }
h1 { font-size: 1.7em } h2 { font-size: 1.3em } h3 { font-size: 1.1em }
p, ul, ol, table, blockquote { margin: .7rem 0 }
img { max-width: 100%; height: auto }
pre, code { font: .86em/1.45 ui-monospace, "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0 }
blockquote { border-left: 3px solid var(--line); color: var(--soft); padding-left: 1rem; margin-left: 0 }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { padding: .2rem .7rem; border-bottom: 1px solid var(--line); text-align: left }
td { overflow-wrap: anywhere }
math { font-family: "STIX Two Math", "Latin Modern Math", "Cambria Math", "DejaVu Math TeX Gyre", math }
math[display=block] { margin: .8rem 0; max-width: 100%; overflow-x: auto; overflow-y: hidden }
mtd { padding: .15em .3em }
details { color: var(--soft); margin: .6rem 0 } summary { font-size: .86em; cursor: pointer }
details pre { background: var(--wash); padding: .7rem }
.output { margin: .7rem 0; overflow-x: auto }
.output > pre { border-left: 3px solid var(--line); padding: .1rem .8rem }
.problems { border-left: 4px solid #b3261e; padding: .4rem 1rem; background: #fdf3f2;
  margin-bottom: 1.5rem }
.problems p { margin: .2rem 0; overflow-wrap: anywhere }
.output.failed > pre { border-left: 4px solid #b3261e; background: #fdf3f2; padding: .5rem .8rem }
@page { size: A4; margin: 18mm 16mm }
@media print { body { max-width: none; padding: 0; font-size: 10.5pt; line-height: 1.5 }
  details { display: none } .output, math[display=block] { overflow: visible }
  /* Two figures and some text fit on a page. */
  img { max-height: 88mm; max-width: 100%; width: auto }
  img, .output > pre, tr, math { break-inside: avoid } .output.failed > pre { break-inside: auto }
  h1, h2, h3, h4 { break-after: avoid } h1 { margin-top: 0 } p, li { orphans: 3; widows: 3 } }
"""
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
PDF_SECONDS = 120
# Pictures beside a notebook that its page takes in: of one, and of all.
MOST_PICTURE = 8 << 20
MOST_PICTURES = 48 << 20


def report_page(
    cells: Sequence[Written],
    title: str,
    problems: Sequence[str],
    language: str,
    parsers: Parsers,
    folder: Path | None = None,
) -> str:
    """Returns the page: text and outputs, with the code folded away.

    Nothing in it can run, and it loads nothing: what a notebook shows is its author's.

    Args:
        problems: what went wrong, shown first.
        folder: where the pictures of its text lie.

    Raises:
        Refused: the notebook takes too much time or memory.
    """
    word = say("report.source", language)
    body, wanted = page_body(cells, title, word, {}, parsers)
    if pictures := dict(_beside(folder, wanted)):
        body, _ = page_body(cells, title, word, pictures, parsers)
    told = "".join(f"<p>{html.escape(problem)}</p>" for problem in problems)
    banner = f'<div class="problems" role="alert">{told}</div>' if told else ""
    return (
        f'<!doctype html>\n<html lang="{say("lang", language)}">\n<head>\n'
        f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"{banner}\n{body}\n</main>\n</body>\n</html>\n"
    )


def _beside(folder: Path | None, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Yields pictures that lie in a folder, as far as they are there and not too large."""
    if folder is None:
        return
    root, left = folder.resolve(), MOST_PICTURES
    for name in names:
        try:
            path = (root / name).resolve()
            if path.is_relative_to(root) and path.stat().st_size <= min(MOST_PICTURE, left):
                content = path.read_bytes()
                left -= len(content)
                yield name, content
        except (OSError, ValueError):
            continue


def find_chromium() -> str | None:
    """Returns the system's Chromium, None where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((found for name in names if (found := shutil.which(name))), None)


def write_pdf(page: str, path: Path, chromium: str) -> bool:
    """Prints a page to a PDF file; tells whether that worked."""
    with tempfile.TemporaryDirectory(prefix="softmark-") as folder:
        source = Path(folder) / "report.html"
        source.write_text(page, encoding="utf-8")
        made = Path(folder) / "report.pdf"
        command = [
            *(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
            *("--no-first-run", "--host-resolver-rules=MAP * ~NOTFOUND"),
            *(f"--user-data-dir={folder}/profile", "--no-pdf-header-footer"),
            *(f"--print-to-pdf={made}", source.as_uri()),
        ]
        try:
            subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=PDF_SECONDS,
                check=True,
            )
        except (subprocess.SubprocessError, OSError):
            return False
        if not made.is_file():
            return False
        write_output(path, made.read_bytes())
    return True
