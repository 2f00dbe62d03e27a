"""Names the commands; each lives in a module of its own, imported when it is called."""

from __future__ import annotations

import importlib
import sys
from functools import partial

import click

from ..errors import UsageError, nearest
from . import ending, surroundings

# name -> what it does, in a few words; the module and its function have the command's name.
COMMANDS = {
    "check": "Run the visible checks on your files or your notebook.",
    "submit": "Pack what is to be handed in, checked first.",
    "data": "Download the data of the experiments.",
    "doctor": "Show whether everything is there that you need.",
    "grade": "Grade submissions, in the sandbox.",
    "verify": "Prove that an assignment's checks are right.",
    "release": "Generate what students get.",
    "init": "Start a course of your own.",
    "new": "Make a small working assignment.",
    "course": "Put all assignments of a class on one page.",
    "adjust": "Decide something for one student, or for the class.",
    "export": "Write results as platforms and CI take them.",
    "sentences": "List what a language does not say yet.",
    "forget": "Remove one person from all results.",
    "package": "Pack an assignment for another platform.",
    "report": "Run a notebook and write it as a page or PDF.",
    "similar": "Rank similar work of a class, to be looked at.",
    "demo": "Grade the made-up class of the examples.",
}

# What a student needs; `softmark --help` shows it first.
FOR_STUDENTS = ("check", "submit", "data", "doctor", "report")


class Commands(click.Group):
    """Imports a command's module when it is needed, so that `softmark check` starts quickly."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Returns the names of all commands, in the order of use."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Returns a command, None where there is none of that name."""
        if name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(f".{name}", __package__), name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Returns the command that was asked for.

        Raises:
            UsageError: there is none of that name; the text says which is near.
        """
        name = arguments[0]
        if not name.startswith("-") and name not in COMMANDS:
            raise UsageError(f"There is no command {name!r}. {nearest(name, COMMANDS)}")
        return super().resolve_command(context, arguments)

    def invoke(self, context: click.Context) -> object:
        """Runs the command; Ctrl-C ends it with the exit code that shells expect."""
        try:
            return super().invoke(context)
        except KeyboardInterrupt as stop:
            print("softmark: stopped.", file=sys.stderr)
            sys.exit(surroundings.stop_code(stop))

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the list of commands without importing them."""
        students = [(name, COMMANDS[name]) for name in FOR_STUDENTS]
        others = [item for item in COMMANDS.items() if item[0] not in FOR_STUDENTS]
        for title, rows in (("For students", students), ("For instructors", others)):
            with formatter.section(title):
                formatter.write_dl(rows)


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="softmark", prog_name="softmark")
def app() -> None:
    """Courses in which students build deep learning from scratch, and their autograder."""


def main() -> None:
    """Runs the command line and exits."""
    with surroundings.stoppable():
        ending.run(partial(app, prog_name="softmark"))
