"""The page of a report shows formulas, tables and pictures, and nothing that runs or loads."""

import base64
import json

import pytest

from autograder.execution.parsing import OwnParsers
from autograder.execution.worker.parsers.rendering.mathml import mathml
from autograder.execution.worker.parsers.rendering.sanitize import clean_html, markdown_html
from autograder.grading.report.page import report_page
from autograder.grading.report.rendered import Written

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n picture").decode()


OWN = OwnParsers()


def page(source, *outputs, attachments=None, folder=None):
    cells = [
        Written("markdown", source, attachments=json.dumps(attachments or {}).encode()),
        Written("code", "x", json.dumps(outputs).encode()),
    ]
    return report_page(cells, "title", [], "en", OWN, folder)


def shown(**data):
    kinds = {name.replace("_", "/"): content for name, content in data.items()}
    return {"output_type": "display_data", "metadata": {}, "data": kinds}


def printed(text):
    return {"output_type": "stream", "name": "stdout", "text": text}


@pytest.mark.parametrize(
    ("source", "display"),
    [
        (r"a $\frac{1}{2}$ b", "inline"),
        (r"$$\frac{1}{2}$$", "block"),
        ("\\begin{align}\na &= \\frac{1}{2} \\\\\nb &= c\n\\end{align}", "block"),
        ("$$\n\\frac{1}{2} \\\\\n\n= b\n$$", "block"),
        (r"| a |" + "\n|---|\n" + r"| $\frac{1}{2}$ |", "inline"),
    ],
)
def test_formulas_are_mathml(source, display):
    made = markdown_html(source)
    assert f'<math display="{display}">' in made
    assert "<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>" in made
    assert "$" not in made


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{\partial L}{\partial W} = \frac{1}{N} X^\top (P - Y)",
        r"v_t = \mu v_{t-1} - \eta \nabla L, \quad \hat{y} = \arg\max_k z_k",
        r"\begin{cases} 1 & x > 0 \\ 0 & \text{否则} \end{cases}",
        r"\begin{aligned} a &= b \\ c &= d \end{aligned}",
        r"\left\| W \right\|_2 \le \sqrt{\sum_{d=1}^{D} w_d^2}",
        r"\mathbf{z} = \mathbf{x}^\top \mathbf{W} + \mathbf{b}, \; a < b",
    ],
)
def test_formulas_of_such_reports_are_converted(tex):
    assert (mathml(tex, block=True) or "").startswith('<math display="block">')


@pytest.mark.parametrize(
    "tex",
    [
        r"\unknowncommand{x}",
        r"\frac{1",
        "{" * 1500,
        "_" * 3000,
        "x" * 5000,
        r"\newcommand{\a}{b}\a",
        r"\begin{align}",
    ],
)
def test_what_is_no_formula_stays_as_text(tex):
    assert mathml(tex, block=False) is None
    assert f"${tex}$" in markdown_html(f"${tex}$").replace("&amp;", "&")


def test_dollars_that_are_money_stay():
    assert markdown_html(r"It costs \$5 or \$6.") == "<p>It costs $5 or $6.</p>\n"


@pytest.mark.parametrize(
    "source",
    [
        r"$\text{<script>alert(1)</script>}$",
        r"$\unknown{<img src=x onerror=alert(1)>}$",
        r"$\href{javascript:alert(1)}{x}$",
        r'$\style{" onload=alert(1) "}{x}$',
        r'$\hspace{1" onload=alert(1) "}$',
        "[x](javascript:alert(1))",
        "<a href='JAVAscript:alert(1)'>x</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
        "![x](http://example.org/x.png)",
        "<img src=x onerror=alert(1)>",
        "![$x$](javascript:alert(1) '$y$')",
        "<svg onload=alert(1)><math><mtext></p><style><img src=x onerror=alert(1)>",
        "<div title='\n\n$$ x $$\n' onclick=alert(1)>",
        "<script>alert(1)</script><iframe src=javascript:alert(1)></iframe>",
        "<style>body { display: none }</style><p style='position: fixed'>x</p>",
    ],
)
def test_nothing_in_the_text_runs_or_loads(source):
    for made in (markdown_html(source), clean_html(source)):
        tags = made.lower().split("<")[1:]
        assert not any(tag.startswith(("script", "iframe", "style", "svg")) for tag in tags)
        for word in (" on", "src=", "javascript:", "data:", "position"):
            assert not any(word in tag.partition(">")[0] for tag in tags)


def test_a_mark_cannot_be_forged():
    made = markdown_html('<var class="f00">0</var> $x$')
    assert made.count("<math") == 1


def test_outputs_are_shown_by_what_they_are():
    made = page(
        "text",
        shown(text_html="<style>p{}</style><table><tr><td>1</td></tr></table>", text_plain="a"),
        shown(text_latex=r"$\displaystyle x^2$", text_plain="x**2"),
        shown(**{"image_svg+xml": "<svg onload='alert(1)'/>"}),
        shown(application_json="{}"),
        shown(image_gif="R0lGOD", text_plain="not a picture"),
        printed("\r1/2\r2/2\n\x1b[31mred\x1b[0m <b>\n"),
    )
    assert "<table><tr><td>1</td></tr></table>" in made.replace("<tbody>", "").replace(
        "</tbody>", ""
    )
    assert "<msup>" in made
    assert "<pre>not a picture</pre>" in made
    assert "<svg" not in made
    assert "data:image/svg+xml;base64," in made
    assert "<pre>2/2\nred &lt;b&gt;\n</pre>" in made


def test_pictures_that_were_pasted_or_lie_beside_the_notebook_are_taken_in(tmp_path):
    made = page("![a](attachment:a.png)", attachments={"a.png": {"image/png": PNG}})
    assert f'<img src="data:image/png;base64,{PNG}" alt="a">' in made
    assert "<img alt=" in page("![a](attachment:none.png)")
    folder = tmp_path / "work"
    folder.mkdir()
    for name in ("work/b.png", "c.png"):
        (tmp_path / name).write_bytes(base64.b64decode(PNG))
    (folder / "link.png").symlink_to(tmp_path / "c.png")
    assert PNG in page("![b](b.png)", folder=folder)
    for outside in ("../c.png", "link.png", str(tmp_path / "c.png"), "none.png"):
        assert "<img src" not in page(f"![c]({outside})", folder=folder)


def test_of_very_much_printed_text_the_middle_is_left_out():
    made = page("text", printed("first" + "x" * 10**6 + "last"))
    assert len(made) < 60_000
    assert "<pre>first" in made
    assert "\n[...]\n" in made
    assert "last</pre>" in made
