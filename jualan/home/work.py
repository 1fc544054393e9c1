"""Work in the background as a person sees it: what runs, what waits, and what was given up and may be tried again."""

from dataclasses import dataclass

from jualan.core.errors import NotFound
from jualan.core.jobs import failures
from jualan.core.jobs.queries import JobCounts, job_counts, open_failures, running_jobs
from jualan.core.models import JobFailure
from jualan.people.policy import Viewer, require

PERMISSION = "workspace.edit"
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Work:
    """The jobs of this home: how many, the names of those that run, and those that were given up, newest first."""

    counts: JobCounts
    running: list[str]
    failed: list[JobFailure]


def work(viewer: Viewer) -> Work:
    require(viewer, PERMISSION)
    return Work(job_counts(), running_jobs(), list(open_failures()[:SHOWN]))


def failure_by_id(viewer: Viewer, pk: int) -> JobFailure:
    """Return a job that was given up. Raises NotFound once it was settled."""
    require(viewer, PERMISSION)
    found = open_failures().filter(pk=pk).first()
    if found is None:
        raise NotFound("not_found", kind="job", pk=pk)
    return found


def try_again(failure: JobFailure, *, actor: Viewer) -> None:
    """Queue a job anew that was given up."""
    require(actor, PERMISSION)
    failures.run_again(failure)


def dismiss(failure: JobFailure, *, actor: Viewer) -> None:
    """Take a job off the list that needs no second try."""
    require(actor, PERMISSION)
    failures.dismiss(failure)
