"""The command `jualan`: the product's verbs, their exit codes, and sentences instead of tracebacks."""

import json
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.core.management.base import BaseCommand

    from jualan.core.errors import Refusal

ORDER = (
    "demo", "serve", "worker", "migrate", "doctor", "user", "import", "export", "kpi", "prove", "backup", "restore", "bench",
)  # fmt: skip
INTERRUPTED = 130


def main() -> None:
    """Run the verb on the command line and end with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one verb; return 0 done, 1 done but something remains, 2 wrong use, 3 could not be done."""
    if arguments[:1] == ["demo"]:
        os.environ.setdefault("JUALAN_HOME", "jualan-demo")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jualan.config.settings")
    try:
        return _explained(lambda: _dispatch(arguments), as_json="--json" in arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read the answer has enough of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _dispatch(arguments: list[str]) -> int:
    import django  # noqa: PLC0415 the home must be chosen before settings are read

    django.setup()
    from django.utils import translation  # noqa: PLC0415 after the settings

    with translation.override(_language()):
        verbs = _verbs()
        verb = arguments[0] if arguments else "help"
        if verb in {"help", "-h", "--help"}:
            print(_overview(verbs))  # noqa: T201 this is the answer
            return 0 if arguments else 2
        if verb not in verbs:
            print(_unknown(verb, verbs), file=sys.stderr)  # noqa: T201 a sentence for the person who typed it
            return 2
        return _perform(verbs[verb], verb, arguments[1:])


def _perform(area: str, verb: str, arguments: list[str]) -> int:
    """Parse the flags (a wrong one ends with 2) and execute the verb."""
    from django.core.management import load_command_class  # noqa: PLC0415 after the settings
    from django.core.management.base import CommandError  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    command: BaseCommand = load_command_class(area, verb)
    command._called_from_command_line = True  # noqa: SLF001 Django's own way to let argparse end the process
    try:
        options = vars(command.create_parser("jualan", verb).parse_args(arguments))
        positional = options.pop("args", ())
        command.execute(*positional, **options)
    except CommandError as error:
        print(error, file=sys.stderr)  # noqa: T201 a sentence for the person who typed it
        return 2 if error.returncode == 1 else error.returncode
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        connections.close_all()
    return 0


def _explained(perform: Callable[[], int], *, as_json: bool) -> int:
    """Turn refusals and trouble with the machine into a sentence and an exit code; other errors are ours and rise."""
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 Django is slow to import

    try:
        return perform()
    except ImproperlyConfigured as error:
        print(error, file=sys.stderr)  # noqa: T201 there may be no settings to translate by
        return 2
    except BrokenPipeError:
        raise
    except Exception as error:
        refusal = _refusal(error)
        if refusal is None:
            raise
        return _refused(refusal, as_json=as_json)


def _refusal(error: Exception) -> "Refusal | None":
    from django.conf import settings  # noqa: PLC0415 after the settings

    if not settings.configured:
        return None
    from jualan.core.database import trouble  # noqa: PLC0415 after the settings
    from jualan.core.errors import Refusal  # noqa: PLC0415

    return error if isinstance(error, Refusal) else trouble(error)


def _refused(refusal: "Refusal", *, as_json: bool) -> int:
    from django.utils import translation  # noqa: PLC0415 after the settings

    from jualan.core.commands import exit_code  # noqa: PLC0415
    from jualan.core.labels import refusal_text  # noqa: PLC0415

    with translation.override(_language()):
        sentence = refusal_text(refusal)
    if as_json:
        print(json.dumps({"error": {"reason": refusal.code, "sentence": sentence}}, ensure_ascii=False))  # noqa: T201
    print(sentence, file=sys.stderr)  # noqa: T201 a sentence for the person who typed it
    return int(exit_code(refusal))


def _language() -> str:
    """Return the workspace's language, or where there is none yet that of the terminal."""
    from django.conf import settings  # noqa: PLC0415 after the settings
    from django.db import DatabaseError  # noqa: PLC0415

    from jualan.core.workspace import stored_language  # noqa: PLC0415

    try:
        if language := stored_language():
            return language
    except DatabaseError:
        pass
    named = os.environ.get("LANG", "")[:2]
    return named if named in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _verbs() -> dict[str, str]:
    """Return verb → area of the commands that are Jualan's own."""
    from django.core.management import get_commands  # noqa: PLC0415 after the settings

    ours = {name: str(app) for name, app in get_commands().items() if str(app).startswith("jualan.")}
    return {name: ours[name] for name in sorted(ours, key=_place)}


def _place(verb: str) -> tuple[int, str]:
    return (ORDER.index(verb) if verb in ORDER else len(ORDER), verb)


def _overview(verbs: dict[str, str]) -> str:
    from django.core.management import load_command_class  # noqa: PLC0415 after the settings
    from django.utils.translation import gettext as _  # noqa: PLC0415

    lines = [f"  {verb:9} {load_command_class(area, verb).help}" for verb, area in verbs.items()]
    return "\n".join([_("Usage: jualan VERB …"), "", *lines, "", _("jualan VERB --help explains one of them.")])


def _unknown(verb: str, verbs: dict[str, str]) -> str:
    from django.utils.translation import gettext as _  # noqa: PLC0415 after the settings

    return _("There is no verb %(verb)s. Nothing has been changed. Verbs are: %(verbs)s.") % {
        "verb": verb,
        "verbs": ", ".join(verbs),
    }
