"""What mends a model's server, by its kind."""

from __future__ import annotations

from gitdigest.errors import ModelError

_ENOUGH = 16384
_LARGER = {
    "llama.cpp": f"llama-server --ctx-size {_ENOUGH} (it is shared by the slots: --parallel 1)",
    "vllm": f"vllm serve NAME --max-model-len {_ENOUGH}",
    "lmstudio": f"lms load NAME --context-length {_ENOUGH}",
    "user": "window = 0 (or without --window: it is found out)",
}
_UNREACHABLE = "ollama serve, or llama-server -m FILE.gguf; elsewhere: --api-base URL"
_KEY = "export GITDIGEST_API_KEY=..."
BETTER = "gitdigest eval -m THIS -m ANOTHER compares models"
FORMED = "serve it by llama.cpp, vLLM, Ollama or LM Studio: they keep to a JSON Schema"
SILENT = "llama-server --reasoning-budget 0, or a model that does not think aloud"


def larger_window(kind: str) -> str:
    """What gives a model a larger window; an Ollama takes what the configuration says."""
    return _LARGER.get(kind, window_line(_ENOUGH))


def window_line(tokens: int) -> str:
    """The line of a configuration that sets the window."""
    return f"window = {tokens}"


def way_in(error: ModelError) -> str:
    """What mends an error that keeps from asking at all."""
    known = {"unreachable": _UNREACHABLE, "refused": _KEY}
    return known.get(error.kind, error.hint)
