"""Results as JUnit XML, which CI systems show, and as annotations of GitHub Actions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

from ..result import CheckResult, Result
from .advice import advice_of
from .formats import number, printable

_PLACE = re.compile(r"\b([\w./-]+\.(?:py|ipynb)), (?:line|第) ?(\d+)")


def junit_xml(results: Iterable[Result]) -> bytes:
    """Returns a test suite for each student, with a test case for each check."""
    root = ElementTree.Element("testsuites", name="softmark")
    for result in results:
        suite = ElementTree.SubElement(
            root,
            "testsuite",
            name=_clean(result.student),
            tests=str(len(result.checks)),
            failures=str(_count(result, "failed")),
            errors=str(_count(result, "error", "timeout", "fault") + (result.status != "graded")),
            skipped=str(_count(result, "skipped")),
            time=f"{result.seconds:.3f}",
        )
        if result.status != "graded":
            case = ElementTree.SubElement(
                suite, "testcase", name=result.status, classname="softmark"
            )
            ElementTree.SubElement(case, "error", message=_clean(result.message))
        for check in result.checks:
            _add_case(suite, result, check)
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def github_annotations(result: Result) -> Iterator[str]:
    """Yields a workflow command for every check that did not pass.

    It names the file and the line where the message does.
    """
    if result.status != "graded":
        yield f"::error title={_property(result.student)}::{_data(result.message)}"
    for check in result.checks:
        if check.status == "passed":
            continue
        place = _PLACE.search(check.message)
        where = f"file={_property(place[1])},line={place[2]}," if place else ""
        level = "warning" if check.status == "skipped" else "error"
        points = f"{number(check.points)}/{number(check.max_points)}"
        title = _property(f"{check.title} {points}")
        yield f"::{level} {where}title={title}::{_data(_words(check) or check.status)}"


def _add_case(suite: ElementTree.Element, result: Result, check: CheckResult) -> None:
    case = ElementTree.SubElement(
        suite,
        "testcase",
        name=_clean(check.title),
        classname=f"{result.assignment}.{check.id}",
        time=f"{check.seconds:.3f}",
    )
    kind = {"passed": "", "failed": "failure", "skipped": "skipped"}.get(check.status, "error")
    if kind:
        found = ElementTree.SubElement(case, kind, message=_clean(check.message.split("\n")[0]))
        found.text = _clean(_words(check))


def _words(check: CheckResult) -> str:
    """Returns what happened, and what to try."""
    advice = advice_of(check)
    told = (advice.mistake, advice.hint) if advice is not None else ()
    return "\n".join(filter(None, (check.message, *told)))


def _count(result: Result, *statuses: str) -> int:
    return sum(check.status in statuses for check in result.checks)


def _clean(words: str) -> str:
    """Returns text without what XML does not allow."""
    return (
        printable(words)
        .encode("utf-8", "replace")
        .decode()
        .replace("\ufffe", "")
        .replace("\uffff", "")
    )


def _data(words: str) -> str:
    return printable(words).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")
