"""Where a plant's files stand, and reading them with errors that name them."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .errors import BAD_DATA, CONFIGURATION, MISSING_INPUT, TocsinError

PathLike = str | os.PathLike[str]

STORED = b"tocsin.stored"
"""Marks frames and tables of a store: their numbers are the tags' values, not the sources' cells."""


@dataclass(frozen=True)
class PlantFolders:
    """The folders of one plant, as its configuration file names them."""

    plant: str
    store: Path
    runs: Path
    models: Path


def is_configuration(path: Path) -> bool:
    """Whether a path is meant as a configuration file."""
    return path.suffix in (".yaml", ".yml")


def plant_folders(configuration: Path) -> PlantFolders:
    """The folders that a `tocsin.yaml` names; of the file only `plant` and `output` are read."""
    try:
        text = configuration.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise TocsinError(
            "there is no such configuration file",
            exit_code=MISSING_INPUT,
            place=str(configuration),
            hint="`tocsin init DATA.csv` writes one",
        ) from None
    try:
        # BaseLoader: every scalar stays the text that it is, so that a plant may be called 'on'.
        settings = yaml.load(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        raise TocsinError(
            f"the configuration is not YAML: {error}",
            exit_code=CONFIGURATION,
            place=str(configuration),
        ) from None
    if not isinstance(settings, dict) or not isinstance(settings.get("plant"), str):
        raise TocsinError(
            "the configuration names no plant",
            exit_code=CONFIGURATION,
            place=str(configuration),
            hint="its first line is `plant: NAME`",
        )
    plant = settings["plant"]
    variable = "${TOCSIN_DATASETS}"
    output = settings.get("output", ".")
    if output.startswith(variable):
        folder = Path((os.environ.get("TOCSIN_DATASETS") or "datasets") + output[len(variable) :])
    else:
        folder = Path(os.path.normpath(configuration.parent / output))
    return PlantFolders(
        plant, folder / "store" / plant, folder / "runs" / plant, folder / "models" / plant
    )


def read_json(path: Path, *, newest_version: int | None = None) -> dict[str, Any]:
    """Read a JSON object; with `newest_version`, refuse a newer `schemaVersion` by number."""
    try:
        content = path.read_bytes()
        check_seal(content, path)
        value = json.loads(content.decode("utf-8"))
    except ValueError as error:
        raise TocsinError(
            f"the file is not JSON: {error}", exit_code=BAD_DATA, place=str(path)
        ) from None
    if not isinstance(value, dict):
        raise TocsinError("the file is no JSON object", exit_code=BAD_DATA, place=str(path))
    if newest_version is not None:
        version = value.get("schemaVersion")
        if not isinstance(version, int):
            raise TocsinError(
                "the file has no 'schemaVersion'", exit_code=BAD_DATA, place=str(path)
            )
        if version > newest_version:
            raise TocsinError(
                f"the file has schema version {version}, this package reads versions up to "
                f"{newest_version}",
                exit_code=BAD_DATA,
                place=str(path),
                hint="update the Python package with the checkout that wrote the file",
            )
    return value


_SEAL_HEAD = b'{\n  "sealed" : "sha256",\n'
_SEAL_TAIL = b',\n  "seal" : "'
_SEAL_END = b'"\n}\n'


def check_seal(content: bytes, path: Path) -> None:
    """Refuse a sealed text of which a bit was changed; what older versions wrote has no seal."""
    start = len(content) - 64 - len(_SEAL_TAIL) - len(_SEAL_END)
    begun = content.startswith(_SEAL_HEAD)
    ended = start > 0 and content.startswith(_SEAL_TAIL, start)
    if not begun and not ended:
        return
    seal = content[start + len(_SEAL_TAIL) : start + len(_SEAL_TAIL) + 64]
    digest = hashlib.sha256(content[: max(start, 0)] + b"\n}\n").hexdigest()
    if not (begun and ended and content.endswith(_SEAL_END) and seal == digest.encode()):
        raise TocsinError(
            "the file was changed: its SHA-256 is not what its seal says",
            exit_code=BAD_DATA,
            place=str(path),
            hint="remove store.json and run `tocsin ingest`: the store is rebuilt",
        )


def sha256(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
