"""How well and how fast papers are read, against truths that other programs made: `make bench-reading`."""

import argparse
import ast
import json
import re
import time
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pypdfium2 as pdfium
from lxml import etree
from markdown_it import MarkdownIt
from markdown_it.token import Token

import corpus.formats
from corpus.amendments import set_aside_originals
from corpus.blocks import Block, BlockKind, assemble
from corpus.discovery import discover
from corpus.formats import DocumentFormat, Limits, UnreadableError
from corpus.formats._sniff import format_of
from models.segmentation import segment

FORMATS = discover(corpus.formats, "FORMAT", DocumentFormat)
LIMITS = Limits(max_bytes=1 << 28, max_pages=5000, max_depth=1000)
GRAM = 5
MIN_WORDS = 20
RUNS = 3
EDGE_LINES = 2
MIN_SHARE = 0.4
LONGEST_JOIN = 6
WORD = re.compile(r"[^\W_]+")
LABEL = re.compile(r"^\s*(?:[•●○◦▪■‣⁃∙·\uf0b7\uf0a7]|[-–—*+]\s|\(?[0-9a-zA-Z]{1,3}(?:\.\d{1,3})*[.)](?=\s))\s*")
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
WORDPROCESSING = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read(path: Path) -> tuple[str, tuple[Block, ...]]:
    """Return the text and blocks of a file as a run would see them; none if no format reads it."""
    content = path.read_bytes()
    try:
        pieces = format_of(content, path.name, FORMATS).read(content, LIMITS).pieces
    except UnreadableError:
        return "", ()
    return assemble(set_aside_originals(pieces))


def body(text: str, blocks: Iterable[Block]) -> str:
    """Return a text without its running headers and footers, which are kept but stand for nothing."""
    return "\n\n".join(text[each.start : each.end] for each in blocks if each.kind is not BlockKind.HEADER_FOOTER)


def segments(text: str, blocks: Sequence[Block]) -> list[str]:
    """Return what a reader would call the parts of a text: its sentences, and its headings and the like whole."""
    sentences = segment(text, blocks)
    cut = {sentence.block.start for sentence in sentences}
    whole = [(block.start, text[block.start : block.end]) for block in blocks if block.start not in cut]
    return [said for _, said in sorted([*whole, *((sentence.start, sentence.text) for sentence in sentences)])]


def words(text: str) -> list[str]:
    """Return the words of a text in small letters, without accents and typographic signs."""
    plain = unicodedata.normalize("NFKD", text)
    return WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign)).lower())


def grams(text: str) -> Counter[tuple[str, ...]]:
    """Count the runs of five words."""
    found = words(text)
    return Counter(tuple(found[place : place + GRAM]) for place in range(len(found) - GRAM + 1))


def shares(truth: str, said: str) -> tuple[float, float]:
    """Return the shares of the truth's runs of words that were read, and of those read that are true."""
    wanted, found = grams(truth), grams(said)
    common = (wanted & found).total()
    return common / max(1, wanted.total()), common / max(1, found.total())


def markdown_words(path: Path) -> str:
    """Return what a Markdown file prints, code included."""

    def parts(tokens: Iterable[Token]) -> Iterator[str]:
        for token in tokens:
            if token.children is not None:
                yield from parts(token.children)
            elif token.type != "html_block":
                yield token.content if token.content else "\n"

    return "".join(parts(MarkdownIt("commonmark").enable("table").parse(path.read_text(encoding="utf-8"))))


def word_file_words(path: Path) -> str:
    """Return the text of every paragraph of a Word file, as its XML holds it, without what Word hides."""
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    for copy in list(root.iter(FALLBACK)):  # what a text box says is there a second time for old programs
        copy.getparent().remove(copy)
    hidden = {run for run in root.iter(f"{WORDPROCESSING}r") if run.find(f".//{WORDPROCESSING}vanish") is not None}
    parts: list[str] = []
    for node in root.iter(f"{WORDPROCESSING}p", f"{WORDPROCESSING}t", f"{WORDPROCESSING}tab", f"{WORDPROCESSING}br"):
        if node.tag == f"{WORDPROCESSING}p":
            parts.append("\n")
        elif node.getparent() not in hidden:
            parts.append(node.text or " ")
    return "".join(parts)


def raw_pdf(path: Path) -> list[str]:
    """Return the pages of a PDF as PDFium alone gives them."""
    document = pdfium.PdfDocument(path)
    pages = []
    for number in range(len(document)):
        page = document[number]
        textpage = page.get_textpage()
        pages.append(textpage.get_text_range())
        textpage.close()
        page.close()
    document.close()
    return pages


def plain_pdf(path: Path) -> str:
    """Return PDFium's text with repeated lines at the edges of pages dropped and line-end hyphens joined."""
    pages = [[line for line in re.split(r"[\r\n]+", page) if line.strip()] for page in raw_pdf(path)]

    def key(line: str) -> str:
        return re.sub(r"\d+", "#", " ".join(line.lower().split()))

    edges = Counter(key(line) for page in pages for line in {*page[:EDGE_LINES], *page[-EDGE_LINES:]})
    running = {line for line, count in edges.items() if count >= max(2, MIN_SHARE * len(pages))}
    text = "\n".join(line for page in pages for line in page if key(line) not in running)
    return re.sub("[\x02\ufffe]\n?|(?<=[a-z])-\n(?=[a-z])", "", text)


