"""A notebook that has been run as one page without scripts, and as a PDF."""

from __future__ import annotations

import html
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

STYLE = """
:root { color-scheme: light; --ink: #1c2126; --soft: #5b6670; --line: #d9dfe4; --wash: #f5f7f9 }
body { font: 16px/1.6 system-ui, "Noto Sans", "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC",
  "Microsoft YaHei", sans-serif; color: var(--ink); margin: 0 auto; max-width: 50rem; padding: 2rem 1rem }
h1, h2, h3 { line-height: 1.25; margin: 2rem 0 .6rem }
img, svg { max-width: 100%; height: auto }
pre, code { font: .86em/1.45 ui-monospace, "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0 }
table { border-collapse: collapse } th, td { padding: .2rem .7rem; border-bottom: 1px solid var(--line) }
.anchor-link { display: none }
details { color: var(--soft); margin: .6rem 0 } details pre { background: var(--wash); padding: .7rem }
.jp-OutputArea-prompt, .jp-InputPrompt, .prompt, .output_prompt, .input_prompt { display: none }
.output_area, .jp-OutputArea-output { margin: .5rem 0 }
.problems { border-left: 4px solid #b3261e; padding: .4rem 1rem; background: #fdf3f2 }
.problems p { margin: .2rem 0 }
.failed { border-left: 4px solid #b3261e; padding-left: 1rem }
@page { size: A4; margin: 18mm 16mm }
@media print { body { max-width: none; padding: 0; font-size: 11pt } details { display: none }
  img, pre { break-inside: avoid } h1, h2, h3 { break-after: avoid } }
"""
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_SHOWN = ("image/png", "image/jpeg", "text/html", "text/markdown", "text/latex", "text/plain")
PDF_SECONDS = 120


def report_page(notebook: Any, title: str, problems: list[str], language: str) -> str:
    """Returns the page: text and outputs, with the code folded away.

    Nothing in it can run, and it loads nothing: what a notebook shows is its author's.
    """
    from nbconvert.filters import markdown2html
    from nbconvert.preprocessors.sanitize import SanitizeHTML

    body: list[str] = []
    clean = SanitizeHTML()  # type: ignore[no-untyped-call]
    for index, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            for kind in set(data) - set(_SHOWN):
                del data[kind]
        cell, _ = clean.preprocess_cell(cell, {}, index)  # type: ignore[no-untyped-call]
        if cell.cell_type == "markdown":
            body.append(str(markdown2html(cell.source)))
        elif cell.cell_type == "code":
            word = "代码" if language == "zh" else "Code"
            code = html.escape(cell.source)
            body.append(f"<details><summary>{word}</summary><pre>{code}</pre></details>")
            body += [_output(output) for output in _joined(cell.outputs)]
    told = "".join(f"<p>{html.escape(problem)}</p>" for problem in problems)
    banner = f'<div class="problems" role="alert">{told}</div>' if told else ""
    return (
        f'<!doctype html>\n<html lang="{"zh-Hans" if language == "zh" else "en"}">\n<head>\n'
        f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"{banner}\n" + "\n".join(body) + "\n</main>\n</body>\n</html>\n"
    )


def _joined(outputs: list[Any]) -> Iterator[Any]:
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
    """Returns printed text as HTML, without the colours of a terminal."""
    from nbconvert.filters import strip_ansi

    return html.escape(strip_ansi(text))  # type: ignore[no-untyped-call]


def _output(output: Any) -> str:
    from nbconvert.filters import markdown2html

    if output.output_type == "stream":
        return f'<div class="output_area"><pre>{_text(output.text)}</pre></div>'
    if output.output_type == "error":
        text = _text("\n".join(output.traceback))
        return f'<div class="output_area failed"><pre>{text}</pre></div>'
    data = output.get("data", {})
    kind = next((kind for kind in _SHOWN if kind in data), None)
    if kind is None:
        return ""
    content = data[kind]
    if kind.startswith("image/"):
        image = html.escape("".join(content.split()), quote=True)
        text = html.escape(str(data.get("text/plain", "")), quote=True)
        return f'<div class="output_area"><img src="data:{kind};base64,{image}" alt="{text}"></div>'
    if kind == "text/html":
        return f'<div class="output_area">{content}</div>'
    if kind == "text/markdown":
        return f'<div class="output_area">{markdown2html(content)}</div>'
    return f'<div class="output_area"><pre>{_text(content)}</pre></div>'


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
