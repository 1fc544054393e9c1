import pytest

from tools.check_python import findings

IN_FUNCTION = "def f():\n    import os{}\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("jualan/leads/views.py", "Lead.objects.all()"),
        ("jualan/leads/views/inbox.py", "Lead.objects.all()"),
        ("jualan/home/start_views.py", "Lead.objects.all()"),
        ("jualan/leads/actions.py", "from jualan.home.import_views import import_list"),
        ("jualan/leads/templatetags/leads.py", "Lead._default_manager.all()"),
        ("jualan/leads/actions.py", IN_FUNCTION.format("")),
        ("jualan/leads/actions.py", IN_FUNCTION.format("  # noqa: PLC0415")),
        ("jualan/leads/views.py", "@csrf_exempt\ndef f(): ..."),
        ("jualan/leads/actions.py", "from jualan.accounts.views import account_list"),
        ("jualan/leads/actions.py", "from jualan.accounts import forms"),
        ("jualan/leads/migrations/0002_fill.py", "from jualan.leads.models import Lead\nmigrations.RunPython(f)"),
        ("jualan/leads/utils.py", ""),
    ],
)
def test_broken_rule_is_found(name, text):
    assert len(list(findings(name, text))) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("jualan/leads/queries.py", "Lead.objects.all()"),
        ("jualan/leads/tests/test_views.py", "Lead.objects.get()"),
        ("jualan/leads/actions.py", IN_FUNCTION.format("  # heavy: only where it is used")),
        ("jualan/leads/actions.py", IN_FUNCTION.format("  # noqa: PLC0415 heavy: only where it is used")),
        ("jualan/store/public_views.py", "@csrf_exempt\ndef f(): ..."),
        ("jualan/leads/actions.py", "from jualan.accounts import actions, queries"),
        ("jualan/leads/views.py", "from jualan.leads.forms import LeadForm"),
        ("jualan/leads/migrations/0001_initial.py", "from jualan.core.models import Money\nmigrations.AddField()"),
        ("jualan/config/urls.py", "from jualan.leads import urls"),
    ],
)
def test_sound_code_is_left_alone(name, text):
    assert list(findings(name, text)) == []
