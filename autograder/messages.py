"""What students read, in English and Chinese: the only place with sentences about their work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from .judge import RUNGS, Finding
from .student import Failure

if TYPE_CHECKING:
    from .intake import Note, Refused

Language = Literal["en", "zh"]

CATALOGUE: dict[str, tuple[str, str]] = {
    "present": ("{output} is missing: it is None", "缺少 {output}：它的值是 None"),
    "type": (
        "{output} is a {type}, not a number or a numpy array",
        "{output} 的类型是 {type}，应当是数字或 numpy 数组",
    ),
    "shape": (
        "{output}: shape {shape}, expected {expected_shape}",
        "{output}：形状是 {shape}，应当是 {expected_shape}",
    ),
    "dtype": (
        "{output}: dtype {dtype}, expected real numbers",
        "{output}：dtype 是 {dtype}，应当是实数",
    ),
    "finite": (
        "{output}: shape {shape} ok · {nan} NaN and {inf} infinite of {total} values",
        "{output}：形状 {shape} 正确 · {total} 个值中有 {nan} 个 NaN、{inf} 个无穷大",
    ),
    "values": (
        "{output}: shape {shape} ok · dtype {dtype} ok · {differ} of {total} values differ",
        "{output}：形状 {shape} 正确 · dtype {dtype} 正确 · {total} 个值中有 {differ} 个不同",
    ),
    "values.plain": ("{output} is not what is expected", "{output} 与预期不符"),
    "values.number": (
        "{output}: yours {yours}, expected {expected}",
        "{output}：你的结果 {yours}，应当是 {expected}",
    ),
    "present.hidden": ("{output} is missing", "缺少 {output}"),
    "type.hidden": (
        "{output} is not a number or a numpy array",
        "{output} 应当是数字或 numpy 数组",
    ),
    "shape.hidden": ("{output} has the wrong shape", "{output} 的形状不对"),
    "dtype.hidden": ("{output} does not hold real numbers", "{output} 应当是实数"),
    "finite.hidden": ("{output} holds NaN or infinity", "{output} 中有 NaN 或无穷大"),
    "values.hidden": ("{output} has wrong values", "{output} 的值不对"),
    "worst": (
        "worst at {at}: yours {yours}, expected {expected}",
        "差别最大处 {at}：你的结果 {yours}，应当是 {expected}",
    ),
    "first": ("first at {at}", "最先出现在 {at}"),
    "more.one": ("1 more output is wrong", "另有 1 个输出不对"),
    "more": ("{count} more outputs are wrong", "另有 {count} 个输出不对"),
    "at": ("{file}, line {line}, in {function}", "{file} 第 {line} 行，{function}"),
    "todo": ("not done yet: the TODO in {where}", "尚未完成：{where} 处的 TODO"),
    "missing": ("{on} has no {name}", "{on} 没有 {name}"),
    "missing.module": ("{on}.py has no {name}", "{on}.py 里没有 {name}"),
    "signature": (
        "{name} does not accept the arguments of the call: yours is {name}{yours}, "
        "expected {name}{expected}",
        "{name} 不接受这样的调用参数：你的是 {name}{yours}，应当是 {name}{expected}",
    ),
    "signature.plain": (
        "{name} does not accept the arguments of the call {text}",
        "{name} 不接受这样的调用参数 {text}",
    ),
    "raised": ("{type}: {text} ({where})", "{type}：{text}（{where}）"),
    "raised.hidden": ("your code raised {type} ({where})", "你的代码抛出了 {type}（{where}）"),
    "value": (
        "what your code returned cannot be used: {type} {text}",
        "你的代码返回的结果无法使用：{type} {text}",
    ),
    "timeout": (
        "not finished within {seconds:g} s: is there a loop that does not end?",
        "{seconds:g} 秒内没有结束：是否有不会结束的循环？",
    ),
    "budget": (
        "not run: the submission had used up its {seconds:g} s",
        "没有运行：这份提交的总时间 {seconds:g} 秒已经用完",
    ),
    "died": (
        "your code ended or crashed its process ({text})",
        "你的代码结束了自己的进程或使它崩溃（{text}）",
    ),
    "died.hidden": (
        "your code ended or crashed its process",
        "你的代码结束了自己的进程或使它崩溃",
    ),
    "load.missing": ("{file} is missing", "缺少文件 {file}"),
    "load.syntax": (
        "{file} cannot be read by Python: line {line}: {text}\n    {source}",
        "Python 无法读取 {file}：第 {line} 行：{text}\n    {source}",
    ),
    "load.module": (
        "{file} imports {module}, which was not handed in and is not available",
        "{file} 导入了 {module}，但它没有提交，也没有安装",
    ),
    "load.raised": (
        "{file} fails while it is imported: {type} {text} {where}",
        "{file} 在导入时出错：{type} {text} {where}",
    ),
    "rule.import": (
        "{name} is imported: this assignment is to be done with numpy alone",
        "导入了 {name}：本次作业只能使用 numpy",
    ),
    "rule.unchecked": (
        "the source could not be inspected, so that the rules on it were not checked",
        "无法检查源代码，因此没有核对相关规则",
    ),
    "rule.loop": (
        "{name} loops over the samples: work on the whole batch at once",
        "{name} 对样本做了循环：请对整个批次一起计算",
    ),
    "rule.required": ("{name} was not handed in", "没有提交 {name}"),
    "rule.unwanted": ("{name} should not be handed in", "不应提交 {name}"),
    "hint.stand_in": (
        "{name} may not be used here: write this step with numpy.",
        "这里不能使用 {name}：请用 numpy 完成这一步。",
    ),
    "hint.module": (
        "Hand in {name}.py as well, or move what you need from it into this file.",
        "请同时提交 {name}.py，或把需要的代码移到本文件中。",
    ),
    "hint.python2.module": (
        "{name} is a module of Python 2; it has another name in Python 3.",
        "{name} 是 Python 2 的模块，在 Python 3 中名称不同。",
    ),
    "hint.python2.xrange": (
        "xrange is Python 2: write range.",
        "xrange 是 Python 2 的写法：请改用 range。",
    ),
    "hint.python2.raw_input": (
        "raw_input is Python 2: write input.",
        "raw_input 是 Python 2 的写法：请改用 input。",
    ),
    "hint.python2.print": (
        "print without brackets is Python 2: write print(...).",
        "不带括号的 print 是 Python 2 的写法：请写成 print(...)。",
    ),
    "hint.python2.except": (
        "`except E, e:` is Python 2: write `except E as e:`.",
        "`except E, e:` 是 Python 2 的写法：请写成 `except E as e:`。",
    ),
    "hint.tabs": (
        "Tabs and spaces are mixed: let your editor convert all indentation to spaces.",
        "制表符与空格混用：请让编辑器把所有缩进转换成空格。",
    ),
    "hint.indentation": (
        "The indentation of this line does not fit the lines above it.",
        "这一行的缩进与上面的行不一致。",
    ),
    "slow": (
        "right, but {ratio:.0f} times as slow as the reference; up to {limit:g} times is allowed",
        "结果正确，但比参考答案慢 {ratio:.0f} 倍；最多允许 {limit:g} 倍",
    ),
    "hint.slow": (
        "Look for Python loops and for work that is done twice.",
        "请检查是否有 Python 循环或重复计算。",
    ),
    "fault": (
        "the grader failed here; this is not your fault, and your instructor has been told",
        "评分程序在这里出错；这不是你的问题，教师已得到通知",
    ),
    "own.agrees": (
        "Your gradient agrees with your own loss: it is the loss that is off.",
        "你的梯度与你自己的损失一致：问题出在损失上。",
    ),
    "own.differs": (
        "Your gradient does not match your own loss either (by numeric differences).",
        "你的梯度与你自己的损失（数值差分）也不一致。",
    ),
    "note.data-set": (
        "{path} is the data set: please do not hand it in.",
        "{path} 是数据集：请不要提交。",
    ),
    "note.stray": (
        "{path} belongs to no submission and was left out.",
        "{path} 不属于任何提交，未被采用。",
    ),
    "note.same-student": (
        "{path} has the name of another submission, and was graded as {named}.",
        "{path} 与另一份提交同名，以 {named} 的名字评分。",
    ),
    "late": (
        "days late: {days} (due {due})",
        "迟交 {days} 天（截止时间 {due}）",
    ),
    "late.unknown": (
        "The platform marks this submission as late, without its time: nothing was deducted.",
        "平台标记此提交为迟交，但没有给出时间：未扣分。",
    ),
    "class.superseded": (
        "{student} handed in more than once: {other} is older and was left out.",
        "{student} 多次提交：{other} 较早，未被采用。",
    ),
    "class.stranger": (
        "{student} is not on the roster, and was graded all the same.",
        "{student} 不在名单中，但仍已评分。",
    ),
    "class.missing": (
        "{count} on the roster handed in nothing: {names}.",
        "名单中有 {count} 人没有提交：{names}。",
    ),
    "report.notebook": ("{name} is missing", "缺少 {name}"),
    "report.unread": ("{name} cannot be read", "无法读取 {name}"),
    "report.executed": (
        "{name} was not run from top to bottom before it was handed in",
        "{name} 在提交前没有从头到尾按顺序运行",
    ),
    "report.outputs": (
        "{name} has cells without outputs: {cells}",
        "{name} 中有单元格没有输出：{cells}",
    ),
    "report.errors": (
        "{name} shows an error in cell {cell}",
        "{name} 的第 {cell} 个单元格显示错误",
    ),
    "report.accuracy": (
        "{name} prints no test accuracy",
        "{name} 没有打印测试准确率",
    ),
    "report.reproduced": (
        "{name} prints test accuracy {printed}; our own run gives {ours} (tolerance {tolerance:g})",
        "{name} 打印的测试准确率是 {printed}，我们运行的结果是 {ours}（容差 {tolerance:g}）",
    ),
    "report.not_run": (
        "{name} does not run to its end here: {reason}",
        "{name} 在这里不能运行到底：{reason}",
    ),
    "report.pdf": ("there is no PDF report", "没有 PDF 报告"),
    "report.opens": ("{name} cannot be opened", "{name} 无法打开"),
    "report.states_train": ("{name} states no training accuracy", "{name} 没有写出训练准确率"),
    "report.states_test": ("{name} states no test accuracy", "{name} 没有写出测试准确率"),
    "report.momentum": ("{name} does not discuss momentum", "{name} 没有讨论动量"),
    "report.parameters": (
        "{name} discusses fewer than two hyper-parameters besides momentum",
        "{name} 除动量外讨论的超参数少于两个",
    ),
    "report.figures": ("{name} holds no figures", "{name} 中没有图"),
    "report.code": ("{name} is mostly code", "{name} 的大部分是代码"),
    "note.notebook-unused": (
        "{path} was not graded: of a student's files .py goes before a notebook, and {files} was "
        "handed in.",
        "{path} 没有评分：.py 文件优先于 notebook，而 {files} 已提交。",
    ),
    "note.notebook-partly": (
        "{files} was graded from the .py file, the rest from {path}.",
        "{files} 按 .py 文件评分，其余部分按 {path} 评分。",
    ),
    "note.notebook-first": (
        "{path} was graded, of {count} notebooks.",
        "共有 {count} 个 notebook，评分的是 {path}。",
    ),
    "note.stub-unused": (
        "{path} is as it was released, so {notebook} was graded.",
        "{path} 与发布时相同，因此评分的是 {notebook}。",
    ),
    "note.too-large": (
        "{path} was left out: it has {size} bytes, and at most {limit} are taken.",
        "{path} 未被采用：它有 {size} 字节，最多接收 {limit} 字节。",
    ),
    "note": ("{path} was left out: {code}.", "{path} 未被采用：{code}。"),
    "visible.passed": (
        "Visible checks passed; hidden checks run at grading.",
        "公开检查已通过；隐藏检查将在评分时运行。",
    ),
    "runs.later": (
        "Not one of the visible checks: it runs at grading.",
        "这不是公开检查：它在评分时运行。",
    ),
    "hidden": ("hidden check", "隐藏检查"),
    "unsafe": (
        "Graded without a sandbox.",
        "评分时没有使用沙箱。",
    ),
    "reproduce": ("Reproduce: {command}", "重现：{command}"),
}


def say(key: str, language: str, **facts: Any) -> str:
    """Returns a sentence of the catalogue."""
    english, chinese = CATALOGUE[key]
    return (chinese if language == "zh" else english).format(**facts)


def describe_findings(findings: list[Finding], language: str, *, reveal: bool) -> str:
    """Returns what was wrong, worst output first, one fact a line.

    Args:
        findings: of one check; those without a failed rung are left out.
        reveal: whether values that were returned or expected may be shown.
    """
    wrong = [finding for finding in findings if finding.rung]
    if not wrong:
        return ""
    first = min(wrong, key=lambda finding: RUNGS.index(finding.rung))
    lines = _describe_finding(first, language, reveal)
    if len(wrong) > 1:
        key = "more.one" if len(wrong) == 2 else "more"
        lines.append(say(key, language, count=len(wrong) - 1))
    return "\n".join(lines)


def _describe_finding(finding: Finding, language: str, reveal: bool) -> list[str]:
    facts: dict[str, Any] = {"output": finding.output, **finding.facts}
    if not reveal:
        return [say(f"{finding.rung}.hidden", language, **facts)]
    shown = {name: _number(value) for name, value in finding.reveal.items()}
    for name in ("shape", "expected_shape"):
        if name in facts:
            facts[name] = _shape(facts[name])
    if finding.rung == "values":
        return _describe_values(finding, {**facts, **shown}, language)
    lines = [say(finding.rung, language, **facts)]
    if shown.get("at"):
        lines.append(say("first", language, **shown))
    return lines


def _describe_values(finding: Finding, facts: dict[str, Any], language: str) -> list[str]:
    if "shape" not in facts:
        return [say("values.plain", language, **facts)]
    if not finding.facts["shape"]:
        return [say("values.number", language, **facts)]
    return [say("values", language, **facts), say("worst", language, **facts)]


def describe_failure(
    failure: Failure,
    language: str,
    *,
    reveal: bool,
    source: str = "",
    signatures: tuple[str, str] = ("", ""),
) -> str:
    """Returns what ended a probe on the student's side.

    Args:
        source: the line at which Python gave up reading a file.
        signatures: the arguments of the function that was called, as they are and as expected.
        reveal: whether the exception's text may be shown; it can hold the inputs of a check.
    """
    where = _where(failure, language)
    text = failure.text if reveal else ""
    if failure.kind == "load":
        return _describe_load(failure, language, text, source)
    if failure.kind == "missing":
        module = failure.on.isidentifier() and failure.on == failure.on.lower()
        return say(
            "missing.module" if module else "missing", language, on=failure.on, name=failure.name
        )
    if failure.kind == "raised":
        key = "raised" if text else "raised.hidden"
        return say(key, language, type=failure.type, text=text, where=where)
    if failure.kind == "signature":
        yours, expected = signatures
        key = "signature" if yours and expected and yours != expected else "signature.plain"
        facts = {"name": failure.name, "yours": yours, "expected": expected, "text": text}
        return say(key, language, **facts).rstrip()
    if failure.kind == "died" and not reveal:
        return say("died.hidden", language)
    return say(
        failure.kind,
        language,
        where=where,
        type=failure.type,
        text=text,
        name=failure.name,
        seconds=failure.seconds,
    ).rstrip(": ")


def _describe_load(failure: Failure, language: str, text: str, source: str) -> str:
    file = f"{failure.name}.py"
    if failure.type == "FileNotFoundError" and not failure.line:
        return say("load.missing", language, file=file)
    if failure.syntax is not None:
        facts: Mapping[str, Any] = failure.syntax
        return say(
            "load.syntax",
            language,
            file=facts.get("file") or file,
            line=facts.get("line", 0),
            text=facts.get("text", ""),
            source=source,
        ).rstrip()
    if failure.module:
        return say("load.module", language, file=failure.file or file, module=failure.module)
    return say(
        "load.raised",
        language,
        file=file,
        type=failure.type,
        text=text,
        where=f"({_where(failure, language)})",
    )


def _where(failure: Failure, language: str) -> str:
    if not failure.line:
        return failure.function or failure.name or failure.operation
    function = failure.function.replace("<module>", "import")
    return say("at", language, file=failure.file, line=failure.line, function=function)


def describe_note(note: Note, language: str) -> str:
    """Returns a remark on something that was left out of a submission."""
    key = f"note.{note.code}"
    facts = {"path": note.path, "code": note.code, **note.detail}
    return say(key if key in CATALOGUE else "note", language, **facts)


def describe_refusal(refusal: Refused, language: str) -> str:
    """Returns why a submission could not be taken."""
    if language == "zh" and f"refused.{refusal.code}" in CATALOGUE:
        return say(f"refused.{refusal.code}", language, **refusal.facts)
    return str(refusal)


def _shape(shape: list[int]) -> str:
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


def _number(value: Any) -> Any:
    return f"{value:.6g}" if isinstance(value, float) else value
