"""Everything that is queued, run here and now: for tests and for building a demo."""

from jualan.core.jobs.engine import engine
from jualan.core.jobs.queries import open_failures
from jualan.core.jobs.worker import work_one


def drain(*, may_fail: bool = False) -> int:
    """Run every queued job in this process, those of later days too, and return how many ran.

    Raises RuntimeError with the first error when a job was given up, unless `may_fail`.
    """
    known = set(open_failures().values_list("pk", flat=True))
    works = engine()
    ran = 0
    while True:
        works.bring_forward()
        if not work_one(works):
            break
        ran += 1
    failure = open_failures().exclude(pk__in=known).first()
    if failure is not None and not may_fail:
        raise RuntimeError(f"{failure.name}{failure.args} was given up:\n{failure.error}")
    return ran
