"""The pages in HTML: what they say, what they must not say, and that nothing in them can run."""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from helpers.made_results import (
    ANN,
    BEA,
    CHECKS,
    CLASS,
    EVIL,
    FAULT,
    LI,
    MEAN,
    REFUSED,
    check,
    full_marks,
    result,
)
from helpers.page_reader import Page, class_page

from autograder.results.render import html
from autograder.results.render.html import feedback_page, prose
from autograder.results.result import Diagnosis, Result, Violation
from autograder.results.text import say

TITLE = "Softmax regression on MNIST"


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("feedback_en.html", lambda: feedback_page(ANN, TITLE)),
        ("feedback_zh.html", lambda: feedback_page(LI, "MNIST 上的 Softmax 回归")),
        ("summary_en.html", lambda: class_page(CLASS, TITLE, language="en")),
        ("summary_zh.html", lambda: class_page(CLASS, "MNIST 上的 Softmax 回归", language="zh")),
    ],
)
def test_golden_pages(
    matches_golden: Callable[[str, str], None], name: str, page: Callable[[], str]
) -> None:
    matches_golden(name, page())


@pytest.mark.parametrize("sample", [ANN, LI, BEA, REFUSED, FAULT])
def test_a_students_page_is_whole_and_loads_nothing(sample: Result) -> None:
    source = feedback_page(sample, TITLE)
    page = Page(source)
    assert not [tag for tag, _ in page.tags if tag in ("script", "link", "img", "iframe")]
    assert page.attributes("src") == []
    assert page.attributes("href") == ["#main"]
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))
    assert set(" ".join(page.attributes("aria-labelledby")).split()) <= set(ids)
    assert "http" not in source.replace("http-equiv", "")


def test_the_order_is_score_then_failures_then_the_rest() -> None:
    text = Page(feedback_page(ANN, TITLE)).text
    places = [
        text.index(words)
        for words in ("12.5 / 58.5", "Start here", "Likely mistake", "What failed", "What passed")
    ]
    assert places == sorted(places)


def test_checks_that_could_not_run_for_one_reason_share_a_card() -> None:
    text = Page(feedback_page(ANN, TITLE)).text
    assert text.count("cannot be read by Python") == 1
    assert "Could not run: 2 checks" in text


def test_hidden_checks_that_look_alike_keep_cards_of_their_own() -> None:
    same = [check(f"a.{n}", f"title {n}", "failed", 1, "x is wrong", hidden=True) for n in (1, 2)]
    assert Page(feedback_page(result("x", same), TITLE)).text.count("x is wrong") == 2


def test_a_visible_check_says_how_to_run_it_and_a_hidden_one_does_not() -> None:
    text = Page(feedback_page(ANN, TITLE)).text
    assert "softmark check softmax_mnist --only gradient.w" in text
    assert "--only gradient.shapes" not in text


def test_a_students_page_tells_neither_the_variant_nor_other_students() -> None:
    one, other = (replace(ANN, variant=variant) for variant in (3, 12))
    assert feedback_page(one, TITLE) == feedback_page(other, TITLE)


def test_a_grader_fault_is_no_zero_and_shows_no_inner_message() -> None:
    text = Page(feedback_page(FAULT, TITLE)).text
    assert "not your fault" in text
    assert "EAGAIN" not in text
    assert not re.search(r"\b0 / ", text)
    assert "EAGAIN" in Page(class_page([FAULT], TITLE)).text


def test_a_refusal_gives_its_reason() -> None:
    text = Page(feedback_page(REFUSED, TITLE)).text
    assert "leads out of its folder" in text
    assert "0 / 58.5" in text


@pytest.mark.parametrize("isolation", ["reduced", "none"])
def test_weaker_isolation_is_marked(isolation: str) -> None:
    sentence = say(f"isolation.{isolation}", "en")
    weak = replace(ANN, isolation=isolation)
    assert sentence in Page(feedback_page(weak, TITLE)).text
    assert sentence in Page(class_page([BEA, weak], TITLE)).text
    assert sentence not in Page(feedback_page(ANN, TITLE)).text


def test_line_breaks_stay_and_indented_lines_are_code() -> None:
    html = prose("loss.py fails\n    def f(self)\n         ^\nsee above")
    assert html.count("<p>") == 2
    assert "<pre><code>    def f(self)\n         ^</code></pre>" in html


def test_code_is_told_from_words() -> None:
    html = prose("grad_W: shape (12, 5), worst at [3, 2] (loss.py, line 3): ValueError")
    assert re.findall("<code>(.*?)</code>", html) == [
        "grad_W",
        "(12, 5)",
        "[3, 2]",
        "loss.py",
        "ValueError",
    ]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("sent by u111@x.edu.", []),
        ("ann.lee+a@mail.x.edu sent loss.py", ["loss.py"]),
        ("clusters (1).py or clusters(2).py", ["clusters (1).py", "clusters(2).py"]),
        ("聚类 (1).py", []),
        ("x@np.dot(W, b) of (1).", ["np.dot", "(1)"]),
    ],
)
def test_addresses_and_names_of_files_are_code_as_a_whole_or_not_at_all(words, code) -> None:
    assert re.findall("<code>(.*?)</code>", prose(words)) == code


