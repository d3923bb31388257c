#!/usr/bin/env bash
. "$(dirname "$0")/../lib.sh"
# What more than the commit tells: who uses a name, the same change elsewhere, what is taken back.
mkdir -p shop tests
at '2026-02-03T08:00:00Z'
printf 'def unit_price(item):\n    return item.price\n' > shop/price.py
printf 'from shop.price import unit_price\n\n\ndef total(items):\n    return sum(unit_price(i) for i in items)\n' > shop/cart.py
printf 'from shop.price import unit_price\n\n\ndef test_it():\n    assert unit_price(1)\n' > tests/test_price.py
commit 'feat: prices'
git switch -qc release
at '2026-02-03T09:00:00Z'
git switch -q main; sed -i 's/item.price/round(item.price, 2)/' shop/price.py; commit 'fix: round prices'
at '2026-02-03T10:00:00Z'
git switch -q release; echo '# 1.0' > CHANGES.md; commit 'docs: changes'
at '2026-02-03T11:00:00Z'
sed -i 's/item.price/round(item.price, 2)/' shop/price.py; commit 'fix: round prices in the release, too'
at '2026-02-03T12:00:00Z'
git switch -q main; sed -i 's/round(item.price, 2)/item.price/' shop/price.py; commit 'fix: totals are off by cents'
at '2026-02-03T13:00:00Z'
echo '# prices are gone' > shop/price.py; commit 'refactor: drop prices'
