#!/usr/bin/env bash
. "$(dirname "$0")/../lib.sh"
# Names with spaces, quotes, newlines, tabs, CJK, bytes that are not UTF-8, and options' looks.
at '2026-02-02T10:00:00Z'
echo 1 > 'a space'; echo 1 > 'quo"te'; echo 1 > $'new\nline'; echo 1 > $'tab\t'; echo 1 > '日本.md'
echo 1 > $'caf\xe9.txt'; echo 1 > ./--output=x; echo 1 > '[x](y).md'; echo 1 > 'pipe|<b>.txt'
commit 'chore: names'
at '2026-02-02T11:00:00Z'; git mv $'new\nline' 'plain'; git mv 'quo"te' "it's"; commit 'refactor: rename'
