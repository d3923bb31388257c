"""A GGUF file of random weights: a language model that says noise, and is real in all else.

Nothing is downloaded. The tokenizer is a byte-level BPE, trained on the English that every CPython
ships (`pydoc_data.topics`), so that tokens are counted as a real one counts them (about two
characters each on code). HTTP, chat template, window, JSON by schema, key-value cache and slots are
those of the engine that serves the file.

One embedding dimension is constant, so that the output matrix has a bias for each token: frequent
tokens are likely, bytes above 0x7f nearly impossible, and free text ends by itself.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from pydoc_data import topics

import numpy as np
import numpy.typing as npt
from gguf import GGUFWriter, TokenType
from gguf.constants import LlamaFileType

Pair = tuple[str, str]
Matrix = npt.NDArray[np.float32]

_TEMPLATE = (
    "{%- for m in messages -%}"
    "{{- '<|im_start|>' + m['role'] + '\\n' + m['content'] + '<|im_end|>\\n' -}}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{- '<|im_start|>assistant\\n' -}}{%- endif -%}"
)
_SPECIALS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
_PIECES = re.compile(r" ?[A-Za-z]+| ?[0-9]| ?[^\sA-Za-z0-9]+|\s+")
_NEVER = 1e-9  # the chance of a byte that is no printable ASCII
_END = 1 / 80  # of the token that ends an answer


@dataclass(frozen=True)
class Shape:
    """How large a model is; the default is 1.1 MB and takes two seconds to write."""

    embedding: int = 64
    layers: int = 2
    heads: int = 4
    key_heads: int = 2
    feed_forward: int = 160


TINY = Shape()
SMALL = Shape(embedding=256, layers=6, heads=8, key_heads=4, feed_forward=768)  # 22 MB


def write_random_gguf(path: Path, *, window: int = 32768, shape: Shape = TINY) -> None:
    """Write the model; the same bytes each time, for one Python and one numpy."""
    vocabulary = Vocabulary.trained("\n".join(topics.topics.values()), merges=1200)
    writer = GGUFWriter(str(path), "llama")
    _describe(writer, vocabulary, window, shape)
    for name, tensor in _tensors(vocabulary, shape):
        writer.add_tensor(name, tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


@dataclass(frozen=True)
class Vocabulary:
    """The tokens, the merges that make them, and how often each occurs in the text."""

    tokens: list[str]
    merges: list[Pair]
    counts: Counter[str]

    @classmethod
    def trained(cls, text: str, merges: int) -> Vocabulary:
        """A byte-level BPE of 256 bytes and so many merges."""
        words = Counter(_PIECES.findall(text)).most_common(4000)
        training = _Training([([_BYTES[b] for b in word.encode()], n) for word, n in words])
        made = [training.merge() for _ in range(merges)]
        tokens = [*(_BYTES[b] for b in range(256)), *(a + b for a, b in made), *_SPECIALS]
        return cls(tokens, made, training.counts())

    @property
    def bias(self) -> Matrix:
        """The logarithm of each token's chance."""
        printable = {_BYTES[b] for b in (10, *range(32, 127))}
        total = self.counts.total()
        chances = [
            max(self.counts[token], 1) / total if set(token) <= printable else _NEVER
            for token in self.tokens[: -len(_SPECIALS)]
        ]
        every = np.array([*chances, _NEVER, _NEVER, _END])
        bias: Matrix = np.log(every / every.sum()).astype(np.float32)
        return bias


class _Training:
    """Words as sequences of tokens, and where each pair of neighbours stands."""

    def __init__(self, words: list[tuple[list[str], int]]) -> None:
        self._words = words
        self._pairs: Counter[Pair] = Counter()
        self._where: defaultdict[Pair, set[int]] = defaultdict(set)
        for index in range(len(words)):
            self._count(index, 1)

    def merge(self) -> Pair:
        """Join the most frequent pair everywhere, and say which it was."""
        best = min(self._pairs.items(), key=lambda item: (-item[1], item[0]))[0]
        for index in self._where.pop(best):
            self._count(index, -1)
            word, n = self._words[index]
            self._words[index] = (_joined(word, best), n)
            self._count(index, 1)
        del self._pairs[best]
        return best

    def counts(self) -> Counter[str]:
        """How often each token stands in the text."""
        counts: Counter[str] = Counter()
        for word, n in self._words:
            for token in word:
                counts[token] += n
        return counts

    def _count(self, index: int, sign: int) -> None:
        word, n = self._words[index]
        for pair in pairwise(word):
            self._pairs[pair] += sign * n
            if sign > 0:
                self._where[pair].add(index)


