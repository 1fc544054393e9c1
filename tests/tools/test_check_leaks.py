import pytest

from tools.check_leaks import HOSTS, findings


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("README.md", f"see https://{HOSTS[0]}/project"),
        ("docs/a.md", "cd /ho" + "me/siti/jualan"),
        ("jualan/leads/rules.py", "x = 1  # TO" + "DO later"),
        ("requirements/base.txt", "x @ https://files.example/x.whl"),
        ("frontend/package-lock.json", '"resolved": "x"'),
    ],
)
def test_leak_is_found(name, text):
    assert len(list(findings(name, text))) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("README.md", "see https://example.com/home/page and ./wor" + "k/out"),
        ("jualan/leads/rules.py", "x = 1  # TO" + "DO(#12) later"),
        ("requirements/base.txt", "x==1 --hash=sha256:ab"),
        ("frontend/package-lock.json", '"url": "https://github.com/sponsors/x"'),
    ],
)
def test_ordinary_text_is_left_alone(name, text):
    assert list(findings(name, text)) == []
