"""Small requests whose answers tell how a model's server reads and answers."""

from __future__ import annotations

from gitdigest.model.model import Model, Reply
from gitdigest.prompt.conformity import is_conforming
from gitdigest.prompt.prompt import Prompt

NEEDLE = "cobalt-heron-47"
_SAFE = 0.97  # of the window: chat templates add a little
_ANSWER = 60
_TEMPLATE = 64

# words that tokenizers know whole: so their count is close to that of the tokens
_LINE = "the boat went down the river and the men on it saw that the day was cold and the sun low\n"

_WORD = {
    "type": "object",
    "properties": {"word": {"type": "string", "maxLength": 40}},
    "required": ["word"],
    "additionalProperties": False,
}

FORM = Prompt(
    system="Answer with the single word yes, and with nothing else.",
    user="Is water wet?",
    schema={
        "type": "object",
        "properties": {"colour": {"type": "string", "enum": ["red", "green"]}},
        "required": ["colour"],
        "additionalProperties": False,
    },
    schema_name="colour",
    max_tokens=300,
)
"""Asks for what the schema forbids: only a server that keeps to it answers in the form."""


def keeps_form(reply: Reply) -> bool:
    """Whether the answer to `FORM` has its form."""
    return is_conforming(reply.text, FORM.schema)


def long_prompt(model: Model, window: int) -> Prompt:
    """A prompt that nearly fills a window, with a word at its head that only its reader knows."""
    system = "You read to the end before you answer."
    head = f"The word of the day is {NEEDLE}. Remember it: you will be asked for it.\n"
    tail = "What is the word of the day? Answer with it alone, as JSON."
    room = int(window * _SAFE) - _ANSWER - _TEMPLATE
    room -= sum(model.count(text) for text in (system, head, tail))
    lines = max(0, room // model.count(_LINE))
    return Prompt(system, f"{head}{_LINE * lines}{tail}", _WORD, "word", _ANSWER)


def has_needle(reply: Reply) -> bool:
    """Whether an answer tells the word that stood at the head of a long prompt."""
    return NEEDLE in reply.text.casefold()
