"""Two signatures of one name -> what a caller notices, None where it is nothing."""

from __future__ import annotations

import re

from gitdigest.release.surface.judgement import Judgement
from gitdigest.release.surface.python_signature import LITERALS, Worth, judge_python
from gitdigest.release.surface.typed_signature import normal

_ALIAS = re.compile(r"(\w+)\n\1\s*=\s*[\w.]+")  # a type that is another's name now may be the same


def judge(language: str, old: str, new: str, worth: Worth = LITERALS) -> Judgement | None:
    """What a change of a signature means to those who call it.

    In Python names and defaults of parameters count and annotations do not; elsewhere types do,
    and names do not. `worth` tells what a default of Python is worth, before and after.
    """
    if language == "Python":
        return judge_python(old, new, worth)
    if language == "Go" and _ALIAS.fullmatch(f"{old}\n{new}"):
        return None
    return None if normal(language, old) == normal(language, new) else Judgement("signature")
