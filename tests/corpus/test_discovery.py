import importlib
import sys

import pytest

from corpus.discovery import discover


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A function that makes a package of modules, given as name -> source, and imports it."""
    monkeypatch.syspath_prepend(tmp_path)

    def make(name, modules):
        folder = tmp_path / name
        folder.mkdir()
        for module, source in {"__init__": "", **modules}.items():
            (folder / f"{module}.py").write_text(source, encoding="utf-8")
        importlib.invalidate_caches()
        return importlib.import_module(name)

    yield make
    for loaded in [loaded for loaded in sys.modules if loaded.startswith("plugs_")]:
        del sys.modules[loaded]


def test_plug_ins_come_in_the_order_of_their_names(package):
    found = package("plugs_order", {"zebra": "PLUG = 'z'", "ant": "PLUG = 'a'", "mole": "PLUG = 'm'"})
    assert discover(found, "PLUG", str) == ("a", "m", "z")


def test_helpers_are_not_asked_and_not_even_imported(package):
    found = package("plugs_helper", {"ant": "PLUG = 'a'", "_helper": "raise RuntimeError('imported')"})
    assert discover(found, "PLUG", str) == ("a",)


@pytest.mark.parametrize("source", ["OTHER = 1", "PLUG = 5", "PLUG = None", "PLUG = str"])
def test_a_module_without_the_constant_is_named(package, source):
    found = package(f"plugs_bad{abs(hash(source))}", {"ant": "PLUG = 'a'", "bear": source})
    with pytest.raises(TypeError, match=r"bear must offer PLUG, a str"):
        discover(found, "PLUG", str)


def test_an_empty_folder_offers_nothing(package):
    assert discover(package("plugs_none", {}), "PLUG", str) == ()
