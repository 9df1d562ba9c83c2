"""Which language a document is written in, judged on its running text."""

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
_RUNNING_TEXT = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
_SAMPLE = 20_000


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file("data/model.npz.xz", norm_probs=True)
    identifier.set_languages([code for code in LANGUAGES if code in identifier.labels])
    return identifier


def find_language(text: str, blocks: Iterable[Block], *, min_words: int) -> tuple[str | None, float]:
    """Return the ISO 639-1 code of a document's language and its probability (0..1).

    Headings, addresses and table cells are names and numbers rather than language, so running
    text is asked first, and everything only where that is too little. Below `min_words` words there is no
    answer.
    """
    parts = [text[block.start : block.end] for block in blocks if block.kind in _RUNNING_TEXT]
    sample = "\n".join(parts)
    if len(sample.split()) < min_words:
        sample = text
    if len(sample.split()) < min_words:
        return None, 0.0
    code, probability = _identifier().classify(sample[:_SAMPLE])
    return ("no" if code == "nb" else str(code)), float(probability)
