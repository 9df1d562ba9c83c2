"""How much the report shows at once; what is beyond stands in folds, in files beside it, or in the tables."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from reports.language import SOURCE, languages


class Layout(BaseModel):
    """Sizes of the report. They change what is visible at first sight, never a finding."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: str = Field(
        default=SOURCE,
        description=f"The language of the report's own sentences: {', '.join(f'`{code}`' for code in languages())}. "
        "Quotes, and sentences that stand in the tables, stay as they are.",
    )
    pdf: bool = Field(
        default=False,
        description="Also print the meeting pack into report/meeting-pack.pdf, with a Chromium on PATH or the extra "
        "`pdf`. Without either the report is made and warns.",
    )
    paper: Literal["A4", "Letter"] = Field(default="A4", description="The paper of meeting-pack.pdf.")
    quotes_in_page: int = Field(
        default=4000,
        ge=0,
        description="Quotes that index.html holds before the rest moves to evidence/<member>.html. "
        "Raising it gives one larger file.",
    )
    quotes_per_stance: int = Field(
        default=2,
        ge=1,
        description="Quotes per member and issue that stay in index.html when the rest moves out. "
        "Raising it keeps more quotes one click away.",
    )
    quotes_per_side: int = Field(
        default=2,
        ge=1,
        description="Quotes that stand open on each side of a collision. Raising it makes cards longer.",
    )
    possible_open: int = Field(
        default=3,
        ge=0,
        description="Possible collisions that stand open when none is verified; the others stay folded. "
        "Raising it opens more.",
    )
    questions_listed: int = Field(
        default=6,
        ge=0,
        description="Questions of each kind that are listed; the others are counted. Raising it lists more.",
    )
    possible_cards: int = Field(
        default=15,
        ge=0,
        description="Possible collisions that get a card; the others stand in a list. Raising it adds cards.",
    )
    map_members: int = Field(
        default=60,
        ge=1,
        description="Members that the map shows in one table. Raising it widens the table.",
    )
    map_block: int = Field(
        default=40,
        ge=1,
        description="Members per table once the map is split. Raising it makes fewer, wider tables.",
    )
    map_issues: int = Field(
        default=80,
        ge=1,
        description="Issues that the map shows, those with most members first. Raising it lengthens the map.",
    )
    matrix_members: int = Field(
        default=40,
        ge=2,
        description="Members up to which the matrix of pairs is drawn. Raising it draws larger ones.",
    )
    box_agreement: float = Field(
        default=0.75,
        ge=0.0,
        le=1.0,
        description="Agreement that every two of some neighbours in the matrix need for a box around them, where they "
        "can be compared. Raising it draws fewer and smaller boxes.",
    )
    pairs_listed: int = Field(
        default=15,
        ge=1,
        description="Closest and most distant pairs that are listed. Raising it lists more.",
    )
    subsets_shown: int = Field(
        default=3,
        ge=1,
        description="Groups that could start together that stand open. Raising it opens more of them.",
    )
    subsets_listed: int = Field(
        default=5,
        ge=1,
        description="Groups that could start together that are listed at all, open or folded, for each basis. "
        "Raising it lists more of them.",
    )
    subsets_drawn: int = Field(
        default=5,
        ge=0,
        description="Groups that could start together in the picture of who is in which. Raising it draws more.",
    )
    contradictions_listed: int = Field(
        default=5,
        ge=0,
        description="Pairs of sentences of one member that seem to contradict each other that are listed. Raising it "
        "lists more.",
    )
    scenarios_listed: int = Field(
        default=5,
        ge=0,
        description="Cases to play through that are listed, the likeliest first. Raising it lists more.",
    )
    trades_listed: int = Field(
        default=5,
        ge=0,
        description="Exchanges between members that are listed, the best first. Raising it lists more.",
    )
    dropped_listed: int = Field(
        default=50,
        ge=0,
        description="Dropped things and rejected candidates that are listed for one reason; all are counted. "
        "Raising it lists more.",
    )
    near_misses: int = Field(
        default=10,
        ge=0,
        description="Issues with a single objection that are listed. Raising it lists more.",
    )
    thin_issues: int = Field(
        default=3,
        ge=0,
        description="A member with a position on fewer issues is marked thin. Raising it marks more members.",
    )
    clear_quote: float = Field(
        default=0.5,
        ge=0.0,
        le=1.0,
        description="Lean from which a sentence is shown as an example of an agreement. Raising it leaves more "
        "agreements without one.",
    )
    easy_to_miss: float = Field(
        default=0.5,
        ge=0.0,
        le=1.0,
        description="Agreements in different words at or above this score are called easy to miss. "
        "Raising it calls fewer so.",
    )

    @field_validator("language")
    @classmethod
    def _spoken(cls, code: str) -> str:
        if code not in languages():
            raise ValueError(f"{code} is no language of the report; known are {', '.join(languages())}")
        return code
