#!/usr/bin/env python3
"""Opens Arrow files of tocsin with other tools, and writes files for tocsin to read.

    arrow_check.py open FILE…      every tool must see exactly the cells in FILE.json, and the mapped
                                   float columns must be one column-major matrix
    arrow_check.py write FOLDER    files by pyarrow and polars, and what stands in them

FILE.json: {"columns": [{"name", "kind", "values"}]}, kind one of time, step, unit, float, byte;
floats are the 16 hexadecimal digits of their bits, null is missing.
"""
import io
import json
import struct
import sys

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.ipc


def bits(value):
    return None if value is None else struct.pack(">d", value).hex()


def compare(tool, name, seen, expected):
    if seen == expected:
        return
    for row, (a, b) in enumerate(zip(seen, expected)):
        if a != b:
            sys.exit(f"{tool}: column {name!r} row {row}: {a!r}, expected {b!r}")
    sys.exit(f"{tool}: column {name!r} has {len(seen)} rows, expected {len(expected)}")


def cells_arrow(column, kind):
    if kind == "time":
        assert column.type == pa.timestamp("ns", tz="UTC"), column.type
        return column.cast(pa.int64()).to_pylist()
    if kind == "step":
        assert column.type == pa.int64(), column.type
        return column.to_pylist()
    if kind == "byte":
        assert column.type == pa.uint8(), column.type
        return column.to_pylist()
    if kind == "unit":
        assert column.type == pa.dictionary(pa.int32(), pa.utf8()), column.type
        return column.to_pylist()
    assert column.type == pa.float64(), column.type
    return [bits(x) for x in column.to_pylist()]


def cells_polars(column, kind):
    if kind == "time":
        assert column.dtype == pl.Datetime("ns", "UTC"), column.dtype
        return column.to_physical().to_list()
    if kind == "float":
        assert column.dtype == pl.Float64, column.dtype
        return [bits(x) for x in column.to_list()]
    if kind == "unit":
        assert column.dtype == pl.Categorical or column.dtype == pl.String, column.dtype
        return column.cast(pl.String).to_list()
    assert column.dtype == (pl.Int64 if kind == "step" else pl.UInt8), column.dtype
    return column.to_list()


def check_open(path):
    with open(path + ".json", encoding="utf-8") as file:
        expected = json.load(file)["columns"]
    names = [c["name"] for c in expected]

    readers = {
        "pyarrow": lambda: pa.ipc.open_file(path).read_all(),
        "pyarrow mapped": lambda: pa.ipc.open_file(pa.memory_map(path)).read_all(),
        "pyarrow stream": lambda: stream(path),
    }
    for tool, read in readers.items():
        table = read()
        table.validate(full=True)
        assert table.column_names == names, (tool, table.column_names)
        for c in expected:
            compare(tool, c["name"], cells_arrow(table[c["name"]], c["kind"]), c["values"])
            missing = sum(v is None for v in c["values"])
            assert table[c["name"]].null_count == missing, (tool, c["name"])
        check_slots(table, expected)

    if expected[0]["values"]:
        check_layout(path, expected)

    frames = {
        "polars": pl.read_ipc(path),
        "polars bytes": pl.read_ipc(io.BytesIO(open(path, "rb").read())),
        "polars scan": pl.scan_ipc(path).collect(),
    }
    for tool, frame in frames.items():
        assert frame.columns == names, (tool, frame.columns)
        for c in expected:
            compare(tool, c["name"], cells_polars(frame[c["name"]], c["kind"]), c["values"])

    tbl = pa.ipc.open_file(path).read_all()
    connection = duckdb.connect()
    connection.register("tbl", tbl)
    for c in expected:
        quoted = '"' + c["name"].replace('"', '""') + '"'
        value = f"epoch_ns({quoted})" if c["kind"] == "time" else quoted
        seen = [r[0] for r in connection.sql(f"select {value} from tbl").fetchall()]
        if c["kind"] == "float":
            seen = [bits(x) for x in seen]
        compare("duckdb", c["name"], seen, c["values"])


def stream(path):
    # What lies between the leading magic and the footer is a stream of messages.
    with open(path, "rb") as file:
        return pa.ipc.open_stream(file.read()[8:]).read_all()


def check_slots(table, expected):
    """The slot of a missing float holds NaN."""
    for c in expected:
        if c["kind"] != "float":
            continue
        for chunk in table[c["name"]].chunks:
            slots = np.frombuffer(chunk.buffers()[1], dtype=np.float64, count=len(chunk))
            holes = np.array([v is None for v in c["values"]], dtype=bool)
            assert np.isnan(slots[holes]).all(), c["name"]


def check_layout(path, expected):
    """Values of floats lie at one stride of 64-byte multiples, mapped and in the file."""
    batch = pa.ipc.open_file(pa.memory_map(path)).get_batch(0)
    stride = (8 * batch.num_rows + 63) // 64 * 64
    addresses = [
        batch.column(index).buffers()[1].address
        for index, c in enumerate(expected)
        if c["kind"] == "float"
    ]
    for index, address in enumerate(addresses):
        assert address % 64 == 0, (path, index)
        assert address - addresses[0] == index * stride, (path, index)


