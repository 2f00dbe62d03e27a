"""expected.npz: the answers of the visible checks, for `softmark check` without any reference.

An .npz of numbered arrays, and `index`, the UTF-8 JSON of {section: {key: {output: number}}}; where an output is
no number or array, [number] of its bytes as they cross to a submission (see `wire`). The same arrays stand in it
once. Beside them texts, such as hints, each the JSON of an array of its own, since few checks need one.
Made by `softmark release`.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..checks.check import Outputs
from ..checks.numbers import numeric_array
from ..errors import UsageError
from ..execution.worker.wire import decode, encode

EXPECTED = "expected.npz"
# So the names of its texts begin.
_TEXT = "text."

Array = np.ndarray[Any, Any]
Tables = Mapping[str, Mapping[str, Outputs]]


def pack_answers(tables: Tables, texts: Mapping[str, Any]) -> bytes:
    """Returns the bytes of an expected.npz; the same ones for the same answers.

    Args:
        tables: outputs by section and key.
        texts: further plain data by name, such as the hints of known mistakes.
    """
    arrays: dict[tuple[str, tuple[int, ...], bytes], int] = {}
    stored: list[Array] = []

    def place(value: Any) -> int | list[int]:
        array = numeric_array(value)
        if array is None:
            return [number(np.frombuffer(encode(value), dtype=np.uint8))]
        return number(array)

    def number(array: Array) -> int:
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in arrays:
            arrays[key] = len(stored)
            stored.append(array)
        return arrays[key]

    sections = {
        section: {
            key: {name: place(value) for name, value in outputs.items()}
            for key, outputs in table.items()
        }
        for section, table in tables.items()
    }
    data = {"index": sections, **{f"{_TEXT}{name}": text for name, text in texts.items()}}
    members = {name: _as_array(plain) for name, plain in data.items()}
    members |= {f"a{number}": array for number, array in enumerate(stored)}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in members.items():
            content = io.BytesIO()
            np.lib.format.write_array(content, array, allow_pickle=False)
            # A fixed date, so that releasing again changes nothing.
            member = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content.getvalue())
    return buffer.getvalue()


def _as_array(plain: Any) -> Array:
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return np.frombuffer(text.encode(), dtype=np.uint8)


class Answers:
    """An expected.npz that has been read; arrays and texts are decompressed when they are asked for.

    Raises:
        UsageError: the file is damaged.
    """

    def __init__(self, content: bytes, name: str) -> None:
        self._name = name
        try:
            self._arrays = np.load(io.BytesIO(content), allow_pickle=False)
            index = json.loads(self._arrays["index"].tobytes())
            self._tables: dict[str, dict[str, dict[str, int | list[int]]]] = index
        except Exception as error:
            raise self._damaged(error) from None

    def text(self, name: str) -> Any:
        """Returns a text's plain data; {} where it has none of that name."""
        member = f"{_TEXT}{name}"
        if member not in self._arrays:
            return {}
        try:
            return json.loads(self._arrays[member].tobytes())
        except Exception as error:
            raise self._damaged(error) from None

    def texts(self) -> dict[str, Any]:
        """Returns all texts by name."""
        names = (each.removeprefix(_TEXT) for each in self._arrays if each.startswith(_TEXT))
        return {name: self.text(name) for name in names}

    def sections(self) -> list[str]:
        """Returns the names of all sections."""
        return list(self._tables)

    def keys(self, section: str) -> list[str]:
        """Returns the keys of a section."""
        return list(self._tables.get(section, ()))

    def outputs(self, section: str, key: str) -> dict[str, Any] | None:
        """Returns the outputs of a section's key, None where there are none."""
        numbers = self._tables.get(section, {}).get(key)
        if numbers is None:
            return None
        try:
            return {name: self._value(place) for name, place in numbers.items()}
        except Exception as error:
            raise self._damaged(error) from None

    def _value(self, place: int | list[int]) -> Any:
        if isinstance(place, list):
            return decode(self._arrays[f"a{place[0]}"].tobytes())
        return self._arrays[f"a{place}"]

    def _damaged(self, error: Exception) -> UsageError:
        return UsageError(
            f"{self._name} is damaged ({type(error).__name__}): take it from the assignment's "
            "package again."
        )


def answer_key(check: str, seed: int) -> str:
    """Returns the key of a check's published variant."""
    return f"{check}/{seed}"
