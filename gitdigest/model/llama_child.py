"""The child process that serves a GGUF file by llama.cpp; `llama_server` starts and ends it.

It is run as a file and imports nothing of ours, so that no folder need be on its path.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from typing import Any

import xllamacpp

# llama.cpp gives each kept-alive connection a thread; with too few, clients stall for 5 s
_HTTP_THREADS = 32


def serve() -> None:
    """Read the settings from the first line of stdin, serve until stdin ends.

    The key comes by stdin because arguments and environment can be read by others. Prints one JSON
    line `{"url": ...}` when requests can come.
    """
    settings = json.loads(sys.stdin.buffer.readline())
    # Ctrl-C in a terminal reaches the child too; its parent says when it ends
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_stdin, daemon=True).start()
    try:
        server = xllamacpp.Server(_parameters(settings))
    except RuntimeError as error:
        sys.exit(str(error))
    print(json.dumps({"url": server.listening_address}), flush=True)  # noqa: T201
    signal.pause()


def _end_with_stdin() -> None:
    """End the process, at once: a server that has just begun may take for ever to be stopped."""
    # unbuffered: a thread inside a buffered read aborts the interpreter when it exits
    while os.read(0, 4096):
        pass
    os._exit(0)


def _parameters(settings: dict[str, Any]) -> xllamacpp.CommonParams:
    slots, threads = settings["slots"], settings["threads"]
    parameters = xllamacpp.CommonParams()
    parameters.model.path = settings["path"]
    parameters.model_alias = {settings["name"]}
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.api_keys = [settings["key"]]
    parameters.n_ctx = settings["window"] * slots  # it gives each slot its part
    parameters.n_parallel = slots
    parameters.kv_unified = False
    parameters.cpuparams.n_threads = threads
    parameters.cpuparams_batch.n_threads = threads
    parameters.n_threads_http = _HTTP_THREADS
    parameters.fit_params = False  # the window is ours to choose
    parameters.offline = True
    parameters.ui = False
    parameters.endpoint_slots = True
    parameters.verbosity = 1
    return parameters


if __name__ == "__main__":
    serve()
