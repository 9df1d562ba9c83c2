"""A demand taken apart by its wording: what frames it, of whom it speaks, how binding it is, what it asks.

No parser: a demand is read as [frame, ...] subject – modal – predicate, which is how most policy sentences are built.
Where there is no modal word, or the subject only points ("it", "we"), that part is left empty and the checks that
need it stay silent.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from spacy.lang.en.stop_words import STOP_WORDS

from corpus.records import Holder, Position
from models.quantities import Quantity, find_quantities

_SPACE = re.compile(r"\s+")
_LABEL = re.compile(r"^(?:\(?[\divx]{1,4}[.)]|\(?[a-z]\)|[-–•])\s+", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*|\d[\d.,]*")
_FRAME = re.compile(
    r"(?:in|on|at|for|from|until|till|up to|during|while|when|where|once|after|before|between|within|inside|outside|"
    r"above|below|over|under|across|throughout|as of|as from|as long as|for as long as|with|by|if|unless|among|along|"
    r"beyond|since|pending|starting|as soon as|as regards|as to|off-\w+)\b[^,;:]*,\s*"
)
_LEAD = re.compile(
    r"(?:as a rule|in general|generally|in principle|normally|ordinarily|in the end|that|and|but|however|therefore|"
    r"moreover|also|we (?:ask|believe|think|insist|demand|propose) that)\b,?\s*"
)
_ASIDE = re.compile(r"^(?:which|who|that|whose|where)\b[^,]*,\s*")
_MODAL = re.compile(
    r"\b(?P<word>must|shall|should|ought|has to|have to|need(?:s)? to|need|needs|may|might|can|cannot|could|"
    r"deserves?|is to|are to)\b(?P<negation>(?: well)?(?: not\b|n't\b| never\b| no longer\b))?"
)
_POINTS = frozenset({
    "it", "this", "that", "these", "those", "they", "we", "i", "you", "he", "she", "there", "one", "our", "us",
    "nothing", "nobody", "everybody", "everyone", "anyone", "anybody", "somebody", "someone", "none", "all",
})  # fmt: skip
_NO = re.compile(
    r"^(?:no(?! (?:less|fewer|more|later|earlier|sooner) than)|nobody|nothing|none|neither|not a|not one)\b"
)
_DENIES = re.compile(
    r"\b(?:no|not|nothing|none|never|nobody|without|free (?:of|from)|spared|exempt|exempted|untouched|untaxed|barred|"
    r"banned|forbidden|prohibited|closed|refuse|refused|outside|out of)\b"
)
_CLAUSE = re.compile(r"[,;:]|\b(?:that|which|who|whose|where|when|if|unless|because|until)\b")
_OPENS = re.compile(r"(?:in|on|at|for|before|after|with|without|by|under|to|of|from|as|if|when|while|because|let)\b")
_BINDING = {"may": "may", "might": "may", "can": "may", "could": "may", "cannot": "must", "need": "need"}


def stem(word: str) -> str:
    """Return a word without the endings that number and tense give it; rough, and the same for both sides."""
    word = word.lower().removesuffix("'s")
    for ending, kept in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", "e"), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) + len(kept) > 3 and not word.endswith("ss"):  # noqa: PLR2004
            word = word.removesuffix(ending) + kept
            break
    return word.removesuffix("e") if len(word) > 4 else word  # noqa: PLR2004


def words_of(text: str) -> list[str]:
    """Return the words of a text, lower case, in order."""
    return [word.lower() for word in _WORD.findall(text)]


def content(text: str) -> frozenset[str]:
    """Return the stems of the words of a text that carry meaning."""
    return frozenset(stem(word) for word in words_of(text) if _carries_meaning(word))


def _carries_meaning(word: str) -> bool:
    return word not in STOP_WORDS and word[0].isalpha()


def shared(a: Iterable[str], b: Iterable[str]) -> float:
    """Return the share of the smaller set of words that both have; 0 where one is empty."""
    one, other = frozenset(a), frozenset(b)
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


@dataclass(frozen=True)
class Demand:
    """One demand with the parts of its wording.

    `whole` is the sentence in lower case with straight apostrophes and single spaces; `written` keeps its capitals.
    """

    position_id: str
    member_id: str
    holder: Holder
    written: str
    frames: tuple[str, ...]
    subject: str
    modal: str
    negated: bool
    predicate: str

    @cached_property
    def whole(self) -> str:
        """The sentence in lower case."""
        return self.written.lower()

    @cached_property
    def zone(self) -> str:
        """What limits the demand: its frames and of whom or what it speaks."""
        return " , ".join((*self.frames, self.subject)).strip(" ,")

    @cached_property
    def _meant(self) -> tuple[re.Match[str], ...]:
        """The words that carry meaning, where they stand in the sentence."""
        return tuple(word for word in _WORD.finditer(self.whole) if _carries_meaning(word.group()))

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """Stems of the words that carry meaning, in order."""
        return tuple(stem(word.group()) for word in self._meant)

    @cached_property
    def content(self) -> frozenset[str]:
        """Stems of all words that carry meaning."""
        return frozenset(self.stems)

    def written_between(self, first: int, end: int) -> str:
        """Return the wording from one of the words that carry meaning to the one before `end`, in lower case."""
        return self.whole[self._meant[first].start() : self._meant[end - 1].end()]

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """All quantities of the sentence."""
        return find_quantities(self.written)

    @cached_property
    def denies(self) -> bool:
        """It asks that something be not so, by whatever word: "not", "no fee", "free of any fee"."""
        return self.negated != (len(_DENIES.findall(_CLAUSE.split(self.predicate)[0])) % 2 == 1)

    @property
    def names_a_class(self) -> bool:
        """The subject names a class of people or things, rather than pointing to somebody."""
        words = words_of(self.subject)
        if not words or words[0] in _POINTS or _OPENS.match(self.subject) or re.search(r"[:;]", self.subject):
            return False
        return bool(content(self.subject))


def demand_of(position: Position) -> Demand:
    """Take a position apart."""
    return read_demand(
        position.quote, position_id=position.position_id, member_id=position.member_id, holder=position.holder
    )


def read_demand(text: str, *, position_id: str = "", member_id: str = "", holder: Holder = Holder.OWN) -> Demand:
    """Take a sentence apart."""
    written = _SPACE.sub(" ", text.replace("’", "'")).strip()
    rest = _LABEL.sub("", written.lower())
    frames: list[str] = []
    while True:
        if lead := _LEAD.match(rest):
            rest = rest[lead.end() :]
        elif frame := _FRAME.match(rest):
            frames.append(frame[0].strip(" ,"))
            rest = _ASIDE.sub("", rest[frame.end() :])
        else:
            break
    modal = _MODAL.search(rest)
    subject = rest[: modal.start()].strip(" ,") if modal else ""
    predicate = rest[modal.end() :].strip() if modal else rest
    word = modal["word"] if modal else ""
    return Demand(
        position_id=position_id,
        member_id=member_id,
        holder=holder,
        written=written,
        frames=tuple(frames),
        subject=subject,
        modal=_BINDING.get(word, "must" if word else ""),
        negated=bool(modal and (modal["negation"] or word == "cannot")) != bool(_NO.match(subject)),
        predicate=predicate,
    )
