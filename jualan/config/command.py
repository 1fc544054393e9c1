"""The command `jualan`: the product's verbs, their exit codes, and sentences instead of tracebacks."""

import json
import os
import sys
from collections.abc import Callable

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections
from django.utils import translation
from django.utils.translation import gettext as _

from jualan.core.commands import Exit, exit_code
from jualan.core.database import stored_language, trouble
from jualan.core.errors import Refusal
from jualan.core.labels import refusal_text

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
        os.environ.setdefault("JUALAN_HOME", "jualan-demo")  # before the settings are read
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jualan.config.settings")
    try:
        return _explained(lambda: _dispatch(arguments), as_json="--json" in arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read the answer has enough of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE


def _dispatch(arguments: list[str]) -> int:
    django.setup()
    with translation.override(_language()):
        verbs = _verbs()
        verb = arguments[0] if arguments else ""
        if verb in {"", "help", "-h", "--help"}:
            print(_overview(verbs))  # noqa: T201 this is the answer
            return Exit.DONE if verb else Exit.WRONG_USE
        if verb not in verbs:
            _say(_unknown(verb, verbs))
            return Exit.WRONG_USE
        return _perform(load_command_class(verbs[verb], verb), verb, arguments[1:])


def _perform(command: BaseCommand, verb: str, arguments: list[str]) -> int:
    """Parse the flags (a wrong one ends with 2) and execute the verb."""
    command._called_from_command_line = True  # type: ignore[attr-defined] # noqa: SLF001 so that argparse may end the process
    try:
        options = vars(command.create_parser("jualan", verb).parse_args(arguments))
        command.execute(*options.pop("args", ()), **options | {"skip_checks": True})
    except CommandError as error:
        _say(str(error))
        return Exit.WRONG_USE if error.returncode == Exit.REMAINS else error.returncode
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        connections.close_all()
    return Exit.DONE


def _explained(perform: Callable[[], int], *, as_json: bool) -> int:
    """Turn refusals and trouble with the machine into a sentence and an exit code; other errors are ours and rise."""
    try:
        return perform()
    except BrokenPipeError:
        raise
    except ImproperlyConfigured as error:  # there are no settings to translate by
        _say(f"{error} Nothing has been changed.")
        return Exit.WRONG_USE
    except Exception as error:
        refusal = _refusal(error)
        if refusal is None:
            raise
        return _refused(refusal, as_json=as_json)


def _refusal(error: Exception) -> Refusal | None:
    return error if isinstance(error, Refusal) else trouble(error)


def _refused(refusal: Refusal, *, as_json: bool) -> int:
    with translation.override(_language()):
        sentence = refusal_text(refusal)
    if as_json:
        error = {"reason": refusal.code, "sentence": sentence}
        print(json.dumps({"error": error}, ensure_ascii=False))  # noqa: T201 this is the answer
    _say(sentence)
    return exit_code(refusal)


def _say(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201 a sentence for the person who typed the command


def _language() -> str:
    """Return the workspace's language, or where there is none yet that of the terminal."""
    try:
        if language := stored_language():
            return language
    except (DatabaseError, OSError):
        pass
    named = os.environ.get("LANG", "")[:2]
    return named if named in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _verbs() -> dict[str, str]:
    """Return verb → area of the commands that are Jualan's own."""
    ours = {name: str(app) for name, app in get_commands().items() if str(app).startswith("jualan.")}
    return {name: ours[name] for name in sorted(ours, key=_place)}


def _place(verb: str) -> tuple[int, str]:
    return (ORDER.index(verb) if verb in ORDER else len(ORDER), verb)


def _overview(verbs: dict[str, str]) -> str:
    commands = {verb: load_command_class(area, verb) for verb, area in verbs.items()}
    lines = [f"  {verb:9} {getattr(command, 'about', command.help)}" for verb, command in commands.items()]
    return "\n".join([_("Usage: jualan VERB …"), "", *lines, "", _("jualan VERB --help explains one of them.")])


def _unknown(verb: str, verbs: dict[str, str]) -> str:
    return _("There is no verb %(verb)s. Nothing has been changed. Verbs are: %(verbs)s.") % {
        "verb": verb,
        "verbs": ", ".join(verbs),
    }
