"""Spoiling a text: bytes, words, numbers, lines and structure, by chance of a seed alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

NUMBERS = (
    *("0", "-0.0", "-1", "1", "1e308", "-1e308", "1e-320", "5e-324", ".inf", "-.inf", ".nan"),
    *("0x" + "F" * 280, "9" * 30, "9" * 299, "9" * 4000, "0o777", "1_000", "1e15", "100 %"),
    *("2147483648", "9223372036854775808", "18446744073709551616", "0.1e-10", "+5", "1,5"),
)
WORDS = (
    *("null", "true", "no", "''", "[]", "{}", "[[]]", "{a: 1}", "~", "'='", '"\\e[31m"', "''''"),
    *('"\\u202e"', "*a", "&a b", "!!python/object:os.system", "<<", "? a", "- -", "| ", "\\0"),
    *("../../../../etc/passwd", "baseline", "./", "/dev/zero", "x" * 300, "é", "\u202e", "{{}}"),
    *("=cmd|'/C calc'!A0", "<script>", "9999-12-31", "0001-01-01", "2023-02-30", "2022-10-04"),
)
_NUMBER = re.compile(r"(?<![\w.])-?\d+(\.\d+)?(e-?\d+)?(?![\w.])")
_WORD = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")
_VALUE = re.compile(r"(?<=: )[^\n,}\]]+")


def spoil(text: str, chance: Random, words: tuple[str, ...]) -> bytes:
    """Return a text spoilt in one to four ways.

    Parameters
    ----------
    text : str
        A file that is right, or nearly.
    chance : Random
        The only source of what is done to it.
    words : tuple of str
        Words of the language, put where others stood.
    """
    for _ in range(chance.choice((1, 1, 1, 2, 2, 4))):
        text = chance.choice(_WAYS)(text, chance, words)
    data = text.encode("utf-8", errors="surrogatepass")
    return _bytes(data, chance) if chance.random() < 0.1 else data


def _numbers(text: str, chance: Random, words: tuple[str, ...]) -> str:
    return _swap(_NUMBER, text, chance, chance.choice(NUMBERS))


def _values(text: str, chance: Random, words: tuple[str, ...]) -> str:
    return _swap(_VALUE, text, chance, chance.choice(NUMBERS + WORDS + words[:40]))


def _words(text: str, chance: Random, words: tuple[str, ...]) -> str:
    return _swap(_WORD, text, chance, chance.choice(words or WORDS))


def _letters(text: str, chance: Random, words: tuple[str, ...]) -> str:
    found = list(_WORD.finditer(text))
    if not found:
        return text
    word = chance.choice(found)
    place = chance.randrange(word.start(), word.end())
    return text[:place] + chance.choice(("", "x", "_", " ", ".", "\u00e9")) + text[place + 1 :]


def _lines(text: str, chance: Random, words: tuple[str, ...]) -> str:
    lines = text.split("\n")
    place, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    way = chance.randrange(5)
    if way == 0:
        del lines[place]
    elif way == 1:
        lines.insert(other, lines[place])
    elif way == 2:
        lines[place], lines[other] = lines[other], lines[place]
    elif way == 3:
        lines[place] = " " * chance.randrange(1, 5) + lines[place]
    else:
        lines[place] = lines[place].lstrip()
    return "\n".join(lines)


def _signs(text: str, chance: Random, words: tuple[str, ...]) -> str:
    place = chance.randrange(len(text) + 1)
    sign = chance.choice(
        (*tuple("{}[],:-#&*!|>'\"%@`\t\n\r=+;"), "\x00", "\x1b", "\ufeff", "\u2028")
    )
    return text[:place] + sign + text[place + chance.randrange(2) :]


def _pieces(text: str, chance: Random, words: tuple[str, ...]) -> str:
    start = chance.randrange(len(text) + 1)
    piece = text[start : start + chance.randrange(1, 200)]
    if chance.random() < 0.5:
        return text[:start] + text[start + len(piece) :]
    return text[:start] + piece * chance.choice((2, 3, 50)) + text[start:]


def _swap(pattern: re.Pattern[str], text: str, chance: Random, new: str) -> str:
    found = list(pattern.finditer(text))
    if not found:
        return text + new
    old = chance.choice(found)
    return text[: old.start()] + new + text[old.end() :]


def _bytes(data: bytes, chance: Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(chance.randrange(1, 4)):
        if spoilt:
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


_WAYS: tuple[Callable[[str, Random, tuple[str, ...]], str], ...] = (
    *(_numbers, _numbers, _values, _values, _values, _words, _words),
    *(_letters, _lines, _lines, _signs, _pieces),
)
