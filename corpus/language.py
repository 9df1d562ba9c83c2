"""Which language a document is written in, judged on its running text."""

from collections import Counter
from collections.abc import Iterable
from functools import cache

from py3langid.langid import LanguageIdentifier

from corpus.blocks import Block, BlockKind

# Without the rarer languages, which short English texts full of names are mistaken for.
LANGUAGES = (
    *("ar", "bg", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et"),
    *("eu", "fi", "fr", "ga", "gl", "he", "hi", "hr", "hu", "id", "is", "it"),
    *("ja", "ko", "lt", "lv", "mk", "mt", "nb", "nl", "pl", "pt", "ro", "ru"),
    *("sk", "sl", "sq", "sr", "sv", "tr", "uk", "vi", "zh"),
)
_RUNNING_TEXT = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.NUMBERED_CLAUSE)
_MIN_WORDS_A_BLOCK = 8
_MAX_BLOCKS = 60
_MAX_BLOCK_LENGTH = 2000


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file("data/model.npz.xz", norm_probs=True)
    identifier.set_languages([code for code in LANGUAGES if code in identifier.labels])
    return identifier


def find_language(text: str, blocks: Iterable[Block], *, min_words: int) -> tuple[str | None, float]:
    """Return the ISO 639-1 code of the language of most words, and the share of words in it (0..1).

    Headings, addresses and table cells are names and numbers rather than language, so running text is asked first,
    block by block, and everything at once only where that is too little. Below `min_words` there is no answer.
    """
    parts = [text[block.start : block.end] for block in blocks if block.kind in _RUNNING_TEXT]
    parts = [part for part in parts if len(part.split()) >= _MIN_WORDS_A_BLOCK]
    if sum(len(part.split()) for part in parts) < min_words:
        parts = [text]
    if sum(len(part.split()) for part in parts) < min_words:
        return None, 0.0
    words: Counter[str] = Counter()
    for part in parts[:: -(-len(parts) // _MAX_BLOCKS)]:
        words[_identifier().classify(part[:_MAX_BLOCK_LENGTH])[0]] += len(part.split())
    code, count = min(words.items(), key=lambda item: (-item[1], item[0]))
    return ("no" if code == "nb" else code), count / words.total()
