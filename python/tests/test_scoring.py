"""Scores, against what the tool prints for the same rows."""

from __future__ import annotations

import csv
import io
import json
import os
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import tocsin
from tocsin import TocsinError, scoring


@pytest.fixture(autouse=True)
def named_by_the_environment(monkeypatch, tool):
    monkeypatch.setenv("TOCSIN", str(tool))


@pytest.fixture(scope="session")
def june(plant) -> pd.DataFrame:
    return tocsin.open_store(plant.config).to_pandas("2026-06-01")


@pytest.fixture(scope="session")
def printed(plant, june, tmp_path_factory) -> list[dict[str, str]]:
    """What the tool prints for June, written by pandas."""
    path = tmp_path_factory.mktemp("june") / "june.csv"
    june.to_csv(path, date_format="%Y-%m-%dT%H:%M:%SZ")
    text = plant.tocsin("score", "--model", str(plant.model), str(path))
    return list(csv.DictReader(io.StringIO(text)))


def expect(scored: pd.DataFrame, printed: list[dict[str, str]]) -> None:
    assert len(scored) == len(printed)
    assert scored["timestamp"].tolist() == [pd.Timestamp(row["timestamp"]) for row in printed]
    # Equal to the bit: the frame reaches the tool as the same numbers.
    expected = [float(row["score"]) if row["score"] else np.nan for row in printed]
    np.testing.assert_array_equal(scored["score"], expected)
    assert scored["alarm"].tolist() == [row["alarm"] == "1" for row in printed]
    assert scored["reason"].tolist() == [row["reason"] for row in printed]


def test_a_frame_is_scored_as_the_tool_scores_its_csv(plant, june, printed):
    scored = tocsin.score(june, model=plant.model)
    expect(scored, printed)
    assert scored["alarm"].dtype == bool and scored["alarm"].any()


def test_a_table_gives_a_table(plant, printed):
    table = tocsin.open_store(plant.config).to_arrow("2026-06-01")
    scored = tocsin.score(table, model=plant.config)
    assert isinstance(scored, pa.Table)
    expect(scored.to_pandas(), printed)


