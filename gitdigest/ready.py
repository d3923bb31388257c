"""What workers need, loaded: the process that they are forked from imports this, nobody else does."""

from __future__ import annotations

from gitdigest import workers as workers
from gitdigest.facts import addressed, trees
from gitdigest.git import command
from gitdigest.report import json as json
from gitdigest.secret import find

trees.prepare()
find.NEEDLES.prepare()
addressed.NEEDLES.prepare()
command.prepare()
