#!/usr/bin/env bash
. "$(dirname "$0")/../lib.sh"
# One commit with an old clock on top, one from the future below: neither hides the day.
at '2026-02-06T08:00:00Z'; echo 1 > a; commit 'feat: first of the day'
at '2031-01-01T00:00:00Z'; echo 2 > a; commit 'feat: from the future'
at '2026-02-06T09:00:00Z'; echo 3 > a; commit 'fix: second of the day'
at '1999-01-01T00:00:00Z'; echo 4 > a; commit 'fix: from the past'
