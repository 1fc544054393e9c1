"""The first run: six steps from an empty home to the first call, each of which may be passed over and taken up again."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from jualan.core.birth import be_born
from jualan.core.errors import NotFound, RuleBroken
from jualan.core.models import ImportRun
from jualan.core.workspace import workspace
from jualan.people.actions import add_user, change_workspace, invite_user
from jualan.people.actions.first_person import BEGUN
from jualan.people.models import Role, User
from jualan.people.policy import Viewer, allowed, require
from jualan.pipeline.actions import take_ready_pipeline
from jualan.pipeline.models import Pipeline
from jualan.pipeline.ready import READY

PERMISSION = "workspace.edit"
STEPS = ("business", "files", "found", "pipelines", "people", "today")
DONE, SKIPPED = "done", "skipped"
LOGO_BYTES = 1_000_000
_LOGO_STARTS = {b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg", b"RIFF": ".webp"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step and how it stands: done, skipped or '' while it waits."""

    code: str
    standing: str

    @property
    def waits(self) -> bool:
        return not self.standing


def steps() -> list[Step]:
    told = workspace().start
    return [Step(code, told.get(code, "")) for code in STEPS]


def step_named(code: str) -> str:
    """Return the code of a step, or of the first that waits when none is named. Raises NotFound."""
    if code and code not in STEPS:
        raise NotFound("not_found", kind="step", pk=code)
    return code or next((step.code for step in steps() if step.waits), STEPS[-1])


def steps_waiting(viewer: Viewer) -> int:
    """Return how many steps of a first run that was begun and not ended still wait for this person."""
    home = workspace()
    is_theirs = bool(home.start) and home.set_up_at is None and allowed(viewer, PERMISSION)
    return sum(step.waits for step in steps()) if is_theirs else 0


def is_fresh(viewer: Viewer) -> bool:
    """Say whether this person has opened an empty home and not yet seen a step of its first run."""
    return set(workspace().start) == {BEGUN} and steps_waiting(viewer) > 0


def settle(code: str, standing: str, *, actor: Viewer) -> str:
    """Note a step as done or skipped and return the next one; the last ends the first run."""
    require(actor, PERMISSION)
    place = STEPS.index(step_named(code))
    values: dict[str, Any] = {"start": {**workspace().start, code: standing}}
    if code == STEPS[-1]:
        values["set_up_at"] = timezone.now()
    change_workspace(values, actor=actor)
    return STEPS[min(place + 1, len(STEPS) - 1)]


def describe_business(values: dict[str, Any], *, actor: Viewer) -> None:
    """Keep what the first step asks. Raises RuleBroken('money_stored'), RuleBroken('logo_unreadable')."""
    require(actor, PERMISSION)
    logo, currency = values.pop("logo", None), values.pop("currency", "")
    with transaction.atomic():
        if currency and currency != workspace().currency:
            be_born(currency=currency)
        if logo is not None:
            values["logo"] = _kept_logo(logo)
        change_workspace(values, actor=actor)


def _kept_logo(logo: UploadedFile[Any]) -> str:
    """Write a picture into the home and return its name; only PNG, JPEG and WebP, which hold no script."""
    content = logo.read(LOGO_BYTES + 1)
    ending = next((ending for start, ending in _LOGO_STARTS.items() if content.startswith(start)), "")
    if not ending or len(content) > LOGO_BYTES:
        raise RuleBroken("logo_unreadable")
    path = logo_folder() / f"logo-{timezone.now():%Y%m%d%H%M%S}{ending}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path.name


def logo_folder() -> Path:
    return Path(settings.FILES_ROOT) / "workspace"


def take_pipelines(codes: Sequence[str], *, actor: Viewer) -> list[Pipeline]:
    """Make the ready pipelines that were chosen."""
    return [take_ready_pipeline(ready, actor=actor) for ready in READY if ready.code in codes]


@dataclass(frozen=True, slots=True)
class Invited:
    """A new person with the token of their one-time link."""

    user: User
    token: str


def invite_staff(lines: Sequence[tuple[str, str]], *, actor: Viewer) -> list[Invited]:
    """Add people by (name, phone or e-mail) as reps and make their links; all or nobody.

    Raises what adding a person raises: a phone or an address that is none, or that somebody has.
    """
    with transaction.atomic():
        return [_invited(name, reached_by, actor) for name, reached_by in lines]


def _invited(name: str, reached_by: str, actor: Viewer) -> Invited:
    by = {"email": reached_by} if "@" in reached_by else {"phone": reached_by}
    user = add_user(name, roles=[Role.REP], actor=actor, **by)
    return Invited(user, invite_user(user, actor=actor))


def has_imported() -> bool:
    return ImportRun.objects.filter(state=ImportRun.State.DONE).exists()
