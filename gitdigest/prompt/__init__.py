"""What a model is asked: prompt files, the form of an answer, a diff in pieces that fit."""
