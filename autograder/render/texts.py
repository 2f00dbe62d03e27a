"""What the pages and the terminal say around the results, in English and Chinese."""

from __future__ import annotations

from typing import Any

# key: (English, Chinese)
TEXTS: dict[str, tuple[str, str]] = {
    # Both pages
    "lang": ("en", "zh-Hans"),
    "colon": (": ", "："),
    "list.comma": (", ", "、"),
    "skip": ("Skip to the content", "跳到正文"),
    "student": ("Student", "学生"),
    "score": ("Score", "得分"),
    "hidden": ("hidden check", "隐藏检查"),
    "status.passed": ("Passed", "通过"),
    "status.failed": ("Wrong result", "结果不对"),
    "status.error": ("Error in the code", "代码出错"),
    "status.timeout": ("Time limit reached", "超时"),
    "status.skipped": ("Could not run", "无法运行"),
    "status.fault": ("Grader's fault", "评分程序故障"),
    "result.graded": ("Graded", "已评分"),
    "result.refused": ("Refused", "未接收"),
    "result.fault": ("No result", "没有结果"),
    "isolation.reduced": (
        "Graded with reduced isolation: the sandbox could not use everything that it normally does.",
        "评分时隔离程度较低：沙箱未能使用它通常具备的全部保护。",
    ),
    "isolation.none": (
        "Graded without a sandbox: the code ran without any protection.",
        "评分时没有使用沙箱：代码在没有任何保护的情况下运行。",
    ),
    # A student's page
    "feedback.title": ("Feedback: {assignment}", "反馈：{assignment}"),
    "feedback.passed": ("{passed} of {total} checks passed", "{total} 项检查中通过 {passed} 项"),
    "feedback.full": ("All checks passed.", "所有检查均已通过。"),
    "feedback.areas": ("Points by area", "各部分得分"),
    "feedback.start": ("Start here", "先看这里"),
    "feedback.explains": (
        "Seen in {count} checks, worth {points} points",
        "见于 {count} 项检查，共 {points} 分",
    ),
    "feedback.explains.one": (
        "Seen in 1 check, worth {points} points",
        "见于 1 项检查，共 {points} 分",
    ),
    "feedback.failed": ("What failed", "未通过的检查"),
    "feedback.grouped": ("{status}: {count} checks", "{status}：{count} 项检查"),
    "feedback.passed.list": ("What passed", "已通过的检查"),
    "feedback.notes": ("What you handed in", "关于提交的文件"),
    "feedback.reproduce": ("Run it yourself", "自己运行"),
    "feedback.hidden.note": (
        "For hidden checks this page says what kind of thing is wrong, and no values.",
        "对隐藏检查，本页只说明是哪一类问题，不显示数值。",
    ),
    "feedback.inputs.note": (
        "Grading uses other inputs than the ones published with the assignment, so numbers can differ "
        "from your own run.",
        "评分使用的输入与随作业公布的不同，因此数值可能与你自己运行时不一样。",
    ),
    "feedback.violations": ("Rules of the assignment", "作业规则"),
    "violation.where": ("{file}, line {line}", "{file} 第 {line} 行"),
    "violations": ("rules broken: {count}", "违反规则：{count} 处"),
    "feedback.digest": ("Submission {digest}", "提交内容 {digest}"),
    "refused.title": ("This submission could not be graded", "这份提交无法评分"),
    "refused.advice": (
        "Nothing of it was run. Correct what is named above and hand it in again; "
        "ask your instructor if the reason is not clear.",
        "其中的代码没有运行。请按上面说明的原因改正后重新提交；如不明白原因，请询问教师。",
    ),
    "fault.title": ("There is no result yet", "还没有评分结果"),
    "fault.advice": (
        "The grader itself failed here. This is not your fault, it does not count as zero, and you "
        "need not do anything: your instructor can grade the submission again.",
        "评分程序本身在这里出错。这不是你的问题，也不计为零分，你不需要做任何事：教师可以重新评分。",
    ),
    # What to try
    "advice.mistake": ("Likely mistake", "可能的错误"),
    "advice.mistakes": ("Likely mistakes, at once", "可能同时有以下错误"),
    "advice.hint": ("What to try", "建议"),
    # The class page
    "summary.kicker": ("Class results", "全班结果"),
    "summary.title": ("Class results: {assignment}", "全班结果：{assignment}"),
    "summary.submissions": ("Submissions", "提交数"),
    "summary.mean": ("Mean score", "平均分"),
    "summary.median": ("Median", "中位数"),
    "summary.full": ("Full marks", "满分人数"),
    "summary.refused": ("Refused", "未接收"),
    "summary.fault": ("No result", "没有结果"),
    "summary.distribution": ("Score distribution", "得分分布"),
    "summary.distribution.note": (
        "Share of the full score in per cent; graded submissions only.",
        "占满分的百分比；只含已评分的提交。",
    ),
    "summary.bin": ("{low} to {high} %: {count}", "{low}% 到 {high}%：{count} 人"),
    "summary.bin.full": ("100 %: {count}", "100%：{count} 人"),
    "summary.mistakes": ("Most common mistakes", "最常见的错误"),
    "summary.mistakes.none": (
        "No known mistake was recognised.",
        "没有识别出已知的错误。",
    ),
    "summary.mistakes.count": ("Students", "学生人数"),
    "summary.mistakes.mistake": ("Mistake", "错误"),
    "summary.mistakes.seen": ("Seen in", "见于"),
    "summary.show": ("Show students", "查看学生"),
    "summary.show.label": ("Show students with: {title}", "查看有此错误的学生：{title}"),
    "summary.attention": ("Who needs attention", "需要关注的学生"),
    "summary.attention.none": ("Nobody stands out.", "没有需要特别关注的学生。"),
    "summary.attention.more": (
        "{count} more: choose “Needs attention” above the table of students.",
        "另有 {count} 人：请在学生表格上方选择“需要关注”。",
    ),
    "summary.reason": ("Reason", "原因"),
    "reason.fault": ("no result: the grader failed", "没有结果：评分程序出错"),
    "reason.refused": ("refused", "未接收"),
    "reason.check_fault": ("grader failed in checks: {count}", "评分程序出错的检查：{count} 项"),
    "reason.load": ("checks that could not run: {count}", "无法运行的检查：{count} 项"),
    "reason.timeout": ("checks over the time limit: {count}", "超时的检查：{count} 项"),
    "reason.low": ("score below {percent} %", "得分低于 {percent}%"),
    "summary.checks": ("Checks", "各项检查"),
    "summary.check": ("Check", "检查"),
    "summary.rate": ("Passed", "通过率"),
    "summary.outcomes": ("Outcomes", "结果分布"),
    "summary.median.time": ("Median time", "中位用时"),
    "summary.longest.time": ("Longest", "最长用时"),
    "summary.outcome.row": (
        "passed {passed}, wrong result {failed}, error or time limit {broken}, could not run {skipped}",
        "通过 {passed}，结果不对 {failed}，出错或超时 {broken}，无法运行 {skipped}",
    ),
    "legend.passed": ("passed", "通过"),
    "legend.failed": ("wrong result", "结果不对"),
    "legend.broken": ("error or time limit", "出错或超时"),
    "legend.skipped": ("could not run", "无法运行"),
    "summary.students": ("Students", "学生"),
    "summary.filter": ("Filter by name or mistake", "按姓名或错误筛选"),
    "summary.show.which": ("Show", "显示"),
    "summary.show.all": ("Everybody", "所有人"),
    "summary.show.attention": ("Needs attention", "需要关注"),
    "summary.show.full": ("Full marks", "满分"),
    "summary.show.mistake": ("Mistake", "错误"),
    "summary.any": ("Any", "不限"),
    "summary.reset": ("Clear", "清除"),
    "summary.shown": ("{shown} of {total} students shown", "显示 {shown} / {total} 名学生"),
    "summary.status": ("Status", "状态"),
    "summary.passed": ("Checks passed", "通过的检查"),
    "summary.remarks": ("Remarks", "说明"),
    "summary.time": ("Time", "用时"),
    "summary.caption": (
        "Choose a column's name to sort by it.",
        "点击列名即可排序。",
    ),
    "summary.empty": ("There are no submissions.", "没有任何提交。"),
    "seconds": ("{seconds} s", "{seconds} 秒"),
    "milliseconds": ("{milliseconds} ms", "{milliseconds} 毫秒"),
    # The terminal
    "run.same": ("same reason as {check}", "原因与 {check} 相同"),
    "run.points": (
        "{points} of {max_points} visible points",
        "公开检查得分 {points} / {max_points}",
    ),
    "run.failed": (
        "{failed} of {total} visible checks did not pass; hidden checks run at grading.",
        "{total} 项公开检查中有 {failed} 项未通过；隐藏检查将在评分时运行。",
    ),
    "run.partial": (
        "The checks that were run passed; the others were not run.",
        "所运行的检查已通过；其余检查没有运行。",
    ),
    "run.partial.failed": (
        "{failed} of {total} checks that were run did not pass; the others were not run.",
        "所运行的 {total} 项检查中有 {failed} 项未通过；其余检查没有运行。",
    ),
    "class.remark": ("Remarks", "说明"),
    "class.checks": ("Checks", "检查"),
    "class.line": (
        "{graded} graded, {refused} refused, {fault} without result; mean score {mean} of {max_score}",
        "已评分 {graded}，未接收 {refused}，没有结果 {fault}；平均分 {mean} / {max_score}",
    ),
}


def text(key: str, language: str, **facts: Any) -> str:
    """Returns a text of the catalogue."""
    english, chinese = TEXTS[key]
    return (chinese if language == "zh" else english).format(**facts)
