"""Grades what is in a folder and writes the results: results.jsonl, grades.csv and the pages."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from queue import Empty, SimpleQueue

from ...course.adjustments import Adjustments
from ...course.assignment import Assignment
from ...errors import UsageError
from ...results.text import say
from ...submissions.lms import ClassFound, Person
from ...submissions.lms.people import Corrections
from . import Job, Results, ResultsLog, Task, TaskOutcome
from .decided import (
    BY_HAND,
    add_without_work,
    apply_decisions,
    excused_of,
    is_held,
    is_taken_back,
    without_work,
)
from .job import is_of_job, job_key
from .journal import changes_since, note_run
from .only_run import only_run, refuse_others
from .pages import PageFolder, read_people, write_people, write_reports
from .people_table import write_people_table
from .private import FOLDER_MODE
from .remarks import closing, remarks, unknown_times
from .results_log import explain_disk, set_aside
from .submitting import Submit, submitter
from .task import failed_result, finish

# Tasks handed out at once: enough that no worker ever waits, however large the class.
WINDOW = 64


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
    adjustments: Adjustments | None = None,
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
        adjustments: what people decided in this assignment.

    Raises:
        UsageError: the sandbox cannot run here, the disk is full, another run writes to `out`, or it
            holds results of another assignment.
    """
    with explain_disk(out):
        out.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    with only_run(out):
        log = ResultsLog(out / "results.jsonl")
        try:
            refuse_others(log, assignment.name, out)
            run = _Run(
                job,
                assignment,
                found,
                out,
                log,
                adjustments or Adjustments(),
                force=force,
                prune=prune,
            )
            with submitter(job, assignment, len(found.sources), jobs, scheduler) as submit:
                done = run.grade(submit)
                for _ in _with_bar(done, len(found.sources)) if progress else done:
                    pass
            results = run.finish()
            with explain_disk(out):
                language = job.language or assignment.config.language
                statuses = {student: line.status for student, line in log.lines.items()}
                write_people_table(found, corrections or {}, out, language, statuses)
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


class _Run:
    """One run over a class: what is handed out, and what comes back."""

    def __init__(
        self,
        job: Job,
        assignment: Assignment,
        found: ClassFound,
        out: Path,
        log: ResultsLog,
        adjustments: Adjustments,
        *,
        force: bool,
        prune: bool,
    ) -> None:
        self._job = job
        self._of_job = job_key(job)
        self._assignment = assignment
        self._sources = found.sources
        self._found = found
        self._out = out
        self._log = log
        self._force = force
        self._day = datetime.now(UTC).date().isoformat()
        students = {source.student for source in found.sources}
        self._before = dict(log.lines)
        self._earlier = [
            student
            for student, line in log.lines.items()
            if student not in students
            and not prune
            and not is_taken_back(line.key, student, adjustments)
        ]
        self._without_work = [
            student
            for student in without_work(adjustments, found.missing)
            if student not in self._earlier
        ]
        self._adjustments = adjustments
        self._strangers = adjustments.of_strangers((*students, *self._earlier, *found.missing))
        self._held_until = adjustments.feedback_after if is_held(adjustments) else None
        everybody = (*students, *self._earlier, *self._without_work)
        self._pages = PageFolder(out / "feedback", everybody, self._held_until)

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
            try:
                future = finished.get(timeout=self._log.seconds_to_sync if unsynced else None)
            except Empty:
                pass
            else:
                task = tasks.pop(future)
                graded = self._outcome(future, task)
                if graded.again:
                    hand_out([replace(task, again=graded.again)])
                else:
                    self._keep(task, graded)
                    unsynced.append(task.student)
                    hand_out(islice(waiting, 1))
            if unsynced and (not tasks or not self._log.seconds_to_sync):
                self._log.sync()
                yield from unsynced
                unsynced.clear()

    def finish(self) -> Results:
        """Writes what is about the whole class."""
        others = [*self._earlier, *self._without_work]
        students = sorted([*(source.student for source in self._sources), *others])
        self._pages.remove_strangers(self._log.lines)
        held_before = self._decide(students)
        self._log.rewrite(students)
        with explain_disk(self._out):
            held = self._held_until.isoformat() if self._held_until else ""
            again = students if held != held_before else others
            for student in again:
                if held != held_before or not self._pages.has(student):
                    self._pages.render(self._log.line(student), self._assignment)
            excused = excused_of(self._adjustments)
            people = write_people(self._found, self._out, others, self._stale, held, excused)
            write_reports(self._log, self._assignment, self._out, people, self._stale)
        return Results(self._log.path, self._log.lines)

    def _decide(self, students: Iterable[str]) -> str:
        """Brings in what was decided, and notes what changed; returns until when pages were held back before."""
        language = self._job.language or self._assignment.config.language
        before = read_people(self._out)
        with explain_disk(self._out):
            add_without_work(
                self._log, self._without_work, self._assignment, language, self._of_job
            )
            apply_decisions(
                self._log,
                self._pages,
                self._assignment,
                self._adjustments,
                {**before.people, **self._found.people},
                students,
            )
            note_run(
                self._out,
                datetime.now(UTC),
                changes_since(self._log, self._before, students),
            )
        return before.held

    @property
    def _stale(self) -> list[str]:
        return [
            student
            for student in self._earlier
            if not (key := self._log.lines[student].key).endswith(BY_HAND)
            and not is_of_job(key, self._of_job)
        ]

    def kept(self, language: str) -> Iterator[str]:
        """Says whose results are there of earlier runs, and what came of those that cannot be read, or of decisions."""
        yield from set_aside(self._log)
        yield from filter(None, [self._strangers])
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

    def _keep(self, task: Task, graded: TaskOutcome) -> None:
        """Writes a result to the disk: the page first, as the line says that all of it is there."""
        with explain_disk(self._out):
            if graded.line:
                self._pages.write_graded(graded.student, graded.line, graded.page, self._assignment)
            elif not self._pages.has(graded.student):
                self._pages.render(self._log.line(graded.student), self._assignment)
        if graded.line:
            # By the name that is there anyway, and not by that from the other process.
            self._log.append(task.student, graded.key, graded.status, graded.line)


def _with_bar(students: Iterator[str], total: int) -> Iterable[str]:
    from rich.console import Console
    from rich.progress import track

    return track(students, "Grading", total=total, console=Console(stderr=True))
