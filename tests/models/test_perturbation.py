from pydantic import BaseModel

from models.perturbation import around


class Thresholds(BaseModel):
    near: float = 0.5
    high: float = 0.98
    low: float = 0.0
    step: float = 0.1
    most: int = 3


def test_each_threshold_moves_alone_both_ways_and_stays_between_nought_and_one():
    found = {name: settings.model_dump() for name, settings in around(Thresholds(), step=0.1, leave=("step",))}
    usual = Thresholds().model_dump()
    assert found == {
        "near + 0.1": usual | {"near": 0.6},
        "near - 0.1": usual | {"near": 0.4},
        "high + 0.1": usual | {"high": 1.0},
        "high - 0.1": usual | {"high": 0.88},
        "low + 0.1": usual | {"low": 0.1},
    }
