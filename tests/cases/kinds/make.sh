#!/usr/bin/env bash
. "$(dirname "$0")/../lib.sh"
# Every kind of change: mode, link, submodule, binary, rename with edit, copy, type change, empty.
at '2026-02-03T08:00:00Z'
seq 50 > old.py; seq 60 90 > copied.py; echo x > mode.sh; ln -s target link; echo f > turns; printf '\0\1' > blob.bin; : > empty
git update-index --add --cacheinfo 160000,1234567890123456789012345678901234567890,module
git add old.py copied.py mode.sh link turns blob.bin empty; git commit -q -m 'feat: one of each'
at '2026-02-03T09:00:00Z'
git mv old.py new.py; sed -i 's/^7$/seven/' new.py; chmod +x mode.sh; ln -sf elsewhere link; rm turns; ln -s new.py turns
printf '\0\2' > blob.bin; cp copied.py copy.py; echo 91 >> copied.py; rm empty
git update-index --cacheinfo 160000,abcdefabcdefabcdefabcdefabcdefabcdefabcd,module
git add new.py copied.py copy.py mode.sh link turns blob.bin; git rm -q --cached empty; git commit -q -m 'feat: each of them changed'
at '2026-02-03T10:00:00Z'; git commit -q --allow-empty -m 'chore: nothing at all'
