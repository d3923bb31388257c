"""How good a model is at this work: asked about commits with planted faults, and about any others."""
