"""What a teacher's browser gets of a hand-in can neither run nor load anything."""

import base64
from html.parser import HTMLParser

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import markdown2html_mistune

from autograder.execution.worker.parsers.rendering.as_typed import safe_raw
from autograder.execution.worker.parsers.rendering.safe_notebook import safe_markdown, safe_outputs

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n picture").decode()
FENCE = "`" * 3
ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "[x](javascript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](vbscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "<javascript:alert(1)>",
    '[x](https://example.org "t\\" onmouseover=alert(1)")',
    '[x](https://example.org/"onmouseover=alert(1))',
    "![x](http://example.org/x.png)",
    "![x](//example.org/x.png)",
    "![x](/formgrader?path=/tmp)",
    '![x](x.png" onerror="alert(1))',
    "![x](attachment:none.png)",
    f"{FENCE}mermaid\n<img src=x onerror=alert(1)>\n{FENCE}",
    f'{FENCE}x"><img/src=x/onerror=alert(1)>\nx\n{FENCE}',
    "<div>\n\n[x](javascript:alert(1))\n\n</div>",
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action=http://example.org><button>x</button></form>",
    "<style>@import 'http://example.org/x.css';</style><link rel=stylesheet href=http://example.org>",
    "<meta http-equiv=refresh content='0;url=http://example.org'><base href=http://example.org>",
    "<p style='background: url(http://example.org/x.png)'>x</p>",
    "<math><mtext></p><style><img src=x onerror=alert(1)>",
    "<table background=http://example.org/x.png><td background=http://example.org/x.png>",
    "<video poster=http://example.org/x.png src=http://example.org/x.mp4></video>",
    "<!--><img src=x onerror=alert(1)>-->",
    f"{FENCE}\n$$\n{FENCE}\n<img src=x onerror=alert(1)>\n$$",
    "`" * 7 + "\n<img src=x onerror=alert(1)>",
    "[" * 40_000 + "<img src=x onerror=alert(1)>",
    "<div>" * 30_000,
    "\\begin{a}" * 3000 + "<img src=x onerror=alert(1)>",
]
TEX = [
    r"$\href{javascript:alert(1)}{x}$",
    r"$\href {javascript:alert(1)}{x}$",
    r"$$\cssId{x}{y}$$",
    r"$\require{HTML}$",
    r"$\style{background:url(http://example.org)}{x}$",
    r"&#92;href{javascript:alert(1)}{x}",
    r"$\def\a{\a\a}\a$",
    r"\begin{equation}\href{javascript:alert(1)}{x}\end{equation}",
]


class Finder(HTMLParser):
    """Notes everything that runs, loads or leads elsewhere."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        if tag in {"script", "iframe", "svg", "style", "link", "meta", "base", "form", "object"}:
            self.found.append(tag)
        for name, value in attributes:
            value = (value or "").strip().lower()
            if name.startswith("on") or name in {"srcdoc", "background", "poster", "style"}:
                self.found.append((tag, name))
            if name == "href" and not value.startswith(("http://", "https://", "mailto:", "#")):
                self.found.append((tag, name, value))
            if name == "src" and not value.startswith("data:image/"):
                self.found.append((tag, name, value))


def active(html):
    finder = Finder()
    finder.feed(html)
    return finder.found


@pytest.mark.parametrize("source", ATTACKS, ids=range(len(ATTACKS)))
def test_markdown_is_rendered_without_anything_active(source):
    safe = safe_markdown(source)
    assert active(markdown2html_mistune(safe)) == []
    assert safe_markdown(safe) == safe or active(markdown2html_mistune(safe_markdown(safe))) == []


@pytest.mark.parametrize("source", TEX, ids=range(len(TEX)))
def test_formulas_cannot_make_links_or_load_files(source):
    for text in (safe_markdown(source), safe_raw(source)):
        rendered = markdown2html_mistune(text).replace("&#92;", "\\").replace("&#8288;", "\u2060")
        for command in (r"\href", r"\cssId", r"\require", r"\style", r"\def"):
            assert command not in rendered


@pytest.mark.parametrize(
    "source",
    [
        "# Answer\n\n**Momentum** helps: $v = \\mu v - \\eta g$, see [notes](https://example.org/a_b).",
        "| a | b |\n|---|---|\n| 1 < 2 | `x<y` |",
        f"{FENCE}python\nif a < b: pass\n{FENCE}",
        "1. 动量\n2. $$\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}$$",
    ],
)
def test_ordinary_markdown_stays_as_it_is(source):
    assert safe_markdown(source) == source


def test_pictures_that_were_pasted_are_taken_in():
    shown = safe_markdown("text ![a](attachment:a.png)", {"a.png": {"image/png": PNG}})
    assert f'<img src="data:image/png;base64,{PNG}" alt="a">' in shown


ODD = [
    None,
    5,
    "text",
    [5, None, {}, {"output_type": 5}, {"output_type": "display_data", "data": []}],
    [{"output_type": "stream", "text": {"a": 1}}],
    [{"output_type": "error", "traceback": [1, {}], "ename": [], "evalue": None}],
    [{"output_type": "display_data", "data": {"image/png": 5, "text/html": {"a": 1}}}],
]


@pytest.mark.parametrize("outputs", ODD)
def test_outputs_of_odd_types_become_valid_ones(outputs):
    cell = nbformat.v4.new_code_cell("x")
    cell.outputs = [nbformat.from_dict(output) for output in safe_outputs(outputs)]
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))


def shown(data, metadata=None):
    return {"output_type": "display_data", "data": data, "metadata": metadata or {}}


def test_a_notebook_of_all_kinds_of_outputs_is_rendered_without_anything_active():
    bad = "<img src=x onerror=alert(1)><script>alert(1)</script>"
    hostile = [
        shown({"text/html": bad}),
        shown({"text/html": bad}, {"text/html": {"isolated": True}}),
        shown({"image/svg+xml": f"<svg onload='alert(1)'>{bad}</svg>"}),
        shown({"application/javascript": "alert(1)"}),
        shown({"text/markdown": "[x](javascript:alert(1))" + bad}),
        shown({"text/latex": r"$\href{javascript:alert(1)}{x}$" + bad}),
        shown({"application/vnd.jupyter.widget-view+json": {"model_id": bad}}),
        shown({"image/png": PNG}, {"image/png": {"width": "1 onerror=alert(1)", "alt": bad}}),
        shown({"image/png": f'{PNG}" onerror="alert(1)'}),
        shown({"image/jpeg": "x"}, {"filenames": {"image/jpeg": "http://example.org/x"}}),
        {"output_type": "stream", "name": bad, "text": bad},
        {"output_type": "error", "ename": bad, "evalue": bad, "traceback": [bad]},
    ]
    kept = safe_outputs(hostile)
    assert all(set(output.get("metadata", {})) == set() for output in kept)
    cell = nbformat.v4.new_code_cell("x")
    cell.outputs = [nbformat.from_dict(output) for output in kept]
    page, _ = HTMLExporter(template_name="basic").from_notebook_node(
        nbformat.v4.new_notebook(cells=[cell])
    )
    assert active(page) == []
    assert page.count("data:image/png") == 1
    assert page.count("data:image/svg+xml") == 1


def test_a_table_is_kept_and_an_endless_one_is_text():
    (table,) = safe_outputs([shown({"text/html": "<table><tr><td>1</td></tr></table>"})])
    assert "<td>1</td>" in table["data"]["text/html"]
    (endless,) = safe_outputs([shown({"text/html": "<b>" * 100_000})])
    assert endless["data"]["text/html"].startswith("<pre>&lt;b&gt;")
