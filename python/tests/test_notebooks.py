"""Notebooks run, and carry no outputs in git."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))


def code(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_carries_no_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    for cell in code(notebook):
        assert cell.outputs == [] and cell.execution_count is None


# The kernel's own libraries warn of what is to change in them.
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path, plant, monkeypatch):
    # Not at the head: collecting tests must not need a kernel.
    from nbclient import NotebookClient

    monkeypatch.setenv("TOCSIN", str(plant.tool))
    monkeypatch.setenv("TOCSIN_CONFIG", str(plant.config))
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    outputs = [output for cell in code(notebook) for output in cell.outputs]
    assert [o for o in outputs if o.output_type == "stream"] == []
    assert sum("image/png" in o.get("data", {}) for o in outputs) == 2


def test_there_are_notebooks():
    assert [path.name for path in NOTEBOOKS] == ["first-look.ipynb"]