def print_truths(documents: Path) -> None:
    """Print how much of papers that exist in several formats is read from each, Markdown being the truth."""
    totals: dict[str, list[tuple[float, float]]] = {}
    for truth in sorted(documents.rglob("*.md")):
        copies = [copy for copy in sorted(truth.parent.glob(f"{truth.stem}.*")) if copy != truth]
        if not copies:
            continue
        printed = markdown_words(truth)
        for copy in copies:
            figures = {copy.suffix[1:]: shares(printed, body(*read(copy)))}
            if copy.suffix == ".pdf":
                figures["pdf, plain PDFium"] = shares(printed, plain_pdf(copy))
            for name, (recall, precision) in figures.items():
                totals.setdefault(name, []).append((recall, precision))
                print(f"  {truth.stem[:40]:40} {name:20} recall {recall:.3f}, precision {precision:.3f}")
        html = MarkdownIt("commonmark").enable("table").render(truth.read_text(encoding="utf-8")).encode()
        page = format_of(html, "paper.html", FORMATS).read(html, LIMITS)
        totals.setdefault("html, made of it", []).append(shares(printed, assemble(page.pieces)[0]))
    for path in sorted(documents.rglob("*.docx")):
        printed = word_file_words(path)
        if len(words(printed)) >= MIN_WORDS:
            totals.setdefault("docx, its own XML", []).append(shares(printed, body(*read(path))))
    for name, figures in sorted(totals.items()):
        recall, precision = (sum(column) / len(figures) for column in zip(*figures, strict=True))
        print(f"{name:20} ({len(figures)} papers): {GRAM}-gram recall {recall:.3f}, precision {precision:.3f}")


def print_quotes(gold: Path, *, verbose: bool) -> None:
    """Print the share of hand-picked quotes that are one sentence as it was cut, or several whole ones."""
    truth = json.loads((gold / "gold.json").read_text(encoding="utf-8"))
    quotes = [(position["document"], position["quote"]) for position in truth["positions"]]
    sentences: dict[str, list[list[str]]] = {}
    n_one = n_joined = 0
    for name, quote in quotes:
        if name not in sentences:
            text, blocks = read(gold / "corpus" / name)
            sentences[name] = [words(LABEL.sub("", sentence.text)) for sentence in segment(text, blocks)]
        wanted = words(LABEL.sub("", quote))
        length = _joined(sentences[name], wanted)
        n_one += length == 1
        n_joined += length > 1
        if verbose and not length:
            print(f"  not whole: {name}: {quote}")
    whole = (n_one + n_joined) / len(quotes)
    print(f"{len(quotes)} quotes of {gold.name}: {n_one} are one sentence, {n_joined} several whole ones: {whole:.1%}")


def _joined(sentences: Sequence[list[str]], wanted: list[str]) -> int:
    """Return how many sentences in a row make up the words, 0 if none do."""
    for start in range(len(sentences)):
        said: list[str] = []
        for length, sentence in enumerate(sentences[start : start + LONGEST_JOIN], start=1):
            said += sentence
            if said == wanted:
                return length
            if said != wanted[: len(said)]:
                break
    return 0


def print_cases(path: Path, *, verbose: bool) -> None:
    """Print how many of the written-out cases are cut as a reader would; `path` holds `G = [(name, text, [...])]`."""
    cases = ast.literal_eval(
        re.split(r"^G *=", path.read_text(encoding="utf-8"), maxsplit=1, flags=re.MULTILINE)[1].strip()
    )
    read_text = next(each for each in FORMATS if each.name == "text").read
    exact = n_without_labels = 0
    for name, text, expected in cases:
        said = segments(*assemble(read_text(text.encode(), LIMITS).pieces))
        exact += said == expected
        bare = [LABEL.sub("", each) for each in said] == [LABEL.sub("", each) for each in expected]
        n_without_labels += bare
        if verbose and not bare:
            print(f"  {name}: {said}")
    print(f"{path.name}: {exact} of {len(cases)} as expected, {n_without_labels} when list labels are left aside")


def print_speed(papers: Sequence[Path]) -> None:
    """Print pages per CPU second of PDFium's text alone and of reading with blocks and sentences."""
    readable = []
    for path in papers:
        try:
            if sum(map(len, raw_pdf(path))) and read(path)[0]:
                readable.append(path)
        except pdfium.PdfiumError:
            continue
    n_pages = sum(len(raw_pdf(path)) for path in readable)

    def blocks_of(path: Path) -> object:
        return read(path)

    def sentences_of(path: Path) -> object:
        return segment(*read(path))

    print(f"{len(readable)} PDF files, {n_pages} pages, per CPU second:")
    alone = 0.0
    for name, step in (("PDFium's text", raw_pdf), ("with blocks", blocks_of), ("and sentences", sentences_of)):
        rate = n_pages / min(_seconds(step, readable) for _ in range(RUNS))
        alone = alone or rate
        print(f"  {name:15} {rate:5.0f} pages, {rate / alone:.0%}")


def _seconds(step: Callable[[Path], object], papers: Sequence[Path]) -> float:
    started = time.process_time()
    for path in papers:
        step(path)
    return time.process_time() - started


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="benchmarks/reading.py", description=__doc__)
    parser.add_argument("--documents", type=Path, default=Path("../shared/documents"), help="folder of papers")
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold/remote_work"), help="corpus with quotes")
    parser.add_argument("--cases", type=Path, nargs="*", default=[], help="files of sentence cases")
    parser.add_argument("--only", choices=("truths", "quotes", "cases", "speed"), help="one measure alone")
    parser.add_argument("--verbose", action="store_true", help="say what failed")
    options = parser.parse_args()
    chosen = (options.only,) if options.only else ("truths", "quotes", "cases", "speed")
    if "truths" in chosen:
        print_truths(options.documents)
    if "quotes" in chosen:
        print_quotes(options.gold, verbose=options.verbose)
    if "cases" in chosen:
        for path in options.cases:
            print_cases(path, verbose=options.verbose)
    if "speed" in chosen:
        print_speed(sorted(options.documents.rglob("*.pdf")))


if __name__ == "__main__":
    main()
