"""What went wrong at a model, in any library's or server's words -> ModelError.

Types come first, and are not enough: half of the local servers' errors arrive as a plain 400 or
500, so the words are read as well, most of all for a window that is too small.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gitdigest.errors import ModelError, ModelErrorKind
from gitdigest.text import clean

# Every exception of litellm by the name of its class, so that litellm need not be imported to know
# them; a test fails when it has one that is not here.
KINDS: Mapping[str, ModelErrorKind] = {
    "AuthenticationError": "refused",
    "PermissionDeniedError": "refused",
    "PaymentRequiredError": "refused",
    "BudgetExceededError": "refused",
    "NotFoundError": "no-model",
    "LiteLLMUnknownProvider": "setup",
    "ModelNotMappedError": "setup",
    "UnsupportedParamsError": "request",
    "BadRequestError": "request",
    "InvalidRequestError": "request",
    "UnprocessableEntityError": "request",
    "ImageFetchError": "request",
    "VectorStoreSearchError": "request",
    "RejectedRequestError": "content",
    "ContentPolicyViolationError": "content",
    "GuardrailRaisedException": "content",
    "BlockedPiiEntityError": "content",
    "ModifyResponseException": "content",
    "SensitiveDataRouteException": "content",
    "ContextWindowExceededError": "window",
    "RateLimitError": "busy",
    "ServiceUnavailableError": "busy",
    "MidStreamFallbackError": "broken",
    "Timeout": "timeout",
    "APIConnectionError": "broken",
    "InternalServerError": "broken",
    "BadGatewayError": "broken",
    "APIError": "broken",
    "APIResponseValidationError": "broken",
    "JSONSchemaValidationError": "broken",
    "MockException": "broken",
    "OpenAIError": "setup",
}

# what litellm gives a class that says nothing, though the status does
_STATUS: Mapping[int, ModelErrorKind] = {
    401: "refused",
    402: "refused",
    403: "refused",
    404: "no-model",
    422: "request",
    429: "busy",
}

# How many requests one answer may cost, whatever was tried before. What is not here is not tried
# again: the same request would meet the same end, or, after a timeout, wait behind itself.
TRIES: Mapping[ModelErrorKind, int] = {"busy": 5, "unreachable": 3, "broken": 3}

_ADVICE: Mapping[ModelErrorKind, str] = {
    "setup": "write PROVIDER/NAME as litellm does, for example ollama_chat/qwen3:8b",
    "unreachable": "start the server, or name another one with --api-base",
    "refused": "check its key (GITDIGEST_API_KEY, or the provider's variable) and what it may use",
    "no-model": "gitdigest models lists what is there",
    "busy": "ask for less at a time with --concurrency, or run again: what is done is kept",
    "broken": "look at the server's log; run again: what is done is kept",
    "timeout": "give it longer with --timeout, or choose a smaller model",
    "window": "load the model with a larger context, or set --window to what it has",
    "cut": "load the model with a larger context, or set --window to what it has",
    "format": "choose a server that knows JSON Schema, or let the answer be text",
    "request": "look at the server's log: it does not accept what was sent",
    "content": "the provider's rules forbid the text of this commit",
    "budget": "allow more with --budget; what is done is kept",
}

# The first number is the prompt's length, the second the window's, where both are told; a group
# may be missing. Servers, in this order: llama.cpp, vLLM (three wordings), llama-cpp-python,
# SGLang, Anthropic, Gemini, LM Studio, Ollama, and whoever speaks of a context at all.
_N = r"(?P<tokens>[\d,]+)"
_W = r"(?P<window>[\d,]+)"
_WINDOW = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        rf"request \({_N} tokens\) exceeds the available context size \({_W}",
        rf"maximum context length is {_W} tokens.{{0,80}}?(?:requested|request has|resulted in) {_N}",
        rf"\(length {_N}\) is longer than the maximum model length of {_W}",
        rf"prompt length of {_N} exceeds the .{{0,40}}?length of {_W}",
        rf"requested tokens \({_N}\) exceed context window of {_W}",
        rf"\({_N} tokens\) is longer than the model's context length \({_W}",
        rf"prompt is too long: {_N} tokens > {_W}",
        rf"token count \({_N}\) exceeds the maximum number of tokens allowed \({_W}",
        rf"keep the first {_N} tokens.{{0,80}}?context length of only {_W}",
        r"context the overflows|exceed_context_size|context_length_exceeded",
        r"(?:input|prompt) (?:length )?(?:is too long|exceeds)",
        r"(?:exceed|too long|larger than|maximum).{0,60}(?:context (?:size|length|window)|n_ctx)",
        r"(?:context (?:size|length|window)|n_ctx|maximum model length).{0,60}(?:exceed|too)",
    )
)
_POOL = re.compile(r"context size has been exceeded", re.IGNORECASE)
_FORMAT = re.compile(
    r"response_format|json_?\s?schema|json_object|guided_json|structured output|grammar|literal_error",
    re.IGNORECASE,
)
_LOADING = re.compile(r"loading model|model is loading|still loading", re.IGNORECASE)
_NO_MODEL = re.compile(
    r"model\W.{0,80}(?:not found|does not exist|not exist|not loaded)|no models? loaded",
    re.IGNORECASE | re.DOTALL,
)
_NOBODY = re.compile(
    r"connect(?:ion)? (?:call )?(?:refused|failed)|cannot connect|all connection attempts failed"
    r"|name or service not known|nodename nor servname|getaddrinfo|no route to host"
    r"|network is unreachable|errno 111",
    re.IGNORECASE,
)
_UNKNOWN_PROVIDER = re.compile(r"llm provider not provided", re.IGNORECASE)
_LITELLM = re.compile(r"\blitellm\.\w+:\s*|\b\w+Exception - |\bHosted_vllmException\b")
_SAID = re.compile(r'"(?:message|error|detail)"\s*:\s*"((?:[^"\\]|\\.)+)"')
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Failure:
    """What is known of a failure: names of the exception's classes, its words, the HTTP status."""

    types: tuple[str, ...]
    text: str
    status: int = 0

    @classmethod
    def of(cls, error: BaseException) -> Failure:
        """What an exception tells."""
        types = tuple(one.__name__ for one in type(error).__mro__)
        status = getattr(error, "status_code", 0)
        return cls(types, str(error), status if isinstance(status, int) else 0)


