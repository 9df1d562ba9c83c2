"""What decides whether two demands are called a collision; see `models.analyses.incompatibilities`."""

from pydantic import BaseModel, ConfigDict, Field


class IncompatibilitySettings(BaseModel):
    """What counts as firm, and what as the same point."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    min_firmness: float = Field(
        0.75, ge=0, le=1, description="Firmness both demands need. Raising it lists fewer, harder candidates."
    )
    same_point: float = Field(
        0.45,
        ge=0,
        le=1,
        description="Closeness of the two sentences. Raising it rejects more candidates as two points.",
    )
    clear: float = Field(
        0.1, ge=0, le=1, description="Lean that both demands need. Raising it lists fewer candidates, surer of sides."
    )
    opposed: float = Field(
        0.6,
        ge=0,
        le=1,
        description="Probability that two sentences oppose each other from which they are a candidate whatever their "
        "sides. Raising it lists fewer candidates.",
    )
    least_opposition: float = Field(
        0.3,
        ge=0,
        le=1,
        description="Probability that two sentences oppose each other below which a candidate is rejected. Raising it "
        "rejects more.",
    )
    other_point: float = Field(
        0.6,
        ge=0,
        le=1,
        description="Probability that two sentences speak of different points from which a candidate is rejected. "
        "Raising it rejects fewer.",
    )
    verified_opposition: float = Field(
        0.8,
        ge=0,
        le=1,
        description="Probability of opposition that two red lines on opposite sides need to be verified. Raising it "
        "leaves fewer on the front page.",
    )
    verified_number_closeness: float = Field(
        0.6,
        ge=0,
        le=1,
        description="Closeness that a least and a smaller most need to be verified. Raising it leaves fewer on the "
        "front page.",
    )
    max_firm_per_issue: int = Field(
        200,
        ge=2,
        le=5000,
        description="Firm positions of an issue that are held against each other, each member's firmest in turn. "
        "Raising it finds more in huge issues; the time grows with its square.",
    )
    max_joint_per_issue: int = Field(
        20,
        ge=0,
        le=1000,
        description="Conflicts of three or more members kept of an issue, of each sort. Raising it keeps more.",
    )
