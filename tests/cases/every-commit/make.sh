#!/usr/bin/env bash
. "$(dirname "$0")/../lib.sh"
# A merge with a change of its own, an octopus, two roots: first-parent shows what each brought in.
at '2026-02-05T01:00:00Z'; echo base > base; commit 'feat: root'
git checkout -q -b one; at '2026-02-05T02:00:00Z'; echo 1 > one; commit 'feat: one'
git checkout -q -b two main; at '2026-02-05T03:00:00Z'; echo 2 > two; commit 'feat: two'
git checkout -q -b three main; at '2026-02-05T04:00:00Z'; echo 3 > three; commit 'feat: three'
git checkout -q main; at '2026-02-05T05:00:00Z'; git merge -q --no-ff --no-commit one; echo evil > base; commit "Merge branch 'one'"
at '2026-02-05T06:00:00Z'; git merge -q -m 'Merge two and three' two three
git checkout -q --orphan other; git rm -rfq .; at '2026-02-05T07:00:00Z'; echo o > orphan; commit 'feat: a second root'
git checkout -q main; at '2026-02-05T08:00:00Z'; git merge -q --allow-unrelated-histories -m "Merge branch 'other'" other
