"""What surrounds a page: an entry whose address nobody answers to would vanish without a word."""

import re
from pathlib import Path

from django.urls import reverse

from jualan.home import frame

NAME = re.compile(r'"([a-z]+:[a-z-]+|account_[a-z]+)"')


def test_every_entry_of_the_frame_has_an_address():
    names = set(NAME.findall(Path(frame.__file__).read_text(encoding="utf-8")))

    assert len(names) > 15
    for name in sorted(names):
        assert reverse(name)
