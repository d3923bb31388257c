"""What a model says, compared with the commit: a verdict on every claim."""

from gitdigest.grounding.verdict import Grounding as Grounding
from gitdigest.grounding.verdict import ground as ground
