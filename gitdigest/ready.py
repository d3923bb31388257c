"""What workers need, loaded: the process that they are forked from imports this, nobody else does."""

from __future__ import annotations

import tree_sitter as tree_sitter

from gitdigest import workers as workers
from gitdigest.git.command import prepare

prepare()
