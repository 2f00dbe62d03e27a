"""A notebook that has been run as one page without scripts, and as a PDF."""

from __future__ import annotations

import base64
import html
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ...execution.worker.parsers.rendering.safe_notebook import safe_attachments
from ...execution.worker.parsers.rendering.sanitize import clean_html, markdown_html
from ...results.text import say

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
_SHOWN = (
    *("image/svg+xml", "image/png", "image/jpeg"),
    *("text/html", "text/markdown", "text/latex", "text/plain"),
)
PDF_SECONDS = 120
# Of what a cell printed more than these characters, some ten pages, are left out in the middle.
MOST_PRINTED = 40_000


def report_page(
    notebook: Any, title: str, problems: Sequence[str], language: str, folder: Path | None = None
) -> str:
    """Returns the page: text and outputs, with the code folded away.

    Nothing in it can run, and it loads nothing: what a notebook shows is its author's.

    Args:
        problems: what went wrong, shown first.
        folder: where the pictures of its text lie.
    """
    body: list[str] = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            body.append(
                markdown_html(cell.source, folder, safe_attachments(cell.get("attachments")))
            )
        elif cell.cell_type == "code" and cell.source.strip():
            word = say("report.source", language)
            code = html.escape(cell.source)
            body.append(f"<details><summary>{word}</summary><pre>{code}</pre></details>")
            body += [_output(output) for output in _joined(cell.outputs)]
    told = "".join(f"<p>{html.escape(problem)}</p>" for problem in problems)
    banner = f'<div class="problems" role="alert">{told}</div>' if told else ""
    return (
        f'<!doctype html>\n<html lang="{say("lang", language)}">\n<head>\n'
        f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"{banner}\n" + "\n".join(body) + "\n</main>\n</body>\n</html>\n"
    )


def _joined(outputs: Sequence[Any]) -> Iterator[Any]:
    """Yields the outputs, with printed text that came in pieces put together."""
    last: Any = None
    for output in outputs:
        if last is not None and output.output_type == "stream" == last.output_type:
            last.text += output.text
            continue
        if last is not None:
            yield last
        last = output
    if last is not None:
        yield last


def _text(text: str) -> str:
    """Returns printed text as HTML, as a terminal shows it in the end, but without its colours."""
    from nbconvert.filters import strip_ansi

    plain = strip_ansi(text).replace("\r\n", "\n")  # type: ignore[no-untyped-call]
    # A progress bar writes each state over the one before it.
    lines = [line.rstrip("\r").rpartition("\r")[2] for line in plain.split("\n")]
    shown = "\n".join(lines)
    if len(shown) > MOST_PRINTED:
        half = MOST_PRINTED // 2
        shown = f"{shown[:half]}\n[...]\n{shown[-half:]}"
    return html.escape(shown)


def _output(output: Any) -> str:
    if output.output_type == "stream":
        return f'<div class="output"><pre>{_text(output.text)}</pre></div>'
    if output.output_type == "error":
        text = _text("\n".join(output.traceback))
        return f'<div class="output failed"><pre>{text}</pre></div>'
    data = output.get("data", {})
    kind = next((kind for kind in _SHOWN if isinstance(data.get(kind), str)), None)
    if kind is None:
        return ""
    content = data[kind]
    if kind.startswith("image/"):
        if kind == "image/svg+xml":
            # As a picture its scripts do not run.
            content = base64.b64encode(content.encode()).decode()
        image = html.escape("".join(content.split()), quote=True)
        text = html.escape(str(data.get("text/plain", "")), quote=True)
        return f'<div class="output"><img src="data:{kind};base64,{image}" alt="{text}"></div>'
    if kind == "text/html":
        return f'<div class="output">{clean_html(content)}</div>'
    if kind in ("text/markdown", "text/latex"):
        return f'<div class="output">{markdown_html(content)}</div>'
    return f'<div class="output"><pre>{_text(content)}</pre></div>'


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
        path.write_bytes(made.read_bytes())
    return True
