"""TeX formulas as MathML, which browsers draw without a script."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

# Longer ones are no formulas that a person wrote.
MOST_CHARACTERS = 4000
# What the converter may have made; anything else leaves the formula as text.
_NAMES = """
    math merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace
    msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover
"""
_FACTS = """
    accent accentunder columnspan depth display displaystyle fence form height largeop linethickness
    lspace mathcolor maxsize minsize movablelimits rowspan rspace scriptlevel separator stretchy
    symmetric voffset width
"""
_TAGS, _ATTRIBUTES = frozenset(_NAMES.split()), frozenset(_FACTS.split())
_CHILDREN = dict.fromkeys(("mfrac", "mover", "mroot", "msub", "msup", "munder"), 2)
_CHILDREN |= {"msubsup": 3, "munderover": 3}
_VALUE = re.compile(r"[\w.%#+-]{1,20}", re.ASCII)
_ALIGN = frozenset({"left", "right", "center"})
# The converter knows them under one name only, or not at all.
_ALIGNED = re.compile(r"\\(begin|end)\{(?:aligned|split|eqnarray\*?|align)\}")
_ARG = re.compile(r"\\arg\s*\\(max|min)(?![a-zA-Z])")
_UNKNOWN = re.compile(
    r"\\(?:begin|end)\{equation\*?\}|\\(?:label|tag)\*?\{[^{}]*\}|\\(?:nonumber|nolimits|boxed)(?![a-zA-Z])"
)
# A formula that defines names can grow without end.
_DEFINITION = re.compile(r"\\(?:(?:re|provide)?newcommand|providecommand|def|let)(?![a-zA-Z])")


def mathml(tex: str, *, block: bool) -> str | None:
    """Returns a formula as MathML, None where it cannot be converted.

    Only known elements and attributes are taken over from the converter, and all text is escaped:
    a formula is its author's.

    Args:
        tex: without the dollars around it.
        block: on a line of its own.
    """
    from latex2mathml.converter import Converter

    if len(tex) > MOST_CHARACTERS or _DEFINITION.search(tex):
        return None
    tex = _ALIGNED.sub(r"\\\1{align*}", _UNKNOWN.sub("", tex))
    tex = _ARG.sub(r"\\arg\1", tex).strip()
    if block and "\\\\" in tex and "\\begin" not in tex:
        tex = rf"\begin{{align*}}{tex}\end{{align*}}"
    try:
        made = Converter(display="block" if block else "inline").convert_to_element(tex)
        return "".join(_written(made))
    except Exception:  # it raises a dozen kinds, of its own and of Python's
        return None


def _written(element: Element) -> Iterator[str]:
    """Yields the pieces of an element.

    Raises:
        ValueError: something in it is not known here.
    """
    text = element.text or ""
    if element.tag not in _TAGS or "\\" in text or text == "&":
        raise ValueError(element.tag)
    if len(element) != _CHILDREN.get(element.tag, len(element)):
        raise ValueError(f"a part of {element.tag} is missing")
    yield f"<{element.tag}{_attributes(element)}>"
    # The converter writes some characters as references.
    yield html.escape(html.unescape(text))
    for child in element:
        yield from _written(child)
        yield html.escape(html.unescape(child.tail or ""))
    yield f"</{element.tag}>"


def _attributes(element: Element) -> str:
    kept = [
        f' {name}="{value}"'
        for name, value in element.attrib.items()
        if name in _ATTRIBUTES and _VALUE.fullmatch(value)
    ]
    styles = []
    # Browsers know neither attribute, and Chromium aligns formulas by words of its own only.
    if element.get("columnalign", "") in _ALIGN:
        side = element.attrib["columnalign"]
        styles.append(f"text-align: {side}; text-align: -webkit-{side}")
    if "bold" in element.get("mathvariant", ""):
        styles.append("font-weight: bold")
    return "".join(kept) + (f' style="{"; ".join(styles)}"' if styles else "")
