"""``cStat`` and ``xMotivo``, which every answer and every result in one has."""

import re

from malote.errors import SefazNonsense
from malote.fiscal.xml import Group

_CODE = re.compile(r"[0-9]{3,4}")


def status_of(answer: Group) -> tuple[str, str]:
    """The code, and the reason in one line. Raises SefazNonsense without a code."""
    code = answer.text("cStat")
    if code is None or not _CODE.fullmatch(code):
        raise SefazNonsense("falta o cStat")
    return code, answer.text("xMotivo") or ""
