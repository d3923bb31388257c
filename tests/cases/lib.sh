# Sourced by each make.sh: a repository in the current folder with fixed names and dates.
set -euo pipefail
export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.org
export GIT_COMMITTER_NAME=Grace GIT_COMMITTER_EMAIL=grace@example.org
export LC_ALL=C
at() { export GIT_AUTHOR_DATE="$1" GIT_COMMITTER_DATE="$1"; }
commit() { git add -A && git commit -q --allow-empty --allow-empty-message -m "$1" "${@:2}"; }
git init -q -b main .