def test_a_broken_rule_is_shown_with_its_place_and_cost() -> None:
    text = Page(feedback_page(ANN, TITLE)).text
    assert "torch is imported: use numpy alone loss.py, line 3 −2.5" in text
    assert "rules broken: 1" in Page(class_page([ANN], TITLE)).text


def test_several_mistakes_at_once_are_called_several() -> None:
    pair = replace(MEAN, mistakes=["a", "b"])
    checks = [check("a.b", "title", "failed", 1, "x is wrong", diagnosis=pair)]
    assert "Likely mistakes, at once" in Page(feedback_page(result("x", checks), TITLE)).text


def evil_class() -> list[Result]:
    spoiled = [
        check(
            f"evil.{status}",
            EVIL,
            status,
            1,
            f"{EVIL}\n    {EVIL}\n\x00\u202e",
            hint=EVIL,
            diagnosis=Diagnosis(mistake=EVIL, title=EVIL, hint=EVIL),
        )
        for status in ("failed", "error", "timeout", "skipped", "fault", "passed")
    ]
    odd = replace(spoiled[0], id=EVIL, diagnosis=None)
    broken = Violation(rule="import", file=EVIL, line=1, points=1, message=EVIL)
    whole = result(
        EVIL,
        [*spoiled, odd],
        assignment=EVIL,
        notes=[EVIL],
        violations=[broken],
        message=EVIL,
        digest=EVIL,
    )
    return [
        whole,
        replace(whole, student="javascript:alert(1)", status="refused", checks=[]),
        replace(whole, student="../x\u202e", status="fault", checks=[]),
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_from_a_submission_becomes_markup(language: str) -> None:
    sources = [class_page(evil_class(), EVIL, language=language)]
    for each in evil_class():
        sources.append(feedback_page(replace(each, language=language), EVIL))
    for source in sources:
        page = Page(source)
        scripts = [tag for tag, _ in page.tags if tag == "script"]
        assert len(scripts) == (1 if source is sources[0] else 0)
        assert "<script>document" not in source
        assert "owned" in page.text
        assert "49" not in page.text
        assert not [name for _, attributes in page.tags for name in attributes if name[:2] == "on"]
        assert all(link.startswith(("#main", "feedback/")) for link in page.attributes("href"))
        assert "\x00" not in source
        assert "\u202e" not in source


def test_links_lead_to_the_files_of_the_pages() -> None:
    hrefs = Page(class_page(CLASS, TITLE, language="en")).attributes("href")
    assert "feedback/ann.html" in hrefs
    assert "feedback/%E6%9D%8E%20%E5%B0%8F%E6%98%8E.html" in hrefs


def test_the_same_language_is_declared_and_used() -> None:
    chinese = Page(feedback_page(LI, "x"))
    assert chinese.tags[0] == ("html", {"lang": "zh-Hans"})
    assert "先看这里" in chinese.text
    english = Page(feedback_page(ANN, "x"))
    assert english.tags[0] == ("html", {"lang": "en"})
    assert english.text.isascii() or not re.search("[\u4e00-\u9fff]", english.text)


def test_full_marks_unfold_what_passed() -> None:
    source = feedback_page(result("bea", full_marks(CHECKS)), TITLE)
    assert "<details open>" in source
    assert "All checks passed." in source
    assert "<details>" in feedback_page(ANN, TITLE)


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_have_the_contrast_of_wcag_aa(scheme: int) -> None:
    blocks = re.findall(r":root \{(.*?)\}", feedback_page(ANN, TITLE), re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", blocks[scheme]))
    text_on = [
        (text, ground)
        for text in ("text", "quiet", "link", "bad", "warn")
        for ground in ("page", "card", "lead-tint")
    ]
    text_on += [("text", "code"), ("good", "good-tint"), ("warn", "warn-tint")]
    for text, ground in text_on:
        assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    for mark in ("part", "passed", "failed", "broken"):
        assert contrast(colours[mark], colours["card"]) >= 3, mark


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Has templates kept in a folder of its own, and returns it."""
    folder = tmp_path / "__pycache__"
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(html, "_Compiled", partial(html._Compiled, folder))
    html._environment.cache_clear()
    yield folder
    html._environment.cache_clear()


def test_a_page_of_templates_that_are_kept_compiled_is_the_same(compiled: Path) -> None:
    page = feedback_page(ANN, TITLE)
    kept = list(compiled.glob("*.compiled"))
    assert kept
    for content in (None, b"", b"torn"):
        for path in kept if content is not None else ():
            path.write_bytes(path.read_bytes()[:30] + content)
        html._environment.cache_clear()
        assert feedback_page(ANN, TITLE) == page


def test_a_page_is_written_where_nothing_can_be_kept(compiled: Path) -> None:
    compiled.write_text("no folder")
    assert TITLE in Page(feedback_page(ANN, TITLE)).text
