"""Secrets of every form that is known, made here so that none stands in a file as it is."""

from __future__ import annotations

import random
import string
from itertools import count

_WORD = string.ascii_letters + string.digits
_DIGITS = "0123456789abcdef"


def random_letters(size: int, alphabet: str = _WORD, *, seed: int = 7) -> str:
    """So many letters, the same each time."""
    chosen = random.Random(f"{seed} {size} {alphabet}")  # noqa: S311 - the same each time
    return "".join(chosen.choice(alphabet) for _ in range(size))


def planted() -> dict[str, tuple[str, str, str]]:
    """A line of text for each form: its kind, the secret, and the line that holds it."""
    base = string.ascii_uppercase + "234567"
    numbers = count(1)

    def letters(size: int, alphabet: str = _WORD) -> str:
        return random_letters(size, alphabet, seed=next(numbers))

    age = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"
    found = {
        "aws": ("aws-access-key", "AKIA" + letters(16, base), 'key = "{}"'),
        "aws-temporary": ("aws-access-key", "ASIA" + letters(16, base), "export AWS_ID={}"),
        "github": ("github-token", "ghp_" + letters(36), "git clone https://x:{}@github.com/a/b"),
        "github-fine": ("github-token", "github_pat_" + letters(82), "{}"),
        "gitlab": ("gitlab-token", "glpat-" + letters(20), "PRIVATE-TOKEN: {}"),
        "slack": ("slack-token", "xoxb-" + letters(40), "slack({})"),
        "slack-app": ("slack-token", "xapp-1-" + letters(40), "{}"),
        "slack-hook": ("slack-webhook", "services/" + letters(44), "https://hooks.slack.com/{}"),
        "stripe": ("stripe-key", "sk_live_" + letters(24), "stripe.api = '{}'"),
        "google": ("google-key", "AIza" + letters(35), "?key={}&x=1"),
        "google-oauth": ("google-secret", "GOCSPX-" + letters(28), '"client": "{}"'),
        "npm": ("npm-token", "npm_" + letters(36), "{}"),
        "npmrc": ("npm-token", letters(36), "//registry.example.org/:_authToken={}"),
        "pypi": ("pypi-token", "pypi-AgEIcHlwaS" + letters(60), "password = {}"),
        "anthropic": ("anthropic-key", "sk-ant-api03-" + letters(80), "{}"),
        "openai": ("openai-key", "sk-" + letters(48), "OPENAI={}"),
        "openai-project": (
            "openai-key",
            f"sk-proj-{letters(40)}T3BlbkFJ{letters(40)}",
            'client("{}")',
        ),
        "huggingface": ("huggingface-token", "hf_" + letters(34, string.ascii_letters), "{}"),
        "sendgrid": ("sendgrid-key", f"SG.{letters(22)}.{letters(43)}", "{}"),
        "azure": ("azure-key", letters(86) + "==", "Name=x;AccountKey={};Suffix=y"),
        "jwt": ("jwt", f"eyJ{letters(20)}.eyJ{letters(60)}.{letters(43)}", "cookie: {}"),
        "databricks": ("databricks-token", "dapi" + letters(32, _DIGITS), "{}"),
        "digitalocean": ("digitalocean-token", "dop_v1_" + letters(64, _DIGITS), "{}"),
        "docker": ("docker-token", "dckr_pat_" + letters(27), "{}"),
        "shopify": ("shopify-token", "shpat_" + letters(32, _DIGITS), "{}"),
        "vault": ("vault-token", "hvs." + letters(90), "VAULT={}"),
        "telegram": ("telegram-token", f"123456789:AA{letters(33)}", "bot{}"),
        "age": ("age-key", "AGE-SECRET-KEY-1" + letters(58, age), "{}"),
        "url": ("url-password", letters(12), "redis://default:{}@db.example.org:6379/0"),
        "header": ("auth-header", letters(40), "curl -H 'Authorization: Bearer {}'"),
        "code": ("password", letters(14), 'DB_PASSWORD = "{}"'),
        "single": ("password", letters(20), "  api_key: '{}',"),
        "env": ("password", letters(32), "export SESSION_SECRET={}"),
        "yaml": ("password", letters(32), "    client_secret: {}"),
        "spaced": ("password", letters(24), "  apiKey  =  '{}'"),
    }
    return {name: (kind, value, line.format(value)) for name, (kind, value, line) in found.items()}


def private_key(lines: int = 6) -> list[str]:
    """The lines of a private key, with both its marks."""
    body = [random_letters(64, _WORD + "+/", seed=n) for n in range(lines)]
    return ["-----BEGIN RSA PRIVATE " + "KEY-----", *body, "-----END RSA PRIVATE " + "KEY-----"]


HARMLESS = (
    'password = "changeme-please"',
    'token = "your-token-here"',
    'secret: "${VAULT_SECRET}"',
    'api_key = "$API_KEY_OF_TESTS"',
    "password = os.environ['PASSWORD']",
    'TOKENIZER = "deepseek-ai/DeepSeek-R1-Distill-Llama-8B"',
    'token: "token_id:102"',
    "secret_name: my-app-credentials-ref",
    'credential_url: "http://vault.example.net:8200/v1"',
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    '"integrity": "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg=="',
    "https://user@example.org/path",
    "https://${USER}:${PASSWORD}@example.org",
    "-----BEGIN RSA PRIVATE " + "KEY----- is how it begins",
    'if "-----BEGIN PRIVATE ' + 'KEY-----" in text:',
    "-----BEGIN CERTIFICATE-----",
    "AKIA is a prefix of four letters",
    "see the token in hooks.slack.com/services/",
    "class AsiaPacificRegionsOfTheService:",
    "def refresh_token(token: str) -> Token:",
    "eyJ is what a token begins with",
    'tokenHeader = "X-Token-Hash"',
    'const string IsApiKey = "Service-IsApiKey";',
    'signingSecret: "urn:k8s:secret:jwt:signingSecret"',
    'input_tokens: "Optional[list[int]]"',
    'total_token_usage: "CompletionUsage2"',
    "SECRET_NAMES: 'ANTHROPIC_API_KEY,MCP_SERVER_TOKEN,S3_KEY'",
    "ADMIN_TOKEN='{password_hash2}'",
    "'current_password' => 'sometimes|required_with:new_word'",
    "'password' => 'required|alpha_dash|string|max:255',",
    'USER_TOKEN = "ApolloUserToken"',
    'AccessKey = "AMAZON_S3_ACCESS_KEY"',
    'password = "@env:AC_PASSWORD2"',
    '"RabbitMQ Password": "RabbitMQ-Kennwort",',
    "'password_confirmation' => 'Passwortbest\u00e4tigung',",
    '"Confirm Password": "\u30d1\u30b9\u30ef\u30fc\u30c9\uff08\u78ba\u8a8d\u7528\uff09",',
    "password = google_oauth2_access_token",
    '<assemblyIdentity name="System.Data" publicKeyToken="db937bc2d44ff139"/>',
    's = append(s, "Credentials: "+fmt.Sprintf("%#v", this.Credentials))',
)
