"""One-click sign-in of the demo: only in a demo home, only from this machine, only while served to it alone."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jualan.core.serving import is_loopback
from jualan.demo.home import is_demo_home
from jualan.demo.queries import person_of_role
from jualan.people.sign_in import BACKEND, DEMO, FACTOR

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_FORWARDED_HOST", "HTTP_VIA")


@login_not_required
@never_cache
@require_safe
def sign_in(request: HttpRequest, role: str) -> HttpResponse:
    """Sign in as the person of a role."""
    if not is_for_this_machine(request) or not is_demo_home():
        raise Http404
    person = person_of_role(role)
    if person is None:
        raise Http404
    login(request, person, backend=BACKEND)
    request.session[FACTOR] = DEMO  # nobody else can reach this machine's loopback, and the data is made up
    return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)


def is_for_this_machine(request: HttpRequest) -> bool:
    """Say whether the server listens to this machine alone, and the request was made on it and not passed on."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    return (
        settings.SERVED_ON_LOOPBACK
        and is_loopback(request.META.get("REMOTE_ADDR", ""))
        and is_loopback(host)
        and not any(name in request.META for name in FORWARDED)
    )
