"""What a cell shows, collected from messages of which nothing is believed."""

from __future__ import annotations

from typing import Any

MIB = 1 << 20
# Of what a cell shows no more is kept; then it is interrupted. One that goes on loses its kernel.
MOST_BYTES = 16 * MIB
MOST_MESSAGES = 5000


class Shown:
    """What a cell shows, as far as its limits go.

    Attributes:
        status: how it ended, as far as is known.
        idle, replied: the kernel has said so.
        signalled: it was interrupted or ended.
        signals: what it is still to be sent for having shown too much, and from when on.
    """

    def __init__(self, request: str) -> None:
        self._request = request
        self._bytes = self._count = 0
        self._outputs: list[dict[str, Any]] = []
        self._displays: dict[str, list[dict[str, Any]]] = {}
        self._interrupted: tuple[int, int] | None = None
        self._clear = False
        self._number: int | None = None
        self._error: dict[str, str] = {}
        self.status = "ok"
        self.idle = self.replied = self.signalled = False
        self.signals: list[tuple[float, int]] | None = None

    def lose(self) -> None:
        """Takes down that a message was longer than any may be, and that those around it are lost."""
        self._bytes += MOST_BYTES + 1
        self.status, self.idle = "too_much", True

    @property
    def is_kept(self) -> bool:
        """Tells whether what it shows is within the limits."""
        return self._bytes <= MOST_BYTES and self._count <= MOST_MESSAGES

    @property
    def is_endless(self) -> bool:
        """Tells whether it has shown far more since it was interrupted.

        What a fast loop had printed by then is on its way, and can be 100 MiB at once.
        """
        if self._interrupted is None:
            return False
        size, count = self._interrupted
        return self._bytes - size > 16 * MOST_BYTES or self._count - count > 2 * MOST_MESSAGES

    def interrupt(self) -> None:
        """Takes down that it is interrupted now, or ended."""
        self.signalled = True
        if self._interrupted is None:
            self._interrupted = self._bytes, self._count

    def reply(self) -> dict[str, Any]:
        """Returns everything for the grader."""
        facts = {"status": self.status, "count": self._number, **self._error}
        return {"outputs": self._outputs, **facts}

    def take(self, size: int, message: Any, *, is_reply: bool) -> None:
        """Adds a message; one that is malformed counts, and is nothing else."""
        self._bytes += size
        self._count += 1
        try:
            if message["parent_header"].get("msg_id") != self._request:
                return
            content, kind = message["content"], message["msg_type"]
            if is_reply:
                self._reply(kind, content)
            elif kind == "status":
                self.idle = self.idle or content["execution_state"] == "idle"
            elif self.is_kept:
                self._output(kind, content)
        except (KeyError, TypeError, AttributeError, ValueError, RecursionError):
            return

    def _reply(self, kind: str, content: dict[str, Any]) -> None:
        if kind != "execute_reply":
            return
        self.replied = True
        if content["status"] == "error" and self.status == "ok":
            self.status = "error"
            self._error = {name: str(content[name])[:2000] for name in ("ename", "evalue")}

    def _output(self, kind: str, content: dict[str, Any]) -> None:
        if kind == "execute_input":
            self._number = int(content["execution_count"])
        elif kind == "clear_output":
            self._clear = bool(content.get("wait"))
            if not self._clear:
                self._outputs.clear()
        elif kind == "update_display_data":
            for shown in self._displays.get(content["transient"]["display_id"], []):
                shown["data"] = dict(content["data"])
        elif kind in ("stream", "display_data", "execute_result", "error"):
            if self._clear:
                self._outputs.clear()
                self._clear = False
            self._add(kind, content)

    def _add(self, kind: str, content: dict[str, Any]) -> None:
        if kind == "stream":
            name, text = str(content["name"]), str(content["text"])
            last: dict[str, Any] = self._outputs[-1] if self._outputs else {}
            if last.get("output_type") == "stream" and last["name"] == name:
                last["text"] += text
            else:
                self._outputs.append({"output_type": "stream", "name": name, "text": text})
            return
        if kind == "error":
            facts = {name: content[name] for name in ("ename", "evalue", "traceback")}
            self._outputs.append({"output_type": "error", **facts})
            return
        shown: dict[str, Any] = {"output_type": kind, "data": dict(content["data"])}
        if kind == "execute_result":
            shown["execution_count"] = int(content["execution_count"])
        self._outputs.append(shown)
        display = (content.get("transient") or {}).get("display_id")
        if isinstance(display, str):
            self._displays.setdefault(display, []).append(shown)
