#!/usr/bin/env bash
. "$(dirname "$0")/../lib.sh"
# A repository without any commit.
:
