"""The store, against pyarrow alone, the tool's own account and stores written by hand."""

from __future__ import annotations

import json
import re
from datetime import datetime, timezone

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pytest
from conftest import cells, clock, marks

import tocsin
from tocsin import TocsinError


def test_a_store_has_the_rows_tags_and_sources_that_the_tool_tells(plant):
    store = tocsin.open_store(plant.config)
    told = json.loads(plant.tocsin("store", "info", "--json", "-c", str(plant.config)))
    text = plant.tocsin("store", "info", "-c", str(plant.config))
    rows = int(re.match(r"riverbend: ([\d,]+) rows", text).group(1).replace(",", ""))
    assert store.rows == rows == len(store.to_pandas())
    assert [tag.id for tag in store.tags] == [tag["id"] for tag in told["tags"]]
    assert [tag.unit for tag in store.tags] == [tag.get("unit") for tag in told["tags"]]
    assert [source.rows_stored for source in store.sources] == [
        source["rowsStored"] for source in told["sources"]
    ]
    assert all(
        s.rows_read == s.rows_stored + s.rows_quarantined + s.duplicates for s in store.sources
    )
    assert store.sample_interval == pd.Timedelta(minutes=10)
    assert repr(store).startswith(f"<Store riverbend: {rows} rows × 33 tags, 2026-01-01 00:00:00")


def test_a_store_holds_what_pyarrow_finds_in_its_files(plant):
    store = tocsin.open_store(plant.store)
    whole = pa.concat_tables(feather.read_table(f) for f in sorted(plant.store.glob("*.arrow")))
    table = store.to_arrow()
    names = ["time", *(tag.id for tag in store.tags)]
    assert table.column_names == names
    # This store has no deletions and its files follow each other; other tests have them.
    assert all(table[name].equals(whole[name]) for name in names)
    assert table.schema.field("L_T1").metadata[b"unit"] == b"m"


def test_values_are_those_of_the_exported_csv(plant):
    frame = tocsin.open_store(plant.config).to_pandas("2026-03-01", "2026-03-31T23:59", tags="L_T3")
    export = pd.read_csv(
        plant.output / "datasets" / "riverbend" / "2026-03.csv", on_bad_lines="skip", dtype=str
    )
    export.index = pd.to_datetime(export["time"], errors="coerce", utc=True, format="ISO8601")
    shared = frame.index.intersection(export.index)
    assert len(shared) == len(frame) > 4000
    expected = pd.to_numeric(export.loc[shared, "L_T3"], errors="coerce")
    expected = expected[~expected.index.duplicated(keep="last")]
    np.testing.assert_array_equal(frame["L_T3"], expected.reindex(frame.index))


def test_missing_cells_are_null_nan_and_marked(plant):
    store = tocsin.open_store(plant.config)
    frame, quality = store.to_pandas(), store.quality()
    assert quality.index.equals(frame.index)
    assert list(quality.columns) == list(frame.columns)
    assert (frame.isna() == (quality == "missing")).to_numpy().all()
    assert frame.isna().to_numpy().sum() == sum(c.null_count for c in store.to_arrow().columns) > 0
    assert list(quality["L_T1"].cat.categories) == ["measured", "carried", "missing", "suspect"]


@pytest.mark.parametrize(
    "start, end, count",
    [
        ("2026-06-01", "2026-06-01T01:00", 7),
        ("2026-05-31T18:00-06:00", datetime(2026, 6, 1, 1, tzinfo=timezone.utc), 7),
        (np.datetime64("2026-06-30T23:45"), None, 1),
        (None, pd.Timestamp("2025-12-31"), 0),
        ("2026-06-02", "2026-06-01", 0),
    ],
)
def test_both_ends_of_a_range_are_included(plant, start, end, count):
    table = tocsin.open_store(plant.config).to_arrow(start, end, ["S_PU1", "L_T1"])
    assert table.num_rows == count
    assert table.column_names == ["time", "S_PU1", "L_T1"]


def test_deleted_rows_do_not_count(store_at):
    builder = store_at(["A"])
    builder.add(
        "1.arrow",
        pa.table(
            {"time": clock(0, 1, 2, 3, 4), "A": cells(0, 1, 2, 3, 4), "A.quality": marks(*[0] * 5)}
        ),
        deletions=[[0, 2], [4, 5]],
    )
    store = tocsin.open_store(builder.write())
    assert store.rows == 2
    assert store.to_pandas()["A"].tolist() == [2, 3]
    assert store.quality()["A"].tolist() == ["measured"] * 2
    assert store.to_arrow(end="2026-01-01T00:02")["A"].to_pylist() == [2]