def test_files_are_scored_in_their_order(plant, june, printed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    # Names that could be taken for options.
    june[:2000].to_csv("-1.csv", date_format="%Y-%m-%dT%H:%M:%SZ")
    june[2000:].to_csv("--model", date_format="%Y-%m-%dT%H:%M:%SZ")
    expect(tocsin.score(["-1.csv", "--model"], model=plant.model), printed)


def test_other_types_zones_and_columns_change_nothing(plant, june, printed):
    frame = june.tz_convert("America/Chicago").rename_axis("when")
    frame = frame[frame.columns[::-1]].assign(
        note='a "remark", with\nlines', lot=pd.Categorical(["x"] * len(frame))
    )
    switches = [name for name in june if name.startswith("S_") and not june[name].isna().any()]
    frame = frame.astype({name: bool for name in switches})
    assert switches
    expect(tocsin.score(frame, model=plant.model), printed)


def test_single_precision_keeps_its_value(plant, june):
    single = june[:50].astype(np.float32)
    expected = tocsin.score(single.astype(np.float64), model=plant.model)
    pd.testing.assert_frame_equal(tocsin.score(single, model=plant.model), expected)


def test_times_without_a_zone_are_those_of_the_zone_given(plant, june):
    local = june[:20].tz_convert("America/Chicago").tz_localize(None)
    scored = tocsin.score(local, model=plant.model, timezone="America/Chicago")
    assert scored["timestamp"].tolist() == june.index[:20].tolist()
    assert tocsin.score(local, model=plant.model)["timestamp"][0] == june.index[0] - pd.Timedelta(
        hours=5
    )


def test_a_row_that_cannot_be_scored_says_why(plant, june):
    # Row 19 comes twice.
    rows = pd.concat([june[:20], june[19:30]])
    scored = tocsin.score(rows, model=plant.model)
    assert len(scored) == 31
    assert scored.index[scored["score"].isna()].tolist() == [20]
    assert not scored["alarm"][20]
    assert scored["reason"][20].startswith("not after the row before it")


def test_no_rows_give_no_scores(plant, june):
    scored = tocsin.score(june[:0], model=plant.model)
    assert scored.columns.tolist() == ["timestamp", "score", "alarm", "reason"] and scored.empty


def test_remaining_lives_are_those_that_the_tool_prints(plant):
    path = plant.output / "datasets" / "riverbend" / "pump-histories.csv"
    histories = pd.read_csv(path)
    histories = histories[histories["unit"].isin(["PU1-01", "PU2-10"])]
    lives = tocsin.score(histories, model=plant.model, task="prognose")
    text = plant.tocsin("score", "--task", "prognose", "--model", str(plant.model), str(path))
    printed = [
        row for row in csv.DictReader(io.StringIO(text)) if row["unit"] in ("PU1-01", "PU2-10")
    ]
    assert len(lives) == len(printed) == len(histories)
    assert lives["time"].tolist() == [row["time"] for row in printed]
    for name in ("rul_p05", "rul_p50", "rul_p95"):
        expected = [float(row[name]) if row[name] else np.nan for row in printed]
        np.testing.assert_array_equal(lives[name], expected)


def problem(*arguments, **named) -> TocsinError:
    with pytest.raises(TocsinError) as caught:
        tocsin.score(*arguments, **named)
    return caught.value


def test_an_error_of_the_tool_keeps_its_text_hint_and_code(plant, june, tmp_path):
    error = problem(june.rename(columns={"L_T1": "L_T1x"}), model=plant.model)
    assert error.message == "column 'L_T1' is missing"
    assert (error.exit_code, error.place) == (65, "frame.csv")
    assert error.hint.startswith("did you mean 'L_T1x'?")
    assert str(error).splitlines()[0] == error.message
    error = problem(june, model=tmp_path)
    assert (error.exit_code, error.place) == (66, str(tmp_path))
    assert problem(june, model=plant.model, timezone="Mars").exit_code == 64
    assert problem(tmp_path / "none.csv", model=plant.model).exit_code == 66


def test_what_is_asked_for_wrongly_is_told_before_the_tool_runs(plant, june, tmp_path):
    error = problem(june, model=plant.model, task="foresee")
    assert error.message == "'task' must be 'detect' or 'prognose', got 'foresee'"
    assert problem([], model=plant.model).message == "there is no file to score"
    config = tmp_path / "tocsin.yaml"
    config.write_text("plant: empty\n", encoding="utf-8")
    assert problem(june, model=config).message == "the plant has no current model"


def test_the_tool_is_the_argument_then_the_environment_then_the_path(
    plant, june, tool, tmp_path, monkeypatch
):
    rows = june[:3]
    assert len(tocsin.score(rows, model=plant.model, tocsin=tool)) == 3
    error = problem(rows, model=plant.model, tocsin=tmp_path / "none")
    assert error.message == f"the argument 'tocsin' names no program: '{tmp_path / 'none'}'"
    monkeypatch.setenv("TOCSIN", str(tmp_path / "none"))
    assert problem(rows, model=plant.model).message.startswith("the environment's TOCSIN names no")
    monkeypatch.delenv("TOCSIN")
    (tmp_path / "tocsin").symlink_to(tool)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert len(tocsin.score(rows, model=plant.model)) == 3


def script(path, text):
    path.write_text(f"#!{sys.executable}\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    "text, code, message, hint",
    [
        (
            "sys.stderr.write('warning: w\\nerror: a\\n  at f:1\\n  hint: h\\n')\n"
            "sys.stderr.write('error: b\\n2 problems\\n'); sys.exit(78)",
            78,
            "a",
            "h",
        ),
        (
            "sys.stderr.write('Error: Missing\\nUsage: tocsin\\n'); sys.exit(64)",
            64,
            "Missing",
            None,
        ),
        ("sys.exit(3)", 3, "tocsin ended with exit code 3", None),
        ("os.kill(os.getpid(), 9)", -9, "tocsin ended with signal 9", None),
        (
            "print('a,b')",
            65,
            "tocsin answered with the columns a, b, expected timestamp, score, alarm, reason",
            None,
        ),
        ("print('timestamp,score,alarm,reason')", 65, "3 rows were given, 0 came back", None),
    ],
)
def test_any_end_of_the_tool_is_told(plant, june, tmp_path, text, code, message, hint):
    tool = script(tmp_path / "tool", f"import os, sys\n{text}")
    error = problem(june[:3], model=plant.model, tocsin=tool)
    assert (error.exit_code, error.message) == (code, message)
    if hint:
        assert error.hint == hint
        assert str(error).endswith("error: b\n2 problems")


def test_the_working_directory_is_never_searched_for_the_tool(
    plant, june, tool, tmp_path, monkeypatch
):
    monkeypatch.delenv("TOCSIN")
    monkeypatch.setenv("PATH", "")
    built = tmp_path / ".build" / "release"
    built.mkdir(parents=True)
    (tmp_path / "Package.swift").touch()
    script(built / "tocsin", "raise SystemExit(42)")
    monkeypatch.chdir(tmp_path)
    try:
        tocsin.score(june[:3], model=plant.model)
    except TocsinError as error:
        assert error.exit_code == 69
        assert error.message == "the command-line tool was not found"
    assert not os.path.exists("frame.csv")


def test_a_stores_numbers_are_turned_back_to_those_of_the_sources(tmp_path):
    tags = [
        {"id": "T", "reading": {"factor": 0.5, "addend": -10.0}},
        {"id": "P", "reading": {"factor": 1, "addend": 0}},
        {"id": "F"},
    ]
    (tmp_path / "model.json").write_text(json.dumps({"tags": tags}))
    times = pd.date_range("2026-01-01", periods=3, freq="1min", tz="UTC", name="time")
    sources = pd.DataFrame({"T": [20.0, 30.0, np.nan], "P": [1.0, 2.0, 3.0]}, index=times)
    stored = sources.assign(T=sources["T"] * 0.5 - 10.0)
    back = scoring._as_in_sources(stored, tmp_path)
    pd.testing.assert_frame_equal(back, sources)
    table = pa.Table.from_pandas(stored)
    pd.testing.assert_frame_equal(
        scoring._as_in_sources(table, tmp_path).to_pandas(), sources, check_freq=False
    )
    # The frame that was given is as it was.
    assert stored["T"].tolist()[:2] == [0.0, 5.0]


def test_frames_and_tables_of_a_store_are_marked(plant):
    store = tocsin.open_store(plant.config)
    frame = store.to_pandas("2026-06-01", "2026-06-02")
    assert scoring._is_stored(frame)
    assert scoring._is_stored(frame.iloc[3:9])
    assert scoring._is_stored(store.to_arrow("2026-06-01", "2026-06-02"))
    assert not scoring._is_stored(pd.DataFrame({"T": [1.0]}))
