"""Finds model servers on this machine, and learns their models, windows and slots."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal

from gitdigest.model.jsonhttp import JsonServer

Kind = Literal["ollama", "llama.cpp", "lmstudio", "vllm", "openai"]

# where each listens unless told otherwise
PORTS = {
    11434: "Ollama",
    8080: "llama.cpp, llamafile, LocalAI",
    1234: "LM Studio",
    8000: "vLLM",
    1337: "Jan",
    30000: "SGLang",
    5001: "KoboldCpp",
    12434: "Docker Model Runner",
}
_SCAN = 0.5  # seconds for a request to an address that nobody named
_NAMED = 5.0
_SHOWN = 50  # models that an Ollama is asked about one by one
_CHAT = frozenset({"llm", "vlm", ""})


@dataclass(frozen=True, slots=True)
class ServedModel:
    """A model that a server offers.

    `window` is what one request may have now and `trained` what the model was made for, in tokens;
    0 where the server does not tell. `digest` names the weights, where it tells.
    """

    name: str
    window: int = 0
    trained: int = 0
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Server:
    """A model server: `base` has no /v1; `slots` is 0 where it does not tell how many it has."""

    base: str
    kind: Kind
    models: tuple[ServedModel, ...] = ()
    slots: int = 0
    needs_key: bool = False

    @property
    def api_base(self) -> str:
        """The address that litellm is given."""
        return self.base if self.kind == "ollama" else f"{self.base}/v1"

    @property
    def provider(self) -> str:
        """What litellm calls this kind; its plain one, for vLLM, retries nothing by itself."""
        return "ollama_chat" if self.kind == "ollama" else "hosted_vllm"

    def model(self, name: str) -> ServedModel | None:
        """The model of that name, or the only one of a llama.cpp, which takes any name for it."""
        names = (name, f"{name}:latest") if self.kind == "ollama" else (name,)
        found = next((one for one in self.models if one.name in names), None)
        if found is None and self.kind == "llama.cpp" and len(self.models) == 1:
            return self.models[0]
        return found


def find_servers(ports: Iterable[int] = PORTS, key: str = "") -> list[Server]:
    """The servers that listen on this machine's loopback, in the order of the ports."""
    bases = [f"http://127.0.0.1:{port}" for port in ports]
    with ThreadPoolExecutor(len(bases) or 1) as pool:
        found = pool.map(lambda base: probe(base, key, timeout=_SCAN), bases)
        return [server for server in found if server]


def probe(base: str, key: str = "", *, timeout: float = _NAMED, named: str = "") -> Server | None:
    """The server at an address, with or without /v1; None where nobody answers as one.

    A server that lists no models is taken to have the one that is `named`.
    """
    http = JsonServer(base.rstrip("/").removesuffix("/v1"), key, timeout)
    listed = http.get("/v1/models")
    if listed.status == 0:
        return None
    if listed.status in {401, 403}:
        return Server(http.base, "openai", needs_key=True)
    data = _objects(listed.table.get("data"))
    for kind in (_llama_cpp, _ollama, _lm_studio):
        if server := kind(http, data):
            return server
    return _openai(http, data or [{"id": named}])


def tokenizer(server: Server, model: str, key: str = "") -> Callable[[str], int] | None:
    """How the server counts tokens, where it can be asked."""
    http = JsonServer(server.base, key)

    def by_llama_cpp(text: str) -> int:
        return len(http.post("/tokenize", {"content": text}).table.get("tokens") or ())

    def by_vllm(text: str) -> int:
        return _int(http.post("/tokenize", {"model": model, "prompt": text}).table.get("count"))

    count = {"llama.cpp": by_llama_cpp, "vllm": by_vllm}.get(server.kind)
    return count if count and count("word") else None


def _llama_cpp(http: JsonServer, data: Sequence[dict[str, Any]]) -> Server | None:
    props = http.get("/props").table
    settings = props.get("default_generation_settings")
    if not isinstance(settings, dict):
        return None
    window = _int(settings.get("n_ctx"))
    models = (_of_llama_cpp(entry, window) for entry in data if entry.get("id"))
    return Server(http.base, "llama.cpp", tuple(models), _int(props.get("total_slots")))


def _of_llama_cpp(entry: dict[str, Any], window: int) -> ServedModel:
    meta = entry.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    digest = "-".join(str(meta[name]) for name in ("n_params", "size", "ftype") if name in meta)
    # it promises a window beyond what the model was trained for, and then keeps to that
    known = [size for size in (window, _int(meta.get("n_ctx"))) if size]
    return ServedModel(
        str(entry["id"]), min(known, default=0), _int(meta.get("n_ctx_train")), digest
    )


def _ollama(http: JsonServer, _data: Sequence[dict[str, Any]]) -> Server | None:
    tags = http.get("/api/tags").table
    if not isinstance(tags.get("models"), list):
        return None
    loaded = {
        entry.get("name"): _int(entry.get("context_length"))
        for entry in _objects(http.get("/api/ps").table.get("models"))
    }
    entries = [entry for entry in _objects(tags["models"]) if entry.get("name")]
    models = (
        ServedModel(
            name=str(entry["name"]),
            window=loaded.get(entry["name"], 0),
            trained=_trained(http, str(entry["name"])) if number < _SHOWN else 0,
            digest=str(entry.get("digest") or ""),
        )
        for number, entry in enumerate(entries)
    )
    return Server(http.base, "ollama", tuple(models))


def _trained(http: JsonServer, name: str) -> int:
    """The window that an Ollama's model was made for; the key begins with the architecture."""
    info = http.post("/api/show", {"model": name}).table.get("model_info")
    sizes = info.items() if isinstance(info, dict) else ()
    return next((_int(size) for key, size in sizes if str(key).endswith(".context_length")), 0)


def _lm_studio(http: JsonServer, _data: Sequence[dict[str, Any]]) -> Server | None:
    entries = _objects(http.get("/api/v0/models").table.get("data"))
    if not any("max_context_length" in entry for entry in entries):
        return None
    models = (
        ServedModel(
            name=str(entry["id"]),
            window=_int(entry.get("loaded_context_length")),
            trained=_int(entry.get("max_context_length")),
        )
        for entry in entries
        if entry.get("id") and entry.get("type", "") in _CHAT
    )
    return Server(http.base, "lmstudio", tuple(models))


def _openai(http: JsonServer, data: Sequence[dict[str, Any]]) -> Server | None:
    models = tuple(
        ServedModel(str(entry["id"]), _int(entry.get("max_model_len")))
        for entry in data
        if entry.get("id")
    )
    if not models:
        return None
    batching = any(model.window for model in models)  # vLLM and SGLang tell it, nobody else does
    return Server(http.base, "vllm" if batching else "openai", models)


def _objects(value: object) -> list[dict[str, Any]]:
    """The objects of a list that a server sent, whatever it really is."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _int(value: object) -> int:
    return value if isinstance(value, int) and 0 < value < 1 << 31 else 0
