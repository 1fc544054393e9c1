import pytest

from tools.check_templates import findings

PAGE = "jualan/leads/templates/leads/lead_list.html"
MAIL = "jualan/people/templates/people/mail/invite.html"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<style>p {}</style>",
        '<p class="a" style="color: red">',
        '<a onclick="go()">',
        '<a\n  onclick="go()">',
        "{% blocktranslate count n=1 %}x{% plural %}y{% endblocktranslate %}",
        '{% trans "x" %}',
        "{{ lead.owner.objects.all }}",
        '<img src="//elsewhere.example/a.png">',
        "{{ note|safe }}",
    ],
)
def test_broken_rule_is_found(text):
    assert [line for line, _ in findings(PAGE, f"\n{text}")] == [2]


@pytest.mark.parametrize(
    "text",
    [
        '<script src="{% static "dist/app.js" %}" defer></script>',
        "{# <script>in a comment</script> #}",
        "{% blocktranslate trimmed with x=y %}Hello {{ x }}{% endblocktranslate %}",
        '<p data-style="wide" hx-on-off="x">',
        '<a href="/leads/">',
        "{{ help|safe }}{# safe: written by developers #}",
    ],
)
def test_sound_template_is_left_alone(text):
    assert list(findings(PAGE, text)) == []


def test_mail_may_carry_its_style():
    assert list(findings(MAIL, '<p style="margin: 0"><a href="https://{{ host }}/">x</a>')) == []


def test_other_html_is_not_a_template():
    assert list(findings("docs/reference/example.html", "<script>1</script>")) == []
