"""How well defining sentences are told from others: `python -m benchmarks.definitions [FOLDER]`.

Without a folder on sentences written for this project; with one it prints what is found in the papers there.
"""

import argparse
from pathlib import Path

from benchmarks.definition_cases import DEFINES, IN_GLOSSARY, LOOKS_SO, NO_GLOSSARY, OTHER_MEANING, SAME_MEANING
from benchmarks.reading import read
from models.analyses.terms import TermSettings
from models.definitions import definition_in
from models.encoders import load_encoder
from models.meanings import compare
from models.segmentation import segment

SUFFIXES = {".txt", ".md", ".html", ".htm", ".docx", ".odt", ".rtf", ".pdf"}


def print_figures() -> None:
    """Print precision, recall and what went wrong."""
    right = wrong = 0
    for in_glossary, cases in ((False, DEFINES), (True, IN_GLOSSARY)):
        for sentence, term in cases:
            found = definition_in(sentence, in_glossary=in_glossary)
            if found is not None and found.term == term:
                right += 1
            else:
                print(f"missed, or another term ({found.term if found else None}): {sentence}")
    for sentence in (*LOOKS_SO, *NO_GLOSSARY):
        if (found := definition_in(sentence)) is not None:
            wrong += 1
            print(f"taken for a definition of {found.term!r}: {sentence}")
    n = len(DEFINES) + len(IN_GLOSSARY)
    print_meanings()
    print(
        f"{right} of {n} definitions found with their term; {wrong} of {len(LOOKS_SO) + len(NO_GLOSSARY)} others taken"
    )


def print_meanings() -> None:
    """Print how well equal meanings are told from others."""
    encoder, least = load_encoder(), TermSettings().same_meaning
    for are_one, pairs in ((True, SAME_MEANING), (False, OTHER_MEANING)):
        ones, others = (encoder.encode([pair[turn] for pair in pairs]) for turn in (0, 1))
        told = [
            compare(one, other, float(a @ b), least_closeness=least).are_one
            for (one, other), a, b in zip(pairs, ones, others, strict=True)
        ]
        right = sum(each is are_one for each in told)
        print(f"{right} of {len(pairs)} pairs of {'equal' if are_one else 'other'} meanings told right")


def print_found(folder: Path) -> None:
    """Print the definitions in all papers below a folder."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES and path.is_file():
            text, blocks = read(path)
            for sentence in segment(text, blocks):
                quote = text[sentence.start : sentence.end]
                if (found := definition_in(quote)) is not None:
                    print(f"{path.name}: [{found.term}] {' '.join(quote.split())[:220]}")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.definitions", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="papers to look through instead")
    folder = parser.parse_args().folder
    if folder is None:
        print_figures()
    else:
        print_found(folder)


if __name__ == "__main__":
    main()