def _joined(word: list[str], pair: Pair) -> list[str]:
    joined: list[str] = []
    for token in word:
        if joined and (joined[-1], token) == pair:
            joined[-1] += token
        else:
            joined.append(token)
    return joined


def _byte_alphabet() -> dict[int, str]:
    """GPT-2's printable character for each byte."""
    kept = {*range(33, 127), *range(161, 173), *range(174, 256)}
    others = (byte for byte in range(256) if byte not in kept)
    return {byte: chr(byte) for byte in kept} | {
        byte: chr(256 + extra) for extra, byte in enumerate(others)
    }


_BYTES = _byte_alphabet()


def _describe(writer: GGUFWriter, vocabulary: Vocabulary, window: int, shape: Shape) -> None:
    size = len(vocabulary.tokens)
    writer.add_name("random-llama")
    writer.add_file_type(LlamaFileType.ALL_F32)
    writer.add_context_length(window)
    writer.add_embedding_length(shape.embedding)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.key_heads)
    writer.add_rope_dimension_count(shape.embedding // shape.heads)
    writer.add_rope_freq_base(10000.0)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(size)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(vocabulary.tokens)
    kinds = [TokenType.NORMAL] * (size - len(_SPECIALS)) + [TokenType.CONTROL] * len(_SPECIALS)
    writer.add_token_types(kinds)
    writer.add_token_merges([f"{a} {b}" for a, b in vocabulary.merges])
    writer.add_bos_token_id(size - 3)
    writer.add_pad_token_id(size - 3)
    writer.add_eos_token_id(size - 1)
    writer.add_add_bos_token(False)
    writer.add_chat_template(_TEMPLATE)


def _tensors(vocabulary: Vocabulary, shape: Shape) -> Iterable[tuple[str, Matrix]]:
    """Every weight; dimension 0 of the residual stream is 1 throughout, and nothing writes to it."""
    random = np.random.default_rng(0)
    size, width, keys = len(vocabulary.tokens), shape.embedding, shape.embedding // shape.heads

    def matrix(rows: int, columns: int, scale: float) -> Matrix:
        return (random.standard_normal((rows, columns)) * scale).astype(np.float32)

    def silent_at_0(columns: int) -> Matrix:
        made = matrix(width, columns, 0.2 * columns**-0.5)
        made[0] = 0.0
        return made

    embedding, output = matrix(size, width, 0.5), matrix(size, width, 1.5 * width**-0.5)
    embedding[:, 0] = 1.0
    output[:, 0] = vocabulary.bias / 2.0  # behind the last norm, dimension 0 is about 2
    ones = np.ones(width, dtype=np.float32)
    yield "token_embd.weight", embedding
    for layer in range(shape.layers):
        name = f"blk.{layer}."
        yield name + "attn_norm.weight", ones
        yield name + "attn_q.weight", matrix(width, width, width**-0.5)
        yield name + "attn_k.weight", matrix(shape.key_heads * keys, width, width**-0.5)
        yield name + "attn_v.weight", matrix(shape.key_heads * keys, width, width**-0.5)
        yield name + "attn_output.weight", silent_at_0(width)
        yield name + "ffn_norm.weight", ones
        yield name + "ffn_gate.weight", matrix(shape.feed_forward, width, width**-0.5)
        yield name + "ffn_up.weight", matrix(shape.feed_forward, width, width**-0.5)
        yield name + "ffn_down.weight", silent_at_0(shape.feed_forward)
    yield "output_norm.weight", ones
    yield "output.weight", output
