#!/usr/bin/env bash
. "$(dirname "$0")/../lib.sh"
# Lines that other readers break: CR, form feed, U+2028, NEL, no newline at the end, Latin-1, NUL late.
at '2026-02-04T08:00:00Z'
printf 'a\r\nb\r\n' > crlf.txt; printf 'a\fb\n' > form.txt; printf 'a\xe2\x80\xa8b\n' > sep.txt; printf 'a\xc2\x85b\n' > nel.txt
printf 'no end' > end.txt; printf 'caf\xe9\n' > latin.txt; printf -- '--- a\n+++ b\n@@ -1 +1 @@\ndiff --git a/x b/x\n' > patch.txt
commit 'feat: lines'
at '2026-02-04T09:00:00Z'
printf 'a\nb\n' > crlf.txt; printf 'a\fc\n' > form.txt; printf 'a\xe2\x80\xa8c\n' > sep.txt; printf 'a\xc2\x85c\n' > nel.txt
printf 'no end\n' > end.txt; printf 'caf\xe8\n' > latin.txt; printf -- '--- a\n+++ c\n@@ -2 +2 @@\n' > patch.txt
commit 'fix: lines'
