"""From when a difference between two runs is told."""

from pydantic import BaseModel, ConfigDict, Field


class ChangesSettings(BaseModel):
    """What counts as a change."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    min_likeness: float = Field(
        0.5,
        gt=0,
        le=1,
        description="Share of words that two sentences of a member must have in common to be one that was reworded. "
        "Raising it tells more of them as one withdrawn and one added.",
    )
    min_overlap: float = Field(
        0.25,
        gt=0,
        le=1,
        description="Share of positions that two issues must have in common to be one. Raising it takes more for new.",
    )
    min_drift: float = Field(
        0.1,
        ge=0,
        le=1,
        description="Change of mean agreement from which a member, or an issue, has moved. Raising it tells fewer.",
    )
    fracture_drop: float = Field(
        0.25,
        ge=0,
        le=1,
        description="Fall of the agreement of two members that is a sign of a fracture. Raising it tells fewer.",
    )
    groups_compared: int = Field(
        5,
        ge=0,
        le=1000,
        description="How many of the groups that could start, the largest first, are looked for in the other run. "
        "Raising it looks for more.",
    )
    runs_looked_back: int = Field(
        24,
        ge=1,
        le=1000,
        description="How many earlier runs tell how fast an issue moves. Raising it looks further back.",
    )
