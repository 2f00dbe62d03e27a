"""Pages in HTML: a student's feedback and the class's summary, each one file that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from functools import cache, lru_cache, partial
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined, Template
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from ..changes import Run
from ..in_order import in_order, who
from ..known import NOBODY, Known
from ..result import Result
from ..text import languages, say
from .feedback import Feedback
from .formats import number, printable
from .names import feedback_names
from .summary import ClassSummary

_SUFFIX = r"\.(?:py|ipynb|npz|toml|zip|gz)\b"
# What reads better in a fixed-width face.
_CODE = re.compile(
    "|".join(
        (
            # A person's address is no code, nor is a part of a file's name that is not read as one.
            rf"(?P<plain>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b(?!\()|\(\d+\){_SUFFIX})",
            rf"(?<![\w./-])[\w./-]*\w ?\(\d+\){_SUFFIX}",  # a file that was downloaded again
            r"\b[A-Za-z_]\w*\([^()\n]*\)",  # a call or a signature
            r"\((?:\d+, ?)*\d*,?\)",  # a shape
            r"\[[\d, :]+\]",  # an index
            rf"(?<![\w./-])[\w./-]+{_SUFFIX}",  # a file
            r"\b[A-Za-z]\w*_\w+\b",
            r"\b\w+\.[a-z_]\w+\b",  # an attribute, or a check's id
            r"\b(?:float|int|uint|complex)\d+\b",
            r"\b[A-Z]\w*(?:Error|Exception|Warning)\b",
            r"\bNaN\b",
        )
    ),
    re.ASCII,
)
# Longer lines are no prose, and searching them would take long.
_LONGEST_PROSE = 2000
_TEMPLATES = Path(__file__).parent / "templates"


def feedback_page(result: Result, assignment_title: str) -> str:
    """Returns a student's page: score, what failed with what to try, then what passed.

    It holds nothing about other students, no number of the inputs' variant, and no script.
    """
    return _feedback_template(result.language).render(
        result=result, title=assignment_title, view=Feedback.of(result), policy=_policy("")
    )


def make_ready(language: str) -> None:
    """Reads the template of students' pages, for processes that go on from this one."""
    _feedback_template(language)


def _feedback_template(language: str) -> Template:
    return _environment(_language(language)).get_template("feedback.html.jinja")


def held_page(result: Result, assignment_title: str, until: datetime) -> str:
    """Returns a student's page as long as feedback is held back: that the work came, and until when.

    Args:
        until: with a time zone.
    """
    time = until.isoformat(sep=" ", timespec="minutes")
    template = _environment(_language(result.language)).get_template("held.html.jinja")
    return template.render(result=result, title=assignment_title, time=time, policy=_policy(""))


def summary_page(
    results: Iterable[Result],
    title: str,
    *,
    language: str | None = None,
    folder: str = "feedback",
    known: Mapping[str, Known] | None = None,
    missing: Mapping[str, Known] | None = None,
    excused: Mapping[str, Known] | None = None,
    last: Run | None = None,
) -> Iterator[str]:
    """Yields the class's page, which links to the students' pages in `folder` beside it, piece by piece.

    Args:
        results: stored ones are gone through twice, and never all in memory.
        language: of the page; that of the first result where it is None.
        known: who the students are.
        missing: who handed in nothing.
        excused: who handed in nothing, and need not.
        last: the last run that changed results.
        folder: where the pages lie, named as `names.feedback_names` does.
    """
    people = known or {}

    def name_of(student: str) -> str:
        return people.get(student, NOBODY).name

    ordered = in_order(results, lambda student: ((name_of(student) or student).casefold(), student))
    if language is None:
        language = ordered[0].language if ordered else "en"
    environment = _environment(_language(language))
    files = feedback_names(who(ordered))
    script = environment.get_template("summary.js.jinja").render()
    return environment.get_template("summary.html.jinja").generate(
        title=title,
        view=ClassSummary.of(ordered, _language(language), people),
        missing=sorted((missing or {}).items()),
        excused=sorted((excused or {}).items()),
        last=last,
        name_of=name_of,
        link_to=lambda student: f"{quote(folder)}/{quote(files[student])}",
        script=Markup(script),
        policy=_policy(script),
    )


def page(template: str, language: str, **facts: object) -> str:
    """Returns a page without scripts, of a template and what it shows."""
    return _environment(language).get_template(template).render(policy=_policy(""), **facts)


def _language(language: str) -> str:
    return language if language in languages() else "en"


def _policy(script: str) -> str:
    """What the browser may load or run, as a second wall behind the escaping: nothing but our script."""
    allowed = "'none'"
    if script:
        digest = hashlib.sha256(script.encode()).digest()
        allowed = f"'sha256-{base64.b64encode(digest).decode()}'"
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src {allowed}"


class _Compiled(FileSystemBytecodeCache):
    """Templates as Python's own code, beside them, as Python keeps that of modules; where it may not, nowhere."""

    def __init__(self, folder: Path = _TEMPLATES / "__pycache__") -> None:
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                folder.mkdir(exist_ok=True)
        super().__init__(str(folder), "%s.compiled")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Takes what was compiled before, unless that cannot be read."""
        try:
            super().load_bytecode(bucket)
        except Exception:  # of whatever its damaged bytes make
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keeps what was compiled."""
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                super().dump_bytecode(bucket)


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        bytecode_cache=_Compiled(),
        loader=PackageLoader("autograder", "results/render/templates"),
        auto_reload=False,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    translate = partial(_say, language)
    environment.globals.update(t=translate, language=language)
    environment.filters.update(
        number=number,
        prose=prose,
        code=code_spans,
        clean=printable,
        duration=partial(_duration, translate),
    )
    return environment


def _say(language: str, key: str, /, **facts: object) -> str:
    return say(key, language, **facts)


def _duration(translate: partial[str], seconds: float) -> str:
    if seconds < 1:
        return translate("milliseconds", milliseconds=f"{1000 * seconds:.1f}")
    return translate("seconds", seconds=f"{seconds:.2f}")


def code_spans(words: str) -> Markup:
    """Returns the text as HTML, with code-like parts in <code>."""
    return _code_spans(words) if len(words) <= _LONGEST_PROSE else escape(printable(words))


# Titles of checks and known mistakes stand on the pages of a whole class.
@lru_cache(maxsize=1024)
def _code_spans(words: str) -> Markup:
    words = printable(words)
    parts: list[Markup] = []
    end = 0
    for match in _CODE.finditer(words):
        parts.append(escape(words[end : match.start()]))
        shown = escape(match[0])
        parts.append(shown if match["plain"] else Markup("<code>{}</code>").format(shown))
        end = match.end()
    return Markup("").join([*parts, escape(words[end:])])


def prose(words: str) -> Markup:
    """Returns text of several lines as HTML: a paragraph a line, and indented lines as code."""
    html: list[Markup] = []
    block: list[str] = []
    for line in [*words.strip("\n").split("\n"), ""]:
        if line.startswith("  "):
            block.append(printable(line))
            continue
        if block:
            html.append(Markup("<pre><code>{}</code></pre>").format("\n".join(block)))
            block = []
        if line.strip():
            html.append(Markup("<p>{}</p>").format(code_spans(line)))
    return Markup("\n").join(html)
