"""The package as it is installed."""

from __future__ import annotations

import inspect
from importlib import metadata
from pathlib import Path

import tocsin


def test_the_version_is_the_one_of_the_tool(plant):
    assert plant.tocsin("--version").strip().endswith(tocsin.__version__)


def test_the_package_says_that_it_is_typed():
    assert (Path(tocsin.__file__).parent / "py.typed").is_file()


def test_everything_public_is_documented_and_annotated():
    for name in tocsin.__all__:
        thing = getattr(tocsin, name)
        assert thing.__doc__, name
        members = vars(thing).items() if inspect.isclass(thing) else [("", thing)]
        for member, function in members:
            function = function.fget if isinstance(function, property) else function
            if member.startswith("_") or not inspect.isfunction(function):
                continue
            assert function.__doc__, f"{name}.{member}"
            assert "return" in function.__annotations__, f"{name}.{member}"


def test_the_installed_package_names_its_license():
    try:
        installed = metadata.metadata("tocsin")
    except metadata.PackageNotFoundError:
        return  # run from the sources, without installing
    assert installed["License-Expression"] == "Apache-2.0"
    assert installed["Version"] == tocsin.__version__


def test_the_license_is_the_projects():
    package = Path(__file__).resolve().parents[1]
    assert (package / "LICENSE").read_bytes() == (package.parent / "LICENSE").read_bytes()
