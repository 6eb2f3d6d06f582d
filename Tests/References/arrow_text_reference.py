"""The same tables as CSV by pandas, as Feather by pyarrow and as an Arrow stream by polars.

Printed are the names. Checked with pyarrow, pandas and polars as Scripts/requirements.txt pins them.
"""
import os
import sys

import numpy as np
import pandas as pd
import polars as pl
import pyarrow.feather as feather

folder = sys.argv[1]
rows = 700
random = np.random.default_rng(20251124)
clock = pd.date_range("2021-03-27 22:00", periods=rows, freq="5min")
cents = np.round(random.normal(50, 20, rows), 2)
holes = np.where(random.random(rows) < 0.1, np.nan, cents)
words = np.array(["idle", "running", "fault, see log"])[random.integers(0, 3, rows)]

tables = {
    "wide": pd.DataFrame({"when": clock, "a": cents, "b": holes, "n": random.integers(0, 9, rows)}),
    "zoned": pd.DataFrame({"when": clock.tz_localize("UTC"), "a": cents, "b": random.random(rows)}),
    "words": pd.DataFrame({"time": clock, "mode": words, "on": np.where(cents > 50, "open", "closed"), "x": holes}),
    "epoch": pd.DataFrame({"ts": 1_600_000_000_123_456_789 + np.arange(rows) * 7, "x": holes}),
    "text": pd.DataFrame({"DATETIME": clock.strftime("%d/%m/%y %H:%M"), "L_T1": cents}),
    "long": pd.DataFrame({
        "tag": np.array(["FIT-1", "LIT-2"])[np.arange(rows) % 2], "time": clock.repeat(2)[:rows], "value": cents}),
}
for name, table in tables.items():
    table.to_csv(os.path.join(folder, f"{name}.csv"), index=False)
    feather.write_feather(table, os.path.join(folder, f"{name}.feather"))
    pl.from_pandas(table).write_ipc_stream(os.path.join(folder, f"{name}.arrows"))
    print(name)
