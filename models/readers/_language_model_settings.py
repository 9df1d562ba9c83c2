"""How a language model is asked, and how much may be spent on it."""

from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator


class LanguageModelSettings(BaseModel):
    """How a language model is asked, where `readers` or `second_look` names one. Its key never stands here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str = Field(
        "",
        description="Address of an OpenAI-compatible server up to `/chat/completions`, as in "
        "`http://localhost:8000/v1`. Empty: nothing is sent, requests and answers go through files (`commonground "
        "reader export`).",
    )
    model: str = Field("", description="The model's name as the server knows it.")
    key_variable: str = Field(
        "COMMONGROUND_API_KEY",
        pattern=r"^[A-Za-z_][A-Za-z0-9_]*$",
        description="Environment variable that holds the key. A server of your own may need none.",
    )
    at_once: int = Field(4, ge=1, le=64, description="Papers read at the same time. Raising it is faster, never other.")
    requests_per_minute: int = Field(
        0, ge=0, le=100_000, description="Most requests a minute, 0 for no limit. Raising it is faster."
    )
    max_requests: int = Field(
        2000, ge=0, le=10_000_000, description="Requests that one run may send. Raising it may cost more."
    )
    max_tokens: int = Field(
        5_000_000, ge=0, description="Tokens that one run may send and get. Raising it may cost more."
    )
    max_answer_tokens: int = Field(
        8000, ge=100, le=1_000_000, description="Tokens of one answer. Raising it lets longer answers be whole."
    )
    timeout_seconds: float = Field(
        180, gt=0, le=3600, description="Longest time for one answer. Raising it gives slow servers a chance."
    )
    attempts: int = Field(
        5, ge=1, le=20, description="How often a request is sent to a server that fails. Raising it waits longer."
    )
    backoff_seconds: float = Field(
        2,
        gt=0,
        le=60,
        description="Pause before the second attempt; each further one is twice as long. Raising it waits longer.",
    )
    section_characters: int = Field(
        8000,
        ge=500,
        le=200_000,
        description="Length of the parts in which a paper is sent. Raising it sends fewer, longer requests.",
    )
    questions_per_request: int = Field(
        150, ge=2, le=2000, description="Questions that are put into issues together. Raising it sees more at once."
    )
    pairs_per_request: int = Field(
        8, ge=1, le=50, description="Pairs judged in one request. Raising it sends fewer, longer requests."
    )
    max_pairs: int = Field(2000, ge=0, le=1_000_000, description="Pairs judged in one run. Raising it may cost more.")
    min_firmness: float = Field(
        0.75,
        ge=0,
        le=1,
        description="Firmness both demands of a judged pair need. Raising it judges fewer pairs.",
    )
    price_in: float = Field(
        0.0,
        ge=0,
        description="Price of a million tokens sent; 0 if unknown. Raising it changes no result.",
    )
    price_out: float = Field(0.0, ge=0, description="The same for tokens of answers. Raising it changes no result.")

    @field_validator("url")
    @classmethod
    def _without_secrets(cls, url: str) -> str:
        """The settings stand in every manifest and report."""
        parts = urlsplit(url)
        if url and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("write an address that begins with http:// or https://")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("write the address alone; a key belongs into the environment variable key_variable")
        return url
