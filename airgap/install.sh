#!/bin/sh
# Installs gitdigest from this folder alone: no network is asked.
#   sh install.sh [FOLDER]     FOLDER is made; default: ~/.local/share/gitdigest-venv
#   PYTHON=/path/to/python3.11 sh install.sh
#   GGUF=no sh install.sh      leaves the engine for GGUF files out
set -eu

here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
target=${1:-$HOME/.local/share/gitdigest-venv}

fail() {
    echo "install.sh: $1" >&2
    echo "hint: $2" >&2
    exit 1
}

command -v "$python" >/dev/null || fail "there is no $python" "PYTHON=/path/to/python3.11 sh install.sh"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "gitdigest needs Python 3.11 or newer, this is $("$python" --version)" "PYTHON=/path/to/python3.11 sh install.sh"
command -v git >/dev/null || echo "install.sh: git is not in PATH; gitdigest needs git 2.30 or newer" >&2

(cd "$here" && sha256sum --check --quiet --strict SHA256SUMS) ||
    fail "a file of this archive is not what it was" "carry it over again, and compare its checksum"

"$python" -m venv "$target" || fail "$target cannot be made" "on Debian and Ubuntu, install python3-venv"
pip() {
    "$target/bin/python" -m pip --isolated --quiet --disable-pip-version-check install \
        --no-index --find-links "$here/wheels" "$@"
}
pip --no-deps --require-hashes -r "$here/requirements.txt" ||
    fail "not every wheel fits this machine" "make the archive with the same system, processor and Python"
if [ "${GGUF:-yes}" != no ]; then
    pip --no-deps --require-hashes -r "$here/gguf.txt" ||
        echo "install.sh: no engine for GGUF files here; a model server is needed" >&2
fi
pip --no-deps "$here"/wheels/gitdigest-*.whl
"$target/bin/python" -m compileall -q "$target/lib" >/dev/null 2>&1 || true
"$target/bin/gitdigest" --version
echo "$target/bin/gitdigest"
