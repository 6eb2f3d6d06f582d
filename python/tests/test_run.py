"""What a run left behind, against the files read by other means."""

from __future__ import annotations

import csv
import json
import shutil

import pandas as pd
import pyarrow.feather as feather
import pytest

import tocsin
from tocsin import TocsinError


@pytest.fixture
def copied(plant, tmp_path):
    """A run's folder that a test may change."""
    return shutil.copytree(plant.run, tmp_path / plant.run.name)


def rows(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_last_run_of_a_plant_is_the_one_that_the_tool_lists_last(plant):
    run = tocsin.load_run(plant.config)
    listed = plant.tocsin("runs", "list", "-c", str(plant.config)).splitlines()
    assert run.id in listed[-1]
    assert run.path == plant.run
    assert (run.plant, run.seed) == ("riverbend", 1)
    assert run.as_of == pd.Timestamp("2026-06-30T23:50Z")
    assert repr(run) == f"<Run riverbend {run.id}, data to 2026-06-30 23:50:00+00:00>"


def test_alarms_are_typed(plant):
    alarms = tocsin.alarms(plant.run)
    written = rows(plant.run / "alarms.csv")
    assert len(alarms) == len(written) > 0
    for (_, alarm), row in zip(alarms.iterrows(), written):
        assert alarm["start"] == pd.Timestamp(row["start"])
        assert alarm["peak"] == float(row["peak"])
        assert alarm["open"] == (row["open"] == "1")
        assert alarm["tags"] == row["tags"].split()
    assert alarms["open"].dtype == bool
    assert tocsin.alarms(tocsin.load_run(plant.config)).equals(alarms)


def test_the_mark_against_spreadsheets_is_no_part_of_a_tag(copied):
    (copied / "alarms.csv").write_text(
        "start,end,open,peak,peak_time,detector,tags\n"
        '2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,1,2,2026-01-01T00:00:00Z,d,"\'=A,1 B"\n'
    )
    assert tocsin.alarms(copied)["tags"].tolist() == [["=A,1", "B"]]


def test_scores_are_those_of_the_arrow_file(plant):
    run = tocsin.load_run(plant.run)
    written = feather.read_table(plant.run / "scores.arrow")
    scores = run.scores()
    assert scores.columns.tolist() == written.column_names[1:]
    assert scores["default.alarm"].sum() == sum(written["default.alarm"].to_pylist()) > 0
    assert scores["var-innovations"].isna().sum() == written["var-innovations"].null_count > 0
    one = run.scores("default")
    assert one.columns.tolist() == ["score", "alarm"]
    assert one["score"].equals(scores["default"].rename("score"))
    with pytest.raises(TocsinError, match="unknown suite 'defalt'") as caught:
        run.scores("defalt")
    assert caught.value.hint == "did you mean 'default'?"


def test_alarm_windows_are_the_stretches_of_alarm_rows(plant):
    run = tocsin.load_run(plant.run)
    on = run.scores("default")["alarm"]
    alarms = run.alarms()
    inside = sum(
        (on.index >= start) & (on.index <= end)
        for start, end in zip(alarms["start"], alarms["end"])
    )
    assert on[inside > 0].loc[alarms["start"]].all() and on.loc[alarms["end"]].all()
    assert not on[inside == 0].any()


def test_the_other_files_are_read_whole(plant):
    run = tocsin.load_run(plant.run)
    lines = (plant.run / "alerts.jsonl").read_text(encoding="utf-8").splitlines()
    assert run.alerts() == [json.loads(line) for line in lines]
    assert run.fidelity() == json.loads((plant.run / "fidelity.json").read_text(encoding="utf-8"))
    assert run.metrics == json.loads((plant.run / "metrics.json").read_text(encoding="utf-8"))
    lives = run.remaining_life()
    written = rows(plant.run / "remaining-life.csv")
    assert lives["rul_p50"].tolist() == [float(row["rul_p50"]) for row in written]
    assert lives["unit"].tolist() == [row["unit"] for row in written]
    assert lives["last_seen"].tolist() == [pd.Timestamp(row["last_seen"]) for row in written]
    assert lives["capped"].dtype == bool
    quarantine = run.quarantine()
    written = rows(plant.run / "quarantine.csv")
    assert quarantine["line"].tolist() == [int(row["line"]) for row in written]
    assert quarantine["text"].tolist() == [row["text"] for row in written]
    assert run.report.read_text(encoding="utf-8").lstrip().lower().startswith("<!doctype html")


def test_verify_names_each_file_that_changed(copied):
    run = tocsin.load_run(copied)
    assert run.verify() == len(run.manifest["files"])
    (copied / "alarms.csv").write_text("changed\n")
    (copied / "report.html").unlink()
    with pytest.raises(TocsinError) as caught:
        run.verify()
    lines = str(caught.value).splitlines()
    assert lines[0] == f"2 changed in {copied}:"
    assert lines[1].startswith("alarms.csv has SHA-256 ")
    assert lines[2] == "report.html is missing"


@pytest.mark.parametrize(
    "name, read, stage",
    [
        ("fidelity.json", lambda run: run.fidelity(), "calibrate"),
        ("remaining-life.csv", lambda run: run.remaining_life(), "train"),
        ("alarms.csv", lambda run: run.alarms(), "evaluate"),
        ("scores.arrow", lambda run: run.scores(), "evaluate"),
        ("alerts.jsonl", lambda run: run.alerts(), "report"),
        ("quarantine.csv", lambda run: run.quarantine(), "ingest"),
        ("metrics.json", lambda run: run.metrics, "evaluate"),
        ("report.html", lambda run: run.report, "report"),
    ],
)
def test_a_file_that_was_not_made_names_its_stage(copied, name, read, stage):
    (copied / name).unlink()
    with pytest.raises(TocsinError) as caught:
        read(tocsin.load_run(copied))
    assert caught.value.message == f"run {copied.name} made {name}, but the file is gone"
    # As in a run whose configuration does not ask for it.
    manifest = json.loads((copied / "manifest.json").read_text(encoding="utf-8"))
    del manifest["files"][name]
    (copied / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(TocsinError) as caught:
        read(tocsin.load_run(copied))
    assert caught.value.message == f"run {copied.name} has no {name}: its stage '{stage}' made none"
    assert caught.value.exit_code == 66
    assert "`tocsin run`" in caught.value.hint


def test_a_folder_without_a_finished_run_is_an_error(tmp_path):
    with pytest.raises(TocsinError, match="there is no finished run: manifest.json is missing"):
        tocsin.load_run(tmp_path)
    config = tmp_path / "tocsin.yaml"
    config.write_text("plant: empty\n", encoding="utf-8")
    with pytest.raises(TocsinError) as caught:
        tocsin.load_run(config)
    assert caught.value.message == "the plant has no finished run"
    assert caught.value.hint == f"run `tocsin run -c {config}`"


@pytest.mark.parametrize(
    "text, message",
    [
        ("{", "the file is not JSON: "),
        ("[]", "the file is no JSON object"),
        ("{}", "the file has no 'schemaVersion'"),
        (
            '{"schemaVersion": 99}',
            "the file has schema version 99, this package reads versions up to 1",
        ),
        ('{"schemaVersion": 1}', "damaged manifest.json: KeyError: 'run'"),
    ],
)
def test_a_damaged_manifest_is_refused(tmp_path, text, message):
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(TocsinError) as caught:
        tocsin.load_run(tmp_path / "manifest.json")
    assert caught.value.message.startswith(message)
    assert caught.value.exit_code == 65


def test_a_damaged_table_names_its_file(copied):
    (copied / "alarms.csv").write_text("start,end\n1,2,3\n")
    (copied / "alerts.jsonl").write_text('{"id": 1}\n{\n')
    (copied / "scores.arrow").write_bytes(b"no Arrow")
    run = tocsin.load_run(copied)
    for read, place in (
        (run.alarms, copied / "alarms.csv"),
        (run.alerts, f"{copied / 'alerts.jsonl'}:2"),
        (run.scores, copied / "scores.arrow"),
    ):
        with pytest.raises(TocsinError) as caught:
            read()
        assert (caught.value.place, caught.value.exit_code) == (str(place), 65)
