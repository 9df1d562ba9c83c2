"""Confirmation sheets of a whole run: nothing in a member's sheet comes from anybody else's papers."""

OTHER = (
    "Nobody may work on a Sunday. We will leave if night shifts are allowed. Wages should follow the price of bread, "
    "and we would welcome a fund for boots.\n"
)


def test_a_sheet_stays_the_same_to_the_byte_when_all_other_papers_change(tmp_path, analyse, papers, write):
    member = sorted(papers)[0].split("/")[0]
    own = {name: text for name, text in papers.items() if name.startswith(f"{member}/")}
    others = {name: OTHER * turn for turn, name in enumerate(sorted(set(papers) - set(own)), start=1)}
    sheets = []
    for folder, given in (("one", papers), ("two", own | others), ("three", own | {"zeta/paper.md": OTHER})):
        # Equal names of the alliance: it stands on the sheet, and is the folder's name.
        outcome = analyse(write(tmp_path / folder / "alliance", {f"documents/{k}": v for k, v in given.items()}))
        sheets.append((outcome.folder / "report" / "members" / f"{member}.html").read_text(encoding="utf-8"))
    assert "data-id" in sheets[0]
    assert sheets[1] == sheets[0]
    assert sheets[2] == sheets[0]