def test_overlapping_partitions_come_in_the_order_of_time(store_at):
    builder = store_at(["A"])
    for name, minutes in (("late", (1, 4, 5)), ("early", (0, 2, 3))):
        builder.add(
            f"{name}.arrow",
            pa.table({"time": clock(*minutes), "A": cells(*minutes), "A.quality": marks(0, 0, 3)}),
        )
    store = tocsin.open_store(builder.write())
    assert store.to_pandas()["A"].tolist() == [0, 1, 2, 3, 4, 5]
    assert store.quality().query("A == 'suspect'").index.minute.tolist() == [3, 5]


def test_a_tag_that_a_partition_lacks_is_missing_there(store_at):
    builder = store_at(["A", "B"])
    # The later file has its columns in another order, and one that no tag names.
    builder.add("1.arrow", pa.table({"time": clock(0), "A": cells(1), "A.quality": marks(0)}))
    builder.add(
        "2.arrow",
        pa.table(
            {
                "time": clock(1),
                "B": cells(2),
                "C": cells(9),
                "A": cells(None),
                "B.quality": marks(1),
                "A.quality": marks(2),
            }
        ),
    )
    store = tocsin.open_store(builder.write())
    assert store.to_arrow().drop_columns("time").to_pydict() == {"A": [1, None], "B": [None, 2]}
    quality = store.quality()
    assert quality["A"].tolist() == ["measured", "missing"]
    assert quality["B"].tolist() == ["missing", "carried"]


def test_rows_of_units_come_by_time_then_by_name(store_at):
    builder = store_at(["A"], hasUnits=True, schemaVersion=2)

    def units(*names):
        return pa.array(names).dictionary_encode()

    quality = marks(0, 0)
    builder.add(
        "1.arrow",
        pa.table(
            {"time": clock(0, 1), "unit": units("P9", "P9"), "A": cells(1, 2), "A.quality": quality}
        ),
    )
    builder.add(
        "2.arrow",
        pa.table(
            {"time": clock(0, 1), "unit": units("P10", "Q"), "A": cells(3, 4), "A.quality": quality}
        ),
    )
    store = tocsin.open_store(builder.write())
    assert store.has_units
    table = store.to_arrow()
    assert table.column_names == ["time", "unit", "A"]
    assert pa.types.is_dictionary(table.schema.field("unit").type)
    assert table["unit"].to_pylist() == ["P10", "P9", "P9", "Q"]
    assert table["A"].to_pylist() == [3, 1, 2, 4]
    frame = store.to_pandas()
    assert isinstance(frame["unit"].dtype, pd.CategoricalDtype)
    assert store.quality().columns.tolist() == ["unit", "A"]


def test_steps_are_whole_numbers(store_at):
    builder = store_at(["A"], timeKind="step")
    steps = pa.array([0, 1, 2], pa.int64())
    builder.add(
        "1.arrow", pa.table({"step": steps, "A": cells(5, 6, 7), "A.quality": marks(0, 0, 0)})
    )
    store = tocsin.open_store(builder.write())
    assert (store.start, store.end, store.sample_interval) == (0, 2, None)
    assert store.to_pandas(1, 1)["A"].to_dict() == {1: 6.0}
    with pytest.raises(TocsinError, match="'2026-01-01' is not a step: the data have no"):
        store.to_arrow("2026-01-01")


def test_a_store_without_rows_has_its_columns(store_at):
    store = tocsin.open_store(store_at(["A"]).write())
    assert (store.rows, store.start, store.end) == (0, None, None)
    assert store.to_arrow().schema.names == ["time", "A"]
    assert store.quality().empty and store.verify() == 0


def test_verify_names_each_file_that_differs(store_at):
    builder = store_at(["A"])
    table = pa.table({"time": clock(0), "A": cells(1), "A.quality": marks(0)})
    changed, shorter, gone, sound = (builder.add(f"{n}.arrow", table) for n in "1234")
    store = tocsin.open_store(builder.write())
    assert store.verify() == 4
    content = bytearray(changed.read_bytes())
    content[-20] ^= 1
    changed.write_bytes(content)
    shorter.write_bytes(shorter.read_bytes()[:-1])
    gone.unlink()
    with pytest.raises(TocsinError) as caught:
        store.verify()
    size = sound.stat().st_size
    assert caught.value.exit_code == 65
    lines = str(caught.value).splitlines()
    assert lines[0] == f"3 damaged in {builder.folder}:"
    assert lines[1].startswith("1.arrow has SHA-256 ")
    assert lines[2:] == [f"2.arrow has {size - 1} bytes instead of {size}", "3.arrow is missing"]


def test_verify_agrees_with_the_tool(plant):
    told = plant.tocsin("store", "verify", "-c", str(plant.config))
    assert told == f"{tocsin.open_store(plant.config).verify()} partitions, every digest fits\n"


def problem(call):
    with pytest.raises(TocsinError) as caught:
        call()
    return caught.value


