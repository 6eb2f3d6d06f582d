"""Tocsin's stores, runs and scores as Arrow tables and pandas frames.

The files are read directly; only :func:`score` calls the command-line tool.

>>> import tocsin
>>> store = tocsin.open_store("tocsin.yaml")
>>> store.to_pandas(start="2026-06-01", tags=["L_T1", "L_T2"])
>>> run = tocsin.load_run("tocsin.yaml")
>>> run.alarms()
>>> tocsin.score("new.csv", model="models/riverbend/current")
"""

from .entries import Source, Tag
from .errors import TocsinError
from .run import Run, alarms, load_run
from .scoring import score
from .store import Store, open_store

__version__ = "0.1.0"
__all__ = [
    "Run",
    "Source",
    "Store",
    "Tag",
    "TocsinError",
    "alarms",
    "load_run",
    "open_store",
    "score",
]