def columns_of_all_types():
    n = 37
    k = np.arange(n, dtype=np.int64)
    holes = k % 5 == 3
    base = 1_767_225_600
    return n, holes, {
        "f64": (pa.float64(), k * 0.1 - 1),
        "f32": (pa.float32(), (k * 0.25 - 3).astype(np.float32)),
        "i64": (pa.int64(), k * 1_000_003 - 7),
        "i32": (pa.int32(), (k * -70_001).astype(np.int32)),
        "i16": (pa.int16(), (k * -301).astype(np.int16)),
        "i8": (pa.int8(), (k - 20).astype(np.int8)),
        "u64": (pa.uint64(), (k * 3).astype(np.uint64)),
        "u32": (pa.uint32(), (k * 100_000_007 % 2**32).astype(np.uint32)),
        "u16": (pa.uint16(), (k * 1_771).astype(np.uint16)),
        "u8": (pa.uint8(), (k * 6).astype(np.uint8)),
        "flag": (pa.bool_(), k % 3 == 0),
    }, base + 60 * k


def write(folder):
    n, holes, columns, seconds = columns_of_all_types()
    expected = {"times": [int(s) * 1_000_000_000 for s in seconds], "columns": {}}
    arrays = {}
    for name, (kind, values) in columns.items():
        arrays[name] = pa.array(values, type=kind, mask=holes)
        expected["columns"][name] = [
            None if hole else bits(float(v)) for v, hole in zip(values, holes)
        ]
    # Slots of missing cells that are not NaN must not be seen.
    scale = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
    options = pa.ipc.IpcWriteOptions(compression=None)
    legacy = pa.ipc.IpcWriteOptions(metadata_version=pa.ipc.MetadataVersion.V4)
    for unit, factor in scale.items():
        for zone in (None, "UTC", "America/Chicago"):
            time = pa.array(seconds * factor).cast(pa.timestamp(unit, tz=zone))
            table = pa.table({"time": time, **arrays})
            path = f"{folder}/pyarrow-{unit}-{(zone or 'naive').replace('/', '-')}.arrow"
            with pa.OSFile(path, "wb") as sink, pa.ipc.new_file(
                sink, table.schema, options=options if zone else legacy
            ) as writer:
                # Several record batches of unequal length, and an empty one.
                for first, last in ((0, 7), (7, 7), (7, 8), (8, n)):
                    piece = table.slice(first, last - first).combine_chunks()
                    for batch in piece.to_batches() or [empty(table.schema)]:
                        writer.write_batch(batch)
    time = pa.array(seconds * 1000).cast(pa.timestamp("ms", tz="UTC"))
    frame = pl.from_arrow(pa.table({"time": time, **arrays}))
    frame.write_ipc(f"{folder}/polars.arrow", compression="uncompressed")
    frame.write_ipc(f"{folder}/refuse-lz4.arrow", compression="lz4")
    text = ["a", "b", "a"]
    small = {"time": pa.array([1, 2, 3]).cast(pa.timestamp("s"))}
    refuse(folder, "utf8", {**small, "pump": pa.array(text)}, options)
    refuse(folder, "large-utf8", {**small, "pump": pa.array(text, pa.large_utf8())}, options)
    refuse(folder, "dictionary", {**small, "pump": pa.array(text).dictionary_encode()}, options)
    refuse(folder, "list", {**small, "pump": pa.array([[1], [2], [3]])}, options)
    refuse(folder, "null", {**small, "pump": pa.nulls(3)}, options)
    refuse(folder, "date", {**small, "pump": pa.array([1, 2, 3], pa.date32())}, options)
    refuse(folder, "no-time", {"x": pa.array([1.0, 2.0])}, options)
    refuse(folder, "two-times", {"a": small["time"], "b": small["time"]}, options)
    refuse(folder, "descending", {"time": pa.array([2, 1]).cast(pa.timestamp("s"))}, options)
    refuse(folder, "null-time", {"time": pa.array([1, None]).cast(pa.timestamp("s"))}, options)
    refuse(
        folder, "far-time", {"time": pa.array([2**62]).cast(pa.timestamp("s"))}, options
    )
    pl.DataFrame({"time": [1, 2], "x": ["a", "b"]}).with_columns(
        pl.col("time").cast(pl.Datetime("ms"))
    ).write_ipc(f"{folder}/refuse-polars-text.arrow", compression="uncompressed")
    with pa.OSFile(f"{folder}/refuse-stream.arrow", "wb") as sink:
        table = pa.table(small)
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
    with open(f"{folder}/expected.json", "w", encoding="utf-8") as file:
        json.dump(expected, file)


def empty(schema):
    return pa.RecordBatch.from_arrays([pa.array([], f.type) for f in schema], schema=schema)


def refuse(folder, name, columns, options):
    table = pa.table(columns)
    with pa.OSFile(f"{folder}/refuse-{name}.arrow", "wb") as sink:
        with pa.ipc.new_file(sink, table.schema, options=options) as writer:
            writer.write_table(table)


if __name__ == "__main__":
    command, arguments = sys.argv[1], sys.argv[2:]
    if command == "open":
        for argument in arguments:
            check_open(argument)
    elif command == "write":
        write(*arguments)
    else:
        sys.exit(__doc__)