def test_an_unknown_tag_is_an_error_with_the_nearest_name(plant):
    store = tocsin.open_store(plant.store)
    error = problem(lambda: store.to_arrow(tags=["L_T1", "L_T22"]))
    assert str(error) == f"unknown tag 'L_T22'\n  at {plant.store}\n  hint: did you mean 'L_T2'?"
    assert error.exit_code == 64
    assert (
        problem(lambda: store.quality(tags=["L_T1", "L_T1"])).message
        == "tag 'L_T1' is asked for twice"
    )
    for start in (5, "soon", pd.NaT):
        assert problem(lambda start=start: store.to_pandas(start)).message == (
            f"'start': {start!r} is not a time, like 2026-06-30T21:10:00Z"
        )


def test_a_folder_without_a_store_is_an_error(tmp_path):
    error = problem(lambda: tocsin.open_store(tmp_path))
    assert str(error) == (
        f"there is no store: store.json is missing\n  at {tmp_path}\n"
        "  hint: run `tocsin ingest` first"
    )
    assert error.exit_code == 66


def test_a_newer_store_is_refused_by_number(store_at):
    folder = store_at(["A"], schemaVersion=99).write()
    error = problem(lambda: tocsin.open_store(folder / "store.json"))
    assert re.fullmatch(
        r"the file has schema version 99, this package reads versions up to \d+", error.message
    )
    assert error.exit_code == 65


def test_a_store_with_a_flipped_bit_in_store_json_is_refused(plant, tmp_path):
    content = (plant.store / "store.json").read_bytes()
    for bit in range(0, len(content) * 8, len(content) * 8 // 97):
        changed = bytearray(content)
        changed[bit // 8] ^= 1 << bit % 8
        (tmp_path / "store.json").write_bytes(changed)
        error = problem(lambda: tocsin.open_store(tmp_path))
        assert error.message == "the file was changed: its SHA-256 is not what its seal says"
        assert error.exit_code == 65 and error.place == str(tmp_path / "store.json")
    (tmp_path / "store.json").write_bytes(content)
    assert tocsin.open_store(tmp_path).rows == tocsin.open_store(plant.store).rows


@pytest.mark.parametrize(
    "change, message",
    [
        ({"file": "../1.arrow"}, "'../1.arrow' is not the name of an Arrow file in this folder"),
        ({"deletions": [[0, 3]]}, "'1.arrow' leaves out rows 0 to 3 of 2"),
        ({"deletions": [[1, 2], [0, 1]]}, "'1.arrow' leaves out rows 0 to 1 of 2"),
        ({"start": "soon"}, "'soon' is not a time, like 2026-06-30T21:10:00Z"),
    ],
)
def test_a_manifest_that_cannot_be_true_is_refused(store_at, change, message):
    builder = store_at(["A"])
    builder.add(
        "1.arrow", pa.table({"time": clock(0, 1), "A": cells(1, 2), "A.quality": marks(0, 0)})
    )
    builder.manifest["partitions"][0].update(change)
    error = problem(lambda: tocsin.open_store(builder.write()))
    assert error.message.startswith("damaged store.json: ValueError: ") and message in error.message
    assert error.exit_code == 65


def test_a_file_that_contradicts_the_manifest_is_an_error(store_at):
    builder = store_at(["A"])
    path = builder.add(
        "1.arrow", pa.table({"time": clock(0), "A": cells(1), "A.quality": marks(7)})
    )
    builder.manifest["partitions"][0]["rows"] = 2
    store = tocsin.open_store(builder.write())
    assert problem(store.to_arrow).message == "the Arrow file has 1 rows, store.json says 2"
    builder.manifest["partitions"][0]["rows"] = 1
    store = tocsin.open_store(builder.write())
    assert problem(store.quality).message == "column 'A.quality' holds 7, known are 0 to 3"
    path.write_bytes(b"not Arrow")
    assert problem(store.to_arrow).message.startswith("the Arrow file cannot be read: ")
    path.unlink()
    assert problem(store.to_arrow).exit_code == 66


def test_a_configuration_is_read_for_its_plant_and_output_alone(tmp_path, store_at):
    config = tmp_path / "plants" / "tocsin.yaml"
    config.parent.mkdir()
    config.write_text("plant: on\noutput: ../out\n", encoding="utf-8")
    assert problem(lambda: tocsin.open_store(config)).place == str(
        tmp_path / "out" / "store" / "on"
    )
    config.write_text("- 1\n", encoding="utf-8")
    assert problem(lambda: tocsin.open_store(config)).message == "the configuration names no plant"
    config.write_text("plant: [\n", encoding="utf-8")
    assert problem(lambda: tocsin.open_store(config)).exit_code == 78
    config.unlink()
    assert problem(lambda: tocsin.open_store(config)).exit_code == 66
