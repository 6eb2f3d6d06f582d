"""Writes Arrow files with pyarrow, pandas, polars and DuckDB, and what is in them.

    arrow_input_reference.py FOLDER

Prints one JSON line per file: its name, its rows, and its columns with kind and cells. The cells come
from the Python values that were written, not from reading a file back.
"""
import datetime as dt
import decimal
import json
import os
import random
import sys

import numpy as np
import pyarrow as pa

folder = sys.argv[1]
random.seed(1)
ROWS = 1_000
BATCH = 300


def holes(values):
    return [None if index % 7 == 3 else value for index, value in enumerate(values)]


def number(name, type, values, expected=None):
    values = holes(values)
    expected = holes(expected) if expected is not None else values
    cells = [None if cell is None else float(cell) for cell in expected]
    return name, pa.array(values, type), {"kind": "number", "numbers": cells}


def times(name, type, ticks, scale, kind):
    ticks = holes(ticks)
    cells = [None if tick is None else str(tick * scale) for tick in ticks]
    storage = pa.int32() if type == pa.date32() else pa.int64()
    return name, pa.array(ticks, storage).cast(type), {"kind": kind, "times": cells}


def texts(name, array, values):
    return name, array, {"kind": "text", "texts": values}


def every_type():
    ints = lambda low, high: [low, high] + [random.randint(low, high) for _ in range(ROWS - 2)]
    floats = [random.gauss(0, 1e3) for _ in range(ROWS)]
    words = holes([["open", "closed", "", "Störung – groß", "a text of more than twelve bytes"][i % 5]
                   for i in range(ROWS)])
    names = holes([f"P-{i % 13:03d}" for i in range(ROWS)])
    cents = [random.randint(-10**15, 10**15) for _ in range(ROWS)]
    columns = [
        times("t_ns", pa.timestamp("ns", "UTC"), [1_600_000_000_123_456_789 + i for i in range(ROWS)], 1, "zone"),
        times("t_us", pa.timestamp("us"), [1_600_000_000_123_456 - i for i in range(ROWS)], 1_000, "clock"),
        times("t_ms", pa.timestamp("ms", "Europe/Berlin"), list(range(ROWS)), 1_000_000, "zone"),
        times("t_s", pa.timestamp("s"), list(range(-500, ROWS - 500)), 1_000_000_000, "clock"),
        times("d32", pa.date32(), list(range(ROWS)), 86_400_000_000_000, "clock"),
        times("d64", pa.date64(), [86_400_000 * i for i in range(ROWS)], 1_000_000, "clock"),
        number("f64", pa.float64(), floats),
        number("f32", pa.float32(), [np.float32(x) for x in floats]),
        number("f16", pa.float16(), [np.float16(x / 100) for x in floats]),
        number("bool", pa.bool_(), [random.random() < 0.5 for _ in range(ROWS)]),
        number("decimal", pa.decimal128(20, 3), [decimal.Decimal(c) / 1000 for c in cents], [c / 1000 for c in cents]),
        number("length", pa.duration("ms"), list(range(ROWS)), [i / 1000 for i in range(ROWS)]),
        texts("text", pa.array(words, pa.string()), words),
        texts("large", pa.array(words, pa.large_string()), words),
        texts("view", pa.array(words, pa.string_view()), words),
        texts("coded", pa.array(names).dictionary_encode(), names),
        texts("coded8", pa.array(words).cast(pa.dictionary(pa.int8(), pa.string())), words),
        number("codednumber", pa.float64(), [float(i % 5) for i in range(ROWS)]),
        ("nothing", pa.nulls(ROWS), {"kind": "number", "numbers": [None] * ROWS}),
    ]
    name, array, told = columns[-2]
    columns[-2] = (name, array.dictionary_encode(), told)
    for bits in (8, 16, 32, 64):
        columns.append(number(f"i{bits}", getattr(pa, f"int{bits}")(), ints(-2 ** (bits - 1), 2 ** (bits - 1) - 1)))
        columns.append(number(f"u{bits}", getattr(pa, f"uint{bits}")(), ints(0, 2**bits - 1)))
    for unit, bits, parts in (("s", 32, 1), ("ms", 32, 10**3), ("us", 64, 10**6), ("ns", 64, 10**9)):
        ticks = [random.randrange(86_400 * parts) for _ in range(ROWS)]
        name, array, told = number(f"clock_{unit}", pa.int32() if bits == 32 else pa.int64(), ticks, [t / parts for t in ticks])
        columns.append((name, array.cast(getattr(pa, f"time{bits}")(unit)), {**told, "kind": "timeOfDay"}))
    # Left out, and of many buffers: what follows must still be found.
    unread = [
        ("list", pa.array([[1, 2], None] * (ROWS // 2))),
        ("struct", pa.array([{"a": 1, "b": "x" * 20}] * ROWS, pa.struct([("a", pa.int8()), ("b", pa.string_view())]))),
        ("bytes", pa.array([b"x"] * ROWS)),
        ("map", pa.array([[("k", 1)]] * ROWS, pa.map_(pa.string(), pa.int8()))),
        ("fixed", pa.array([[1, 2]] * ROWS, pa.list_(pa.int8(), 2))),
        ("wide", pa.array([decimal.Decimal(1)] * ROWS, pa.decimal256(50, 0))),
        ("runs", pa.RunEndEncodedArray.from_arrays(pa.array([ROWS], pa.int32()), pa.array([1.5]))),
    ]
    last = number("last", pa.float64(), floats)
    order = columns[:8] + unread + columns[8:] + [last]
    table = pa.table({entry[0]: entry[1] for entry in order})
    return table, {name: told for name, _, told in columns + [last]}, [name for name, _ in unread]


def tell(file, told, left_out=(), rows=ROWS):
    print(json.dumps({
        "file": file, "rows": rows, "leftOut": list(left_out),
        "columns": [{"name": name, **cells} for name, cells in told.items()],
    }))


def write(file, table, told, left_out=(), packed=None, stream=False):
    options = pa.ipc.IpcWriteOptions(compression=packed, emit_dictionary_deltas=True)
    make = pa.ipc.new_stream if stream else pa.ipc.new_file
    with make(os.path.join(folder, file), table.schema, options=options) as writer:
        for batch in table.to_batches(max_chunksize=BATCH):
            writer.write_batch(batch)
    tell(file, told, left_out, table.num_rows)


table, told, left_out = every_type()
for packed in (None, "lz4", "zstd"):
    for stream in (False, True):
        write(f"all-{packed}-{'stream' if stream else 'file'}.arrow", table, told, left_out, packed, stream)

# A dictionary that grows from batch to batch, and one that is replaced.
words = [f"state {i // 100}" for i in range(ROWS)]
chunks = []
for begin in range(0, ROWS, 100):
    seen = [f"state {i}" for i in range(begin // 100 + 1)]
    chunks.append(pa.DictionaryArray.from_arrays(pa.array([begin // 100] * 100, pa.int16()), pa.array(seen)))
growing = pa.table({"state": pa.chunked_array(chunks)})
write("growing-file.arrow", growing, {"state": {"kind": "text", "texts": words}})
write("growing-stream.arrow", growing, {"state": {"kind": "text", "texts": words}}, stream=True)
chunks = [pa.DictionaryArray.from_arrays(pa.array([0] * 100, pa.int16()), pa.array([f"state {k}"])) for k in range(10)]
write("replaced-stream.arrow", pa.table({"state": pa.chunked_array(chunks)}),
      {"state": {"kind": "text", "texts": words}}, stream=True)

# No rows; before that, an empty batch in the middle.
empty = pa.table({"x": pa.array([], pa.float64()), "s": pa.array([], pa.string())})
write("empty.arrow", empty, {"x": {"kind": "number", "numbers": []}, "s": {"kind": "text", "texts": []}})

# A slice: validity and bits that do not begin at a byte.
bits = [i % 3 == 0 if i % 5 else None for i in range(100)]
sliced = pa.table({"b": pa.array(bits), "s": pa.array([str(i) for i in range(100)])}).slice(13, 50)
write("sliced.arrow", sliced, {
    "b": {"kind": "number", "numbers": [None if b is None else float(b) for b in bits[13:63]]},
    "s": {"kind": "text", "texts": [str(i) for i in range(13, 63)]}})

# pandas: an index, categories, missing times.
import pandas as pd
stamps = pd.date_range("2024-03-01", periods=ROWS, freq="s")
frame = pd.DataFrame({"time": stamps, "x": np.arange(ROWS) / 3, "mode": pd.Categorical(words)})
frame.loc[5, "time"] = pd.NaT
frame.loc[6, "x"] = np.nan
frame.to_feather(os.path.join(folder, "pandas.feather"))
seconds = int((stamps[0] - pd.Timestamp(0)).total_seconds())
tell("pandas.feather", {
    "time": {"kind": "clock", "times": [None if i == 5 else str((seconds + i) * 10**9) for i in range(ROWS)]},
    "x": {"kind": "number", "numbers": [None if i == 6 else i / 3 for i in range(ROWS)]},
    "mode": {"kind": "text", "texts": words}})

# polars, whose texts are views and whose categories have codes of other widths.
import polars as pl
begin = dt.datetime(2024, 3, 1)
frame = pl.DataFrame({
    "time": [begin + dt.timedelta(milliseconds=250 * i) for i in range(ROWS)],
    "x": holes([i / 7 for i in range(ROWS)]), "on": [i % 2 == 0 for i in range(ROWS)],
    "text": holes([f"a rather long text number {i % 50}" for i in range(ROWS)])})
frame = frame.with_columns(pl.Series("mode", words).cast(pl.Categorical),
                           pl.Series("fixed", words).cast(pl.Enum([f"state {i}" for i in range(10)])))
told = {
    "time": {"kind": "clock", "times": [str((seconds * 1000 + 250 * i) * 10**6) for i in range(ROWS)]},
    "x": {"kind": "number", "numbers": holes([i / 7 for i in range(ROWS)])},
    "on": {"kind": "number", "numbers": [float(i % 2 == 0) for i in range(ROWS)]},
    "text": {"kind": "text", "texts": holes([f"a rather long text number {i % 50}" for i in range(ROWS)])},
    "mode": {"kind": "text", "texts": words}, "fixed": {"kind": "text", "texts": words}}
for packed in ("uncompressed", "lz4", "zstd"):
    frame.write_ipc(os.path.join(folder, f"polars-{packed}.arrow"), compression=packed)
    tell(f"polars-{packed}.arrow", told)
frame.write_ipc_stream(os.path.join(folder, "polars-stream.arrow"))
tell("polars-stream.arrow", told)

# DuckDB's own export to Arrow.
import duckdb
result = duckdb.sql(f"select range::double / 3 as x, 's' || (range % 3) as s, "
                    f"timestamp '2024-03-01' + to_seconds(range) as time from range({ROWS})")
result = result.to_arrow_table() if hasattr(result, "to_arrow_table") else result.arrow()
if isinstance(result, pa.RecordBatchReader):
    result = result.read_all()
write("duckdb.arrow", result, {
    "x": {"kind": "number", "numbers": [i / 3 for i in range(ROWS)]},
    "s": {"kind": "text", "texts": [f"s{i % 3}" for i in range(ROWS)]},
    "time": {"kind": "clock", "times": [str((seconds + i) * 10**9) for i in range(ROWS)]}})

# Small ones, to be damaged.
small = table.slice(0, 40)
for packed in (None, "lz4", "zstd"):
    for stream in (False, True):
        options = pa.ipc.IpcWriteOptions(compression=packed)
        make = pa.ipc.new_stream if stream else pa.ipc.new_file
        with make(os.path.join(folder, f"small-{packed}-{stream}.bin"), small.schema, options=options) as writer:
            writer.write_table(small, max_chunksize=20)

with pa.ipc.new_file(os.path.join(folder, "lists.arrow"), pa.schema([("a b", pa.list_(pa.int8()))])) as writer:
    pass
table = pa.table({"late": pa.array([10**12, 0, None], pa.int64()).cast(pa.timestamp("s")),
                  "epoch": pa.array([1_600_000_000_123_456_789, None, 2], pa.int64())})
with pa.ipc.new_file(os.path.join(folder, "late.arrow"), table.schema) as writer:
    writer.write_table(table)
