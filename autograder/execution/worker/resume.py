"""What counts of a file whose top-level lines do not all run.

Everything before the line that fails counts, as in a notebook in which one cell fails. Of what comes
after it, the definitions count, with the imports and assignments that they use; a script's other lines do
not run, and nothing at all after a line that ends the program. What the failed line should have defined is missing, and whoever uses it is told of that line.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import CodeType, ModuleType

from .notebook_modules import DEFINITIONS, Statement, needed, parse_cell

# In a module's namespace: why names of it are missing, by name; "" is for the first line that failed.
REASONS = "__reasons__"


def reasons_in(namespace: Mapping[str, object]) -> dict[str, BaseException]:
    """Returns why names of a module are missing; the submission may have put anything in their place."""
    reasons = namespace.get(REASONS)
    if type(reasons) is not dict:
        return {}
    return {
        name: reason
        for name, reason in reasons.items()
        if type(name) is str and isinstance(reason, BaseException)
    }


def run_file(source: bytes, path: str, code: CodeType, module: ModuleType) -> None:
    """Executes a file in its module.

    Args:
        code: the compiled source.

    Raises:
        BaseException: what a line raised, where the module then defines no function and no class.
    """
    try:
        exec(code, module.__dict__)
    except (Exception, SystemExit, GeneratorExit) as error:
        statements = parse_cell(source, path)
        failed = _failed(statements, error, code)
        if failed is None:
            raise
        reasons: dict[str, BaseException] = {"": error}
        _explain(reasons, statements[failed], error, module)
        for statement in _still_wanted(statements, failed, error):
            try:
                exec(statement.code, module.__dict__)
            except (Exception, SystemExit, GeneratorExit) as another:
                _explain(reasons, statement, another, module)
        for statement in statements[failed + 1 :]:
            _explain(reasons, statement, error, module)
        if not _defines_something(statements, module):
            raise
        module.__dict__[REASONS] = reasons

        tracebacks = {name: reason.__traceback__ for name, reason in reasons.items()}

        def missing(name: str) -> object:
            if name.startswith("__"):
                raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")
            # What no line defines may be what the first one that failed would have: `from x import *`.
            known = name if name in reasons else ""
            # As it was: it would grow each time.
            raise reasons[known].with_traceback(tracebacks[known])

        module.__dict__["__getattr__"] = missing


def _failed(statements: list[Statement], error: BaseException, code: CodeType) -> int | None:
    """Returns which statement raised an error, by the line at which the file was."""
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_frame.f_code is not code:
        traceback = traceback.tb_next
    if traceback is None:
        return None
    for number, statement in enumerate(statements):
        if traceback.tb_lineno <= (statement.node.end_lineno or 0):
            return number
    return None


def _still_wanted(
    statements: list[Statement], failed: int, error: BaseException
) -> list[Statement]:
    if isinstance(error, SystemExit):
        return []
    before, after = statements[:failed], statements[failed + 1 :]
    wanted = {
        name
        for statement in after
        if isinstance(statement.node, DEFINITIONS)
        for name in statement.binds
    }
    for statement in before:
        if isinstance(statement.node, DEFINITIONS):
            wanted |= statement.uses
    return needed(after, sorted(wanted))


def _explain(
    reasons: dict[str, BaseException],
    statement: Statement,
    error: BaseException,
    module: ModuleType,
) -> None:
    for name in statement.binds | statement.changes:
        if name not in module.__dict__:
            reasons.setdefault(name, error)


def _defines_something(statements: list[Statement], module: ModuleType) -> bool:
    return any(
        isinstance(statement.node, DEFINITIONS)
        and any(name in module.__dict__ for name in statement.binds)
        for statement in statements
    )
