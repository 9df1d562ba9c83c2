"""The colours of the report: readable by WCAG AA in light, dark and print, and all from one palette."""

import re
from itertools import combinations
from pathlib import Path

import pytest
from coloraide import Color

import reports

CSS = (Path(reports.__file__).parent / "templates" / "page.css").read_text(encoding="utf-8")
TEXT_ON = [
    ("fg", "bg"),
    ("fg", "soft"),
    ("fg", "mark"),
    ("fg", "target"),
    ("muted", "bg"),
    ("muted", "soft"),
    ("muted", "target"),
    ("link", "bg"),
    ("link", "soft"),
    ("link", "target"),
    ("for", "bg"),
    ("for", "for-bg"),
    ("against", "bg"),
    ("against", "against-bg"),
    ("depends", "bg"),
    ("depends", "depends-bg"),
    ("silent", "bg"),
    ("silent", "soft"),
    ("hard", "bg"),
    *[("band-ink", f"band-{number}") for number in range(6)],
]
SHAPE_ON = [
    ("focus", "bg"),
    ("bar", "bg"),
    ("hard", "band-0"),
    ("hard", "band-5"),
    *[(f"state-{name}", "bg") for name in ("collide", "differ", "no_objection", "thin")],
]

TOLD_APART = [
    ("for-bg", "against-bg", "depends-bg"),
    ("state-collide", "state-differ", "state-no_objection", "state-thin"),
    ("band-0", "band-5"),
]
DIFFERENT = 9
"""Least distance by CIEDE2000 of colours that mean different things; about 2 can be seen side by side."""


def palettes():
    """Return the colours of light, dark and print, each on top of the one before it."""
    blocks = [
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
        for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    ]
    light, dark, paper = blocks
    return {
        "light": light,
        "dark": light | dark,
        "print": light | paper,
        "print after dark": light | dark | paper,
    }


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_gives_the_published_values():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", palettes())
@pytest.mark.parametrize(("ink", "ground"), TEXT_ON)
def test_text_can_be_read(name, ink, ground):
    colours = palettes()[name]
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("name", palettes())
@pytest.mark.parametrize(("shape", "ground"), SHAPE_ON)
def test_shapes_can_be_told_from_the_ground(name, shape, ground):
    colours = palettes()[name]
    assert contrast(colours[shape], colours[ground]) >= 3


@pytest.mark.parametrize("name", palettes())
@pytest.mark.parametrize("lack", [None, "protan", "deutan", "tritan"])
def test_colours_that_mean_different_things_differ_for_everybody(name, lack):
    """By the model of Machado, Oliveira and Fernandes (2009) at full severity."""
    colours = palettes()[name]
    for group in TOLD_APART:
        seen = {key: Color(colours[key]) for key in group}
        if lack:
            seen = {key: colour.filter(lack, 1, method="machado") for key, colour in seen.items()}
        for one, other in combinations(group, 2):
            assert seen[one].delta_e(seen[other], method="2000") >= DIFFERENT, (one, other)


def test_rules_take_their_colours_from_the_palette():
    rules = re.sub(r":root \{.*?\}", "", CSS, flags=re.DOTALL)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{}]*\{)", rules) == []
    used = set(re.findall(r"var\(--([\w-]+)\)", rules))
    assert used <= set(palettes()["light"])
    assert set(palettes()["dark"]) == set(palettes()["light"])
