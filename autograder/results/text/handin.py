"""What is said of the files that were handed in, and of the class."""

from __future__ import annotations

HANDIN: dict[str, tuple[str, str]] = {
    "refused.not-found": ("{name} does not exist.", "{name} 不存在。"),
    "refused.link": (
        "{name} is a link, and links are not followed.",
        "{name} 是链接，链接不会被读取。",
    ),
    "refused.special": (
        "{name} is neither a file nor a folder.",
        "{name} 既不是文件也不是文件夹。",
    ),
    "refused.unreadable": ("{name} cannot be read: {error}.", "无法读取 {name}：{error}。"),
    "refused.unsupported": (
        "{name} is a {format} archive; .zip, .tar, .tar.gz and .tar.xz can be read.",
        "{name} 是 {format} 压缩包；可以读取的是 .zip、.tar、.tar.gz 和 .tar.xz。",
    ),
    "refused.not-archive": (
        "{name} is not an archive that can be read.",
        "{name} 不是可以读取的压缩包。",
    ),
    "refused.damaged": ("{name} is damaged or cut short.", "{name} 已损坏或不完整。"),
    "refused.encrypted": ("{name} is encrypted.", "{name} 已加密。"),
    "refused.costly": (
        "{name} takes more than {seconds} seconds or {mib} MiB to read: save or pack it anew.",
        "读取 {name} 需要超过 {seconds} 秒或 {mib} MiB 内存：请重新保存或打包。",
    ),
    "refused.archive-too-large": (
        "{name} has {size} bytes, and at most {limit} are taken.",
        "{name} 有 {size} 字节，最多接收 {limit} 字节。",
    ),
    "refused.inflated-too-large": (
        "{name} unpacks to more than {limit} bytes.",
        "{name} 解压后超过 {limit} 字节。",
    ),
    "refused.header-too-large": (
        "{name} describes its members in more than {limit} bytes.",
        "{name} 的文件目录超过 {limit} 字节。",
    ),
    "refused.too-many": (
        "{name} holds more than {limit} files and folders.",
        "{name} 中的文件和文件夹超过 {limit} 个。",
    ),
    "refused.unsafe-name": (
        "{name} holds a member whose name leads outside of it: {path}.",
        "{name} 中有文件的名称指向压缩包之外：{path}。",
    ),
    "refused.notebook-damaged": (
        "{name} is no notebook that can be read.",
        "{name} 不是可以读取的 notebook。",
    ),
    "refused.notebook-deep": (
        "{name} is nested far deeper than any notebook.",
        "{name} 的嵌套远比任何 notebook 都深。",
    ),
    "refused.several-notebooks": (
        "{files} could all be {wanted}: hand in one.",
        "{files} 都可能是 {wanted}：请只提交一个。",
    ),
    "refused.notebook-many": (
        "{name} has more than {limit} cells.",
        "{name} 中的单元格超过 {limit} 个。",
    ),
    "refused.notebook-old": (
        "{name} is in notebook format {format}: open it in Jupyter and save it again.",
        "{name} 的 notebook 格式版本是 {format}：请用 Jupyter 打开并重新保存。",
    ),
    "refused.nothing-gradable": (
        "{name} holds no .py or .ipynb file that can be graded.",
        "{name} 中没有可以评分的 .py 或 .ipynb 文件。",
    ),
    "note.link": (
        "{path} is a link, and links are not followed: hand in the file itself.",
        "{path} 是链接，链接不会被读取：请提交文件本身。",
    ),
    "note.special": (
        "{path} was left out: it is no ordinary file.",
        "{path} 不是普通文件，未被采用。",
    ),
    "note.unreadable": (
        "{path} was left out, as it cannot be read: {error}.",
        "{path} 无法读取，未被采用：{error}。",
    ),
    "note.bad-name": (
        "{path} was left out: its name means another folder, or cannot be shown.",
        "{path} 未被采用：它的名称指向别的文件夹，或含有无法显示的字符。",
    ),
    "note.long-path": (
        "{path} was left out: its path is longer or deeper than the {limit} allowed.",
        "{path} 未被采用：它的路径太长或太深（上限 {limit}）。",
    ),
    "note.damaged": (
        "{path} was left out: it is damaged in the archive. Pack it again.",
        "{path} 在压缩包中已损坏，未被采用：请重新打包。",
    ),
    "note.unsupported": (
        "{path} was left out: the archive compresses it in an unusual way (method {method}).",
        "{path} 未被采用：压缩包使用了不常见的压缩方式（{method}）。",
    ),
    "note.too-large": (
        "{path} was left out: it has {size} bytes, and at most {limit} are taken.",
        "{path} 未被采用：它有 {size} 字节，最多接收 {limit} 字节。",
    ),
    "note.total-too-large": (
        "{path} was left out: with its {size} bytes, all files together would have more than {limit}.",
        "{path} 未被采用：加上它的 {size} 字节，所有文件合计将超过 {limit} 字节。",
    ),
    "note.duplicate": (
        "{path} is in the archive {copies} times: the last one counts.",
        "{path} 在压缩包中出现了 {copies} 次：以最后一个为准。",
    ),
    "note.outside-root": (
        "{path} was left out: the submission was read from the folder {root}.",
        "{path} 未被采用：这份提交是从文件夹 {root} 读取的。",
    ),
    "note.data-set": (
        "{path} is the data set: please do not hand it in.",
        "{path} 是数据集：请不要提交。",
    ),
    "note.pycache": (
        "{path} holds compiled Python files, which are not needed ({files}).",
        "{path} 中是编译后的 Python 文件，不需要提交（{files} 个）。",
    ),
    "note.nested-archive": (
        "{path} was left out: inside a hand-in, .zip and .tar are opened where the files are not found "
        "beside them, and no archive inside another one.",
        "{path} 未被采用：提交内容里只有在旁边找不到文件时才会打开 .zip 和 .tar，压缩包里的压缩包不会打开。",
    ),
    "note.archive-refused": (
        "{path} was left out: it cannot be opened as an archive ({reason}). Pack it again.",
        "{path} 无法作为压缩包打开（{reason}），未被采用：请重新打包。",
    ),
    "note.near-name": (
        "{path} was graded as {wanted}: please hand it in under that name.",
        "{path} 按 {wanted} 评分：请用这个名称提交。",
    ),
    "note.defining-file": (
        "{path} was graded as {wanted}, as it alone defines the same names: please hand it in under that "
        "name.",
        "只有 {path} 定义了相同的名称，按 {wanted} 评分：请用这个名称提交。",
    ),
    "note.several-files": (
        "{files} could both be {path}: hand in one.",
        "{files} 都可能是 {path}：请只提交一个。",
    ),
    "note.several-notebooks": (
        "{path} could all be the work, and none was graded: hand in one.",
        "{path} 都可能是作业，因此都没有评分：请只提交一个。",
    ),
    "note.encoding": (
        "{path} is saved as {encoding}, and was read as that: please save it as UTF-8.",
        "{path} 的编码是 {encoding}，已按此读取：请保存为 UTF-8。",
    ),
    "note.notebook-line": (
        "{path} holds lines of a notebook, which Python does not read; they were left out: line {lines}.",
        "{path} 中有 notebook 的命令行，Python 无法读取，已略去：第 {lines} 行。",
    ),
    "note.more-notes": ("{count} more remarks were left out.", "另有 {count} 条说明从略。"),
    "note.stray": (
        "{path} belongs to no submission and was left out.",
        "{path} 不属于任何提交，未被采用。",
    ),
    "note.same-student": (
        "{path} has the name of another submission, and was graded as {named}.",
        "{path} 与另一份提交同名，以 {named} 的名字评分。",
    ),
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
    "stumbled": (
        "{file}, line {line}, fails when the file is imported ({reason}): what that line should "
        "define is missing, the rest counts.",
        "{file} 第 {line} 行在导入时出错（{reason}）：该行应当定义的内容缺失，其余部分照常计分。",
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
    "class.several": (
        "{student} could be {rivals} of the roster, or there are two of that name: it is graded under "
        "its own name.",
        "{student} 可能是名单中的 {rivals}，或者有两个同名的人：以它自己的名称评分。",
    ),
    "class.contested": (
        "{student} could be {rivals} of the roster, and so could another one: each is graded under "
        "its own name.",
        "{student} 可能是名单中的 {rivals}，但另一份提交也可能是：各自以自己的名称评分。",
    ),
    "class.contradiction": (
        "{student} has the number of one person and the name of another ({rivals}): it is graded under "
        "its own name.",
        "{student} 的号码和姓名属于不同的人（{rivals}）：以它自己的名称评分。",
    ),
    "class.nothing": (
        "{student} handed in nothing that can be graded: {entry} holds no file.",
        "{student} 没有提交可以评分的内容：{entry} 中没有文件。",
    ),
    "class.lost": (
        "{entry} could be graded, but its name does not tell whose it is.",
        "{entry} 可以评分，但从名称无法知道是谁的。",
    ),
    "class.lost.advice": (
        "Write the student into people.csv and grade again, or say with --as which platform it comes from.",
        "请在 people.csv 中写上学生后重新评分，或用 --as 说明来自哪个平台。",
    ),
    "class.entries": (
        "{entries} entries: {graded} graded, {refused} refused, {lost} not understood.",
        "共 {entries} 项：已评分 {graded}，被拒绝 {refused}，无法识别 {lost}。",
    ),
    "class.entries.empty": (
        "{entries} entries: {graded} graded, {refused} refused, {empty} without a file, {lost} not "
        "understood.",
        "共 {entries} 项：已评分 {graded}，被拒绝 {refused}，没有文件 {empty}，无法识别 {lost}。",
    ),
    "class.no-time": (
        "It is not known when {count} were handed in, so that lateness costs them nothing: write the times "
        "into people.csv and grade again.",
        "有 {count} 份提交的时间未知，因此没有扣迟交分：请在 people.csv 中填写时间后重新评分。",
    ),
    "class.earlier": ("from an earlier run, other checks", "来自较早的一次评分，检查项不同"),
    "class.kept": (
        "{count} results of people who are not in this run were kept; --prune drops them.",
        "保留了不在本次评分中的 {count} 人的结果；--prune 会删除它们。",
    ),
    "class.stale": (
        "{count} of them are from an earlier run with other checks: {names}.",
        "其中 {count} 人的结果来自较早的一次评分，检查项不同：{names}。",
    ),
    "class.missing": (
        "{count} on the roster handed in nothing: {names}.",
        "名单中有 {count} 人没有提交：{names}。",
    ),
    "listing.folder": ("by its own name", "按它自己的名称"),
    "listing.student": (
        "found on the roster by the student's name there",
        "按名单中的 student 找到",
    ),
    "listing.id": ("found on the roster by the student number", "按学号在名单中找到"),
    "listing.login": ("found on the roster by the login", "按登录名在名单中找到"),
    "listing.github": (
        "found on the roster by the login on GitHub",
        "按 GitHub 登录名在名单中找到",
    ),
    "listing.email": ("found on the roster by the e-mail address", "按邮箱在名单中找到"),
    "listing.moodle": (
        "found on the roster by Moodle's participant number",
        "按 Moodle 参与者编号在名单中找到",
    ),
    "listing.canvas": (
        "found on the roster by Canvas's user number",
        "按 Canvas 用户编号在名单中找到",
    ),
    "listing.brightspace": (
        "found on the roster by Brightspace's user number",
        "按 Brightspace 用户编号在名单中找到",
    ),
    "listing.name": ("found on the roster by the name", "按姓名在名单中找到"),
    "listing.token": (
        "found on the roster by what stands in its name",
        "按名称中的内容在名单中找到",
    ),
    "listing.hand": ("as people.csv says", "按 people.csv 的说明"),
    "listing.unknown": ("not on the roster", "不在名单中"),
    "listing.several": ("several of the roster fit: {rivals}", "名单中有多人符合：{rivals}"),
    "listing.contested": (
        "another entry fits {rivals} of the roster just as well",
        "另一项同样符合名单中的 {rivals}",
    ),
    "listing.contradiction": (
        "number and name are of different people of the roster: {rivals}",
        "号码和姓名属于名单中不同的人：{rivals}",
    ),
    "listing.older": ("a newer one counts", "以较新的一份为准"),
    "listing.left-out": ("left out, as people.csv says", "按 people.csv 的说明不采用"),
    "listing.beside": ("nothing that can be graded", "不是可以评分的内容"),
    "listing.lost": (
        "could be graded, but its name does not tell whose it is",
        "可以评分，但从名称无法知道是谁的",
    ),
    "listing.missing": ("on the roster, and handed in nothing", "在名单中，但没有提交"),
    "unsafe": (
        "Graded without a sandbox.",
        "评分时没有使用沙箱。",
    ),
}
