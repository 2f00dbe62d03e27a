"""Grades what is in a folder and writes the results: results.jsonl, grades.csv and the pages."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from queue import SimpleQueue

from ...checks.seeds import variant_of
from ...course.assignment import Assignment
from ...errors import UsageError
from ...execution.parsing import ConfinedParsers
from ...execution.sandbox import Isolation
from ...results.text import say
from ...submissions.file_names import shown
from ...submissions.lms import ClassFound, Person, gather, read_roster
from ...submissions.lms.groups import read_groups
from ...submissions.lms.people import Corrections
from ..messages import describe_note
from . import Job, Results, ResultsLog, Task, TaskOutcome, Workers, WorkerState, grade_task
from .job import is_of_job, job_key
from .pages import PageFolder, write_people, write_reports
from .people_table import write_people_table
from .private import FOLDER_MODE
from .results_log import explain_disk
from .task import failed_result, finish

# Tasks handed out at once: enough that no worker ever waits, however large the class.
WINDOW = 64

Submit = Callable[[Task], "Future[TaskOutcome]"]


def find_class(
    path: Path,
    assignment: Assignment,
    roster: Sequence[Path] = (),
    isolation: Isolation = "full",
    platform: str | None = None,
    corrections: Corrections | None = None,
    groups: Path | None = None,
) -> ClassFound:
    """Returns the submissions at a path, in whatever form a platform gave them.

    Args:
        roster: tables of the class, as `read_roster` reads them.
        groups: a table of groups; it is the roster where there is none.
        isolation: of what parses archives and the like.
        platform: whose names the submissions have; recognised by itself where it is None.
        corrections: what somebody says of entries, as `read_corrections` reads it.

    Raises:
        UsageError: there is nothing there that could be graded, or the roster is no roster.
    """
    people = read_roster(roster) if roster else None
    teams = None
    if groups is not None:
        teams, people = read_groups(groups, people)
    with ConfinedParsers(isolation=isolation) as parsers:
        return gather(
            path,
            assignment,
            people,
            parsers=parsers,
            platform=platform,
            corrections=corrections,
            groups=teams,
        )


def grade_class(
    job: Job,
    assignment: Assignment,
    found: ClassFound,
    out: Path,
    jobs: int,
    *,
    progress: bool,
    force: bool = False,
    prune: bool = False,
    scheduler: str | None = None,
    corrections: Corrections | None = None,
) -> Results:
    """Grades all submissions and writes everything to `out`; returns the results by student.

    What `out` holds already of an earlier run, even one that was killed, is not graded again as long
    as the submission, the assignment, the grader and the secret are the same. Results of people who are
    not in this run stay.

    Args:
        jobs: how many processes work side by side.
        progress: show a bar on stderr.
        force: grade everything in this run anew.
        prune: drop the results of people who are not in this run.
        scheduler: address of a Dask cluster that grades instead of this machine.
        corrections: those that the class was found with; they are kept.

    Raises:
        UsageError: the sandbox cannot run here, the disk is full, another run writes to `out`, or it
            holds results of another assignment.
    """
    with explain_disk(out):
        out.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    with only_run(out):
        log = ResultsLog(out / "results.jsonl")
        try:
            _refuse_others(log, assignment.name, out)
            run = _Run(job, assignment, found, out, log, force=force, prune=prune)
            with run.submitter(jobs, scheduler) as submit:
                done = run.grade(submit)
                for _ in _with_bar(done, len(found.sources)) if progress else done:
                    pass
            results = run.finish()
            with explain_disk(out):
                language = job.language or assignment.config.language
                write_people_table(found, corrections or {}, out, language)
        finally:
            log.close()
    language = assignment.config.language
    for sentence in (
        *remarks(found, language),
        *unknown_times(found, assignment, language),
        *run.kept(language),
        closing(found, results, language),
    ):
        print(f"softmark: {sentence}", file=sys.stderr)
    return results


def _refuse_others(log: ResultsLog, assignment: str, out: Path) -> None:
    others = log.assignments - {assignment}
    if others:
        raise UsageError(
            f"{out} holds results of {', '.join(sorted(others))}: choose another folder for {assignment}."
        )


def remarks(found: ClassFound, language: str) -> Iterator[str]:
    """Says what was left out of a class, and who is missing; nothing is dropped in silence."""
    lost = {shown(row.entry) for row in found.lost}
    for note in (*found.unrecognised, *found.clashes):
        if note.path not in lost:
            yield describe_note(note, language)
    for student, other in found.superseded:
        yield say("class.superseded", language, student=student, other=other)
    for group, members in found.divided.items():
        yield say("class.divided", language, group=group, names=", ".join(members))
    not_on_roster = set(found.not_on_roster)
    for student, row in {row.student: row for row in found.rows if row.outcome != "older"}.items():
        if row.outcome == "nothing":
            yield say("class.nothing", language, student=student, entry=row.entry)
        elif row.rivals:
            rivals = ", ".join(row.rivals)
            yield say(f"class.{row.why}", language, student=student, rivals=rivals)
        elif student in not_on_roster:
            yield say("class.stranger", language, student=student)
    for row in found.lost:
        yield say("class.lost", language, entry=row.entry)
    if lost:
        yield say("class.lost.advice", language)
    if found.missing:
        names = ", ".join(found.missing)
        yield say("class.missing", language, count=len(found.missing), names=names)


def unknown_times(found: ClassFound, assignment: Assignment, language: str) -> Iterator[str]:
    """Says for how many nobody knows when they handed in, where lateness costs something."""
    policy = assignment.config.late
    if policy is None or not policy.percent_per_day or not policy.most_percent:
        return
    unknown = sum(not person.submitted for person in found.people.values())
    if unknown:
        yield say("class.no-time", language, count=unknown)


def closing(found: ClassFound, results: Results, language: str) -> str:
    """Says what became of all entries, in one sentence."""
    students = {source.student for source in found.sources}
    graded = {line.student for line in results if line.status == "graded"} & students
    empty = {row.student for row in found.rows if row.outcome == "nothing"}
    lost = len(found.lost)
    return say(
        "class.entries.empty" if empty else "class.entries",
        language,
        entries=len(students) + len(empty) + lost,
        graded=len(graded),
        refused=len(students - graded),
        empty=len(empty),
        lost=lost,
    )


class _Run:
    """One run over a class: what is handed out, and what comes back."""

    def __init__(
        self,
        job: Job,
        assignment: Assignment,
        found: ClassFound,
        out: Path,
        log: ResultsLog,
        *,
        force: bool,
        prune: bool,
    ) -> None:
        self._job = job
        self._assignment = assignment
        self._sources = found.sources
        self._found = found
        self._out = out
        self._log = log
        self._force = force
        self._day = datetime.now(UTC).date().isoformat()
        students = {source.student for source in found.sources}
        self._earlier = [s for s in log.lines if s not in students and not prune]
        self._pages = PageFolder(out / "feedback", (*students, *self._earlier))

    @contextmanager
    def submitter(self, jobs: int, scheduler: str | None) -> Iterator[Submit]:
        """Gives a function that has a task done somewhere, and ends whatever did it."""
        if scheduler is not None:
            from .dask_cluster import cluster

            with cluster(scheduler, self._job, self._assignment) as submit:
                yield submit
        elif len(self._sources) == 1:
            state = WorkerState(self._job, lambda: None)
            try:
                yield lambda task: _at_once(state, task)
            finally:
                state.close()
        else:
            count = min(jobs, len(self._sources))
            with Workers(count, WorkerState, (self._job,)) as workers:
                yield lambda task: workers.submit(
                    grade_task, task, lane=self._variant(task), alone=bool(task.again)
                )

    def _variant(self, task: Task) -> int:
        """Returns a guess at the inputs that a task needs, for tasks alike to meet in one process."""
        if task.earlier is not None:
            return task.earlier.variant
        return variant_of(self._job.secret, self._assignment.name, task.student)

    def grade(self, submit: Submit) -> Iterator[str]:
        """Yields each student whose result is on the disk, as they come."""
        finished: SimpleQueue[Future[TaskOutcome]] = SimpleQueue()
        tasks: dict[Future[TaskOutcome], Task] = {}
        waiting = iter(self._tasks())
        unsynced: list[str] = []

        def hand_out(chosen: Iterable[Task]) -> None:
            for task in chosen:
                future = submit(task)
                tasks[future] = task
                future.add_done_callback(finished.put)

        hand_out(islice(waiting, WINDOW))
        while tasks:
            future = finished.get()
            task = tasks.pop(future)
            graded = self._outcome(future, task)
            if graded.again:
                hand_out([replace(task, again=graded.again)])
                continue
            self._keep(graded)
            unsynced.append(task.student)
            hand_out(islice(waiting, 1))
            if finished.empty() or self._log.sync_due():
                self._log.sync()
                yield from unsynced
                unsynced.clear()

    def finish(self) -> Results:
        """Writes what is about the whole class."""
        students = sorted([*(source.student for source in self._sources), *self._earlier])
        self._pages.remove_strangers(self._log.lines)
        self._log.rewrite(students)
        results = Results(self._log.path, list(self._log.lines.values()))
        with explain_disk(self._out):
            for student in self._earlier:
                if not self._pages.has(student):
                    self._pages.render(self._log.line(student), self._assignment)
            write_reports(results, self._assignment, self._out, self._stale)
            write_people(self._found, self._out, self._earlier, self._stale)
        return results

    @property
    def _stale(self) -> list[str]:
        of_job = job_key(self._job)
        return [s for s in self._earlier if not is_of_job(self._log.lines[s].key, of_job)]

    def kept(self, language: str) -> Iterator[str]:
        """Says whose results are there of earlier runs."""
        if self._earlier:
            yield say("class.kept", language, count=len(self._earlier))
        if stale := self._stale:
            yield say("class.stale", language, count=len(stale), names=", ".join(stale))

    def _tasks(self) -> Iterator[Task]:
        # A later run may use another secret or grader: the key of each line says which it was.
        for source in self._sources:
            line = self._log.lines.get(source.student)
            holds = line is not None and line.status != "fault" and not self._force
            person = self._found.people.get(source.student, Person())
            known = line.key if line is not None and holds else ""
            yield Task(
                source.student,
                source,
                known,
                person.submitted,
                person.late,
                day=self._day,
                earlier=line.draw if line is not None else None,
            )

    def _outcome(self, future: Future[TaskOutcome], task: Task) -> TaskOutcome:
        try:
            return future.result()
        except UsageError:
            raise
        except Exception as error:  # its worker died twice, or the grader has a defect
            reason = f"{type(error).__name__}: {error}"
            return finish(
                failed_result(self._job, self._assignment, task, reason), self._assignment
            )

    def _keep(self, graded: TaskOutcome) -> None:
        """Writes a result to the disk: the page first, as the line says that all of it is there."""
        with explain_disk(self._out):
            if graded.line:
                self._pages.write(graded.student, graded.page)
            elif not self._pages.has(graded.student):
                self._pages.render(self._log.line(graded.student), self._assignment)
        if graded.line:
            self._log.append(graded.student, graded.key, graded.status, graded.line)


def _at_once(state: WorkerState, task: Task) -> Future[TaskOutcome]:
    """Does a task in this process: starting another one takes longer than a single submission."""
    future: Future[TaskOutcome] = Future()
    try:
        future.set_result(grade_task(state, task))
    except Exception as error:
        future.set_exception(error)
    return future


@contextmanager
def only_run(out: Path) -> Iterator[None]:
    """Keeps a second run away from the same folder.

    Raises:
        UsageError: there is one.
    """
    try:
        import fcntl
    except ImportError:  # Windows, where nothing is graded in a sandbox
        yield
        return
    descriptor = os.open(out, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise UsageError(
            f"Another run is writing to {out}: wait for its end, or choose another folder."
        ) from None
    else:
        yield
    finally:
        os.close(descriptor)


def _with_bar(students: Iterator[str], total: int) -> Iterable[str]:
    from rich.console import Console
    from rich.progress import track

    return track(students, "Grading", total=total, console=Console(stderr=True))
