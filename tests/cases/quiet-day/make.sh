#!/usr/bin/env bash
. "$(dirname "$0")/../lib.sh"
# A day without commits names the latest one before it that has some.
at '2026-02-06T08:00:00Z'; echo 1 > a; commit 'feat: one'
at '2026-02-10T08:00:00Z'; echo 2 > a; commit 'feat: two'
