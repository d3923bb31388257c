"""The forms of secrets: what their makers gave them, and what a name beside them tells.

A list of our own: detect-secrets reads 0.07 to 0.3 MB/s and raises thousands of false alarms on
diffs, credsweeper reads 0.06 MB/s and brings 408 MB of dependencies.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Kind(NamedTuple):
    """A form of secret: a text that holds one has a `hint`, its pattern is tried around each.

    The secret is the pattern's group, or else all of it. A `loose` one may be something else,
    which its value tells: `loose` is its least entropy, in bits a character. With `folded` the
    hints are looked for in lower case. A pattern that `begins` with its hint stays in one line, and
    is tried at once.
    """

    name: str
    hints: tuple[str, ...]
    pattern: re.Pattern[str]
    loose: float = 0.0
    folded: bool = False
    begins: bool = False


def _token(name: str, hints: str, pattern: str) -> Kind:
    """A form that is known by its first letters; nothing of it stands before them.

    So no two tries begin in one run of letters, and a hostile text costs no more than another.
    The sign of a removed line may stand there.
    """
    return _beside(name, hints, rf"(?:(?<![\w-])|(?m:(?<=^-)))(?:{pattern})")


def _beside(name: str, hints: str, pattern: str) -> Kind:
    """A form that is known by what stands beside it."""
    return Kind(name, tuple(hints.split()), re.compile(pattern, re.ASCII))


def _named(name: str, hints: str, pattern: str, loose: float) -> Kind:
    """A form that a name of any case tells, which may stand beside anything."""
    return Kind(name, tuple(hints.split()), re.compile(pattern, re.ASCII), loose, folded=True)


_NAME = r"(?i:passw(?:or)?d|secret|(?<!blic_key)(?<!blickey)(?<!blicKey)token(?!i[sz]|_?usage)|api[_-]?key|access_?key|credential)"
PRIVATE_KEY = "private-key"  # several lines: `keyblock` finds it
KINDS = (
    _token("aws-access-key", "AKIA ASIA ABIA ACCA", r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b"),
    _token(
        "github-token",
        "ghp_ gho_ ghu_ ghs_ ghr_",
        r"gh[pousr]_[A-Za-z0-9]{36,255}\b",
    ),
    _token("github-token", "github_pat_", r"github_pat_[A-Za-z0-9_]{82}\b"),
    _token("gitlab-token", "glpat- gldt- glrt- glptt-", r"gl(?:pat|dt|rt|ptt)-[\w-]{20,300}"),
    _token(
        "slack-token",
        "xoxa- xoxb- xoxe- xoxo- xoxp- xoxr- xoxs-",
        r"xox[abeoprs]-[A-Za-z0-9-]{10,300}",
    ),
    _token("slack-token", "xapp-", r"xapp-\d-[A-Za-z0-9-]{20,300}"),
    _beside(
        "slack-webhook",
        "hooks.slack.com",
        r"hooks\.slack\.com/((?:services|workflows)/[A-Za-z0-9+/]{40,300})",
    ),
    _token(
        "stripe-key", "k_live_ k_test_ k_prod_", r"[sr]k_(?:live|test|prod)_[A-Za-z0-9]{16,255}"
    ),
    _token("google-key", "AIza", r"AIza[\w-]{35}(?![\w-])"),
    _token("google-secret", "GOCSPX-", r"GOCSPX-[\w-]{28}(?![\w-])"),
    _token("npm-token", "npm_", r"npm_[A-Za-z0-9]{36}\b"),
    _beside("npm-token", "_authToken", r"_authToken[ \t]{0,3}=[ \t]{0,3}([\w-]{20,300})"),
    _token("pypi-token", "pypi-AgE", r"pypi-AgEIcHlwaS[\w-]{50,300}"),
    _token("anthropic-key", "sk-ant-", r"sk-ant-[\w-]{20,300}"),
    _token("openai-key", "T3BlbkFJ", r"sk-[\w-]{20,200}T3BlbkFJ[\w-]{20,200}"),
    _token("openai-key", "sk-", r"sk-[A-Za-z0-9]{48}(?![\w-])"),
    _token("huggingface-token", "hf_", r"hf_[A-Za-z]{34}\b"),
    _token("sendgrid-key", "SG.", r"SG\.[\w-]{20,24}\.[\w-]{39,50}(?![\w-])"),
    _beside("azure-key", "AccountKey=", r"AccountKey=([A-Za-z0-9+/=]{60,300})"),
    _token("jwt", "eyJ", r"eyJ[\w-]{10,1000}\.eyJ[\w-]{10,5000}\.[\w-]{10,1000}"),
    _token("databricks-token", "dapi", r"dapi[a-f0-9]{32}\b"),
    _token("digitalocean-token", "_v1_", r"do[opr]_v1_[a-f0-9]{64}\b"),
    _token("docker-token", "dckr_pat_", r"dckr_pat_[\w-]{20,100}"),
    _token("shopify-token", "shpat_ shpss_ shppa_", r"shp(?:at|ss|pa)_[a-fA-F0-9]{32}\b"),
    _token("vault-token", "hvs. hvb.", r"hv[sb]\.[\w-]{24,300}"),
    _beside("telegram-token", ":AA", r"(?<!\d)[0-9]{8,10}:AA[\w-]{33}(?![\w-])"),
    _token(
        "age-key", "AGE-SECRET-KEY-1", r"AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}\b"
    ),
    Kind(
        "url-password",
        ("://",),
        re.compile(
            r"""://[^/\s:@"'<>{}$`\\[]{1,100}:([^/\s:@"'<>{}$`\\]{4,200})@[A-Za-z0-9.-]""", re.ASCII
        ),
        loose=1.0,
        begins=True,
    ),
    _named(
        "auth-header",
        "authorization",
        r"(?i:authorization)[\"']?[ \t]{0,3}[:=][ \t]{0,3}[\"']?(?i:basic|bearer|token)"
        r"[ \t]{1,3}([A-Za-z0-9+/=_.-]{20,300})",
        loose=3.6,
    ),
    _named(
        "password",
        "passw secret token apikey api_key api-key accesskey access_key credential",
        rf"""{_NAME}[\w.-]{{0,20}}\\{{0,3}}["']?[ \t]{{0,3}}[=:]{{1,2}}>?[ \t]{{0,3}}\\{{0,3}}"""
        r"""(?:"([^"\s\\]{8,200})\\{0,3}"|'([^'\s\\]{8,200})\\{0,3}')"""
        # or, as in an .env or a YAML file, without quotes, but with letters and digits
        rf"""|(?:(?m:^)[ +-]?|[ \t"';])[\w.-]{{0,40}}{_NAME}[ \t]{{0,2}}[=:][ \t]{{0,2}}"""
        r"(?=[A-Za-z+/=_-]{0,200}[0-9])(?=[0-9+/=_-]{0,200}[A-Za-z])([\w+/=-]{16,200})"
        r"""[ \t]{0,9}(?:\r?(?m:$)|["';\\])""",
        loose=3.2,
    ),
)
