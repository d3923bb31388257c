#!/usr/bin/env bash
. "$(dirname "$0")/../lib.sh"
# A day with a border at each end, a body with list markers and trailers, all tiers.
at '2026-01-25T15:59:59Z'; mkdir -p src/core docs; seq 40 > src/core/a.py; echo hello > docs/index.md; commit 'feat: the last second of the day before'
at '2026-01-25T16:00:00Z'; echo more >> docs/index.md; commit 'docs: the first second of the day' -m '- one
* two

Signed-off-by: Ada <ada@example.org>'
at '2026-01-26T04:00:00Z'; seq 41 400 > src/core/a.py; commit 'feat(core)!: replace the sequence | all of it (#12)' -m 'BREAKING CHANGE: numbers start at 41'
at '2026-01-26T10:00:00Z'; sed -i 's/^50$/51/' src/core/a.py; commit 'fix: `50` is not 51

Fixes: #13'
at '2026-01-26T16:00:00Z'; echo late >> docs/index.md; commit 'docs: the first second of the day after'