def model_error(failure: Failure, model: str, where: str) -> ModelError:
    """The error that is told of; `where` is the server's address, or the provider."""
    kind = _kind(failure)
    tokens, window = window_numbers(failure.text) if kind == "window" else (0, 0)
    return ModelError(
        _message(kind, failure, model, where),
        _ADVICE[kind],
        kind=kind,
        tokens=tokens,
        window=window,
    )


def own_error(
    kind: ModelErrorKind, message: str, *, tokens: int = 0, window: int = 0
) -> ModelError:
    """An error that we found ourselves, with the advice of its kind."""
    return ModelError(message, _ADVICE[kind], kind=kind, tokens=tokens, window=window)


def window_numbers(text: str) -> tuple[int, int]:
    """Tokens of the prompt and of the window, as a server's message tells; 0 where it does not."""
    for pattern in _WINDOW:
        if match := pattern.search(text):
            found = match.groupdict()
            return _number(found.get("tokens")), _number(found.get("window"))
    return 0, 0


def _kind(failure: Failure) -> ModelErrorKind:
    kind = _first(KINDS[name] for name in failure.types if name in KINDS)
    if kind == "broken":
        kind = _STATUS.get(failure.status, kind)
    text = failure.text
    if kind in {"refused", "content", "timeout"}:
        return kind
    if _UNKNOWN_PROVIDER.search(text):
        return "setup"
    if _POOL.search(text) and failure.status >= 500:
        return "window"  # or the slots share one pool, see endpoints
    if kind in {"request", "broken", "window"} and any(one.search(text) for one in _WINDOW):
        return "window"
    if _LOADING.search(text):
        return "busy"
    return _by_words(kind, text)


def _by_words(kind: ModelErrorKind, text: str) -> ModelErrorKind:
    if kind == "broken" and _NOBODY.search(text):
        return "unreachable"
    if kind in {"request", "broken"} and _FORMAT.search(text):
        return "format"
    if kind in {"request", "broken"} and _NO_MODEL.search(text):
        return "no-model"
    return kind


def _first(kinds: Iterable[ModelErrorKind]) -> ModelErrorKind:
    return next(iter(kinds), "broken")


def _message(kind: ModelErrorKind, failure: Failure, model: str, where: str) -> str:
    told = {
        "unreachable": f"nobody answers at {where}",
        "timeout": f"{model} at {where} did not answer in time",
        "no-model": f"{where} has no model {model}",
    }
    return told.get(kind) or f"{model} at {where}: {shown(failure.text)}"


def shown(text: str) -> str:
    """A foreign message as one short line: what the server said, without what is around it."""
    said = _SAID.search(text)
    if said:
        text = said[1].replace('\\"', '"').replace("\\n", " ")
    return clean(_LITELLM.sub("", text).strip(), limit=_SHOWN, oneline=True)


def _number(digits: str | None) -> int:
    return int(digits.replace(",", "")) if digits else 0
