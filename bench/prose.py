"""The text of story number n: always the same, whatever else is generated.

    text = write(7, tellers=("ป้าสมปอง", "ลุงอุทัย"), extra=["…"])

Nothing is copied from anywhere; sentences are filled from `bench.words`. What a search looks for
is planted on purpose: `places_in`, `rare_in` and `common_in` say where.
"""
# ruff: noqa: S311 (dice for invented texts, not for secrets)

import functools
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from bench import words

SEED = 2569
PLACES = 200  # planted in running text, each in one of 500 stories
RARE = 200  # each in five stories, however many there are
BYTES = 3000  # of the whole text in UTF-8: about a thousand Thai letters
SENTENCES_IN_PARAGRAPH = 4


@dataclass(frozen=True)
class Text:
    """The words of one story; nuggets are (what is known, how)."""

    title: str
    body: str
    aspects: tuple[str, ...]
    nuggets: tuple[tuple[str, str], ...]


def write(number: int, tellers: Sequence[str], planted: Sequence[str]) -> Text:
    """A story told by `tellers` (names as one says them) with the `planted` sentences in it."""
    dice = dice_of(number)
    aspects, things, doings = pick(dice, words.THEMES)
    slots = Slots(dice, tellers, things, doings)
    title = slots.fill(words.TITLES)  # first, so that what is planted changes no title
    sentences = [slots.fill(words.OPENINGS), *planted]
    size = sum(len(each.encode()) for each in sentences)
    middles = shuffled(dice, words.MIDDLES + words.QUOTES)
    while size < BYTES - 250 and middles:
        sentence = slots.say(middles.pop())
        sentences.insert(1 + int(dice.random() * len(sentences)), sentence)
        size += len(sentence.encode())
    sentences.append(slots.fill(words.CLOSINGS))
    nuggets = []
    if dice.random() < 0.2:
        nuggets.append((slots.fill(words.NUGGET_WHAT), slots.fill(words.NUGGET_HOW)))
    return Text(title, paragraphs(sentences), aspects, tuple(nuggets))


class Slots:
    """Fills the slots of a phrase with words that fit one story."""

    def __init__(self, dice, tellers: Sequence[str], things, doings):
        self.dice = dice
        self.lists = {
            "who": tellers[:1],
            "other": tellers[1:] or ("เพื่อนบ้าน", "คนข้างบ้าน", "น้องชายของแก"),
            "thing": things,
            "doing": doings,
            "place": words.HERE,
            "time": words.TIMES,
            "count": words.COUNTS,
            "feel": words.FEELS,
            "food": words.FOODS,
            "tool": words.TOOLS,
            "animal": words.ANIMALS,
            "plant": words.PLANTS,
        }

    def fill(self, patterns: Sequence[str]) -> str:
        """One of the patterns, filled."""
        return self.say(pick(self.dice, patterns))

    def say(self, pattern: str) -> str:
        """The pattern with a word in each slot."""
        return pattern.format_map(self)

    def __getitem__(self, name: str) -> str:
        return pick(self.dice, self.lists[name])


def paragraphs(sentences: list[str]) -> str:
    """Sentences as running text, a few to a paragraph."""
    step = SENTENCES_IN_PARAGRAPH
    rows = [sentences[start : start + step] for start in range(0, len(sentences), step)]
    return "\n\n".join(" ".join(row) for row in rows)


# What is planted --------------------------------------------------------------------------------


def planted(number: int, of: int) -> list[str]:
    """The sentences that story `number` among `of` carries for searches to find."""
    found = [pick(dice_of(number, 3), words.COMMON[word]) for word in common_in(number)]
    found += [f"ทางไป{place}ยังเป็นลูกรัง ต้องถามทางสองครั้ง" for place in places_in(number)]
    found += [f"แกเรียกมันว่า{word} คนรุ่นใหม่ไม่รู้จักแล้ว" for word in rare_in(number, of)]
    return found


def common_in(number: int) -> list[str]:
    """The words of four in ten stories that story `number` has."""
    dice = dice_of(number, 1)
    return [word for word in words.COMMON if dice.random() < 0.4]


def places_in(number: int) -> list[str]:
    """The planted place that story `number` names, if any."""
    dice = dice_of(number, 2)
    return [pick(dice, planted_places())] if dice.random() < PLACES / 500 else []


def rare_in(number: int, of: int) -> list[str]:
    """The rare word of story `number` among `of`, if any: a thousand stories have one."""
    before, now = ((each * RARE * 5) // max(of, RARE * 5) for each in (number - 1, number))
    return [rare_words()[before % RARE]] if now > before else []


@functools.cache
def planted_places() -> tuple[str, ...]:
    """Places that only running text names, never a village."""
    return _places()[:PLACES]


@functools.cache
def village_names() -> tuple[str, ...]:
    """Names for villages; there are fewer than villages, as in life."""
    return tuple(f"บ้าน{place}" for place in _places()[PLACES:])


@functools.cache
def rare_words() -> tuple[str, ...]:
    """Words of a made-up dialect, each in five stories."""
    return _made_up(words.RARE_ENDS)[:RARE]


@functools.cache
def unheard_words() -> tuple[str, ...]:
    """Words that no story has."""
    return _made_up(words.NEVER_ENDS)[:RARE]


def _places() -> tuple[str, ...]:
    return _mixed(head + tail for head, tail in product(words.PLACE_HEADS, words.PLACE_TAILS))


def _made_up(ends: Sequence[str]) -> tuple[str, ...]:
    parts = product(words.RARE_ONSETS, words.RARE_RHYMES, ends)
    return _mixed(rhyme.format(onset) + end for onset, rhyme, end in parts)


def _mixed(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(shuffled(random.Random(SEED), list(found)))


# Dice -------------------------------------------------------------------------------------------


def dice_of(number: int, of: int = 0) -> random.Random:
    """Dice of their own for each story and purpose: the same number throws the same."""
    return random.Random(SEED + number * 8 + of)


def pick(dice: random.Random, things: Sequence):
    """One of the things; `choice` without its checks."""
    return things[int(dice.random() * len(things))]


def shuffled(dice: random.Random, things: Sequence) -> list:
    """The things in an order thrown by the dice."""
    return sorted(things, key=lambda _: dice.random())
