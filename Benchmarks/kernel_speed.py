"""Store to Gram matrix, fits, scores and streamed rows, beside numpy, scikit-learn and ONNX Runtime.

Rows are generated, correlated and rounded to four decimals. Each tool works on rows that are in memory (the store's files are
in the page cache), in turn, round after round; the least of its times counts. numpy and scikit-learn use the kernels that
their own OpenBLAS chooses for the processor, whatever OPENBLAS_CORETYPE says to tocsin's. Prints Markdown and writes it into
Benchmarks/RESULTS.md between the markers `kernel-speed: begin` and `kernel-speed: end`.
  Benchmarks/kernel_speed.py [--rounds 5] [--folder /dev/shm] [--shrink 1]
"""
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

# Set for tocsin's library, these would hold numpy's back: they are kept from it, and given to tocsin.
ENVIRONMENT = dict(os.environ)
for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
    os.environ.pop(name, None)

import numpy  # noqa: E402
import onnxruntime  # noqa: E402
import pyarrow  # noqa: E402
import pyarrow.csv  # noqa: E402
import pyarrow.feather  # noqa: E402
from sklearn.covariance import EmpiricalCovariance, MinCovDet  # noqa: E402
from sklearn.decomposition import PCA  # noqa: E402

from measured import TOCSIN, asked, report  # noqa: E402


def option(name, default):
    return type(default)(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv else default


ROUNDS, SHRINK = option("--rounds", 5), option("--shrink", 1)


def tocsin(*arguments, accepted=(0,)):
    done = subprocess.run([TOCSIN, *map(str, arguments)], capture_output=True, text=True, env=ENVIRONMENT)
    if done.returncode not in accepted:
        sys.exit(f"tocsin {' '.join(map(str, arguments))} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def measured(*arguments):
    """What a hidden command tells of one round after a first one, which finds new memory."""
    told = json.loads(tocsin("measure", *arguments, "--rounds", 2))
    return min(told["seconds"]), told


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def alternating(rounds, **works):
    """The least seconds of each."""
    best = {}
    for _ in range(rounds):
        for name, work in works.items():
            taken = work()
            best[name] = min(taken, best.get(name, taken))
    return best


def generated(rows, columns):
    """Rows of tags that follow a few common causes, far from zero as gauges are."""
    rng = numpy.random.default_rng(1)
    causes = rng.standard_normal((rows, 8)) @ rng.standard_normal((8, columns))
    return numpy.round(100 + causes + rng.standard_normal((rows, columns)), 4)


def plant(folder, x, detectors="mahalanobis"):
    """A folder with a configuration and a file of the rows, one a minute; what ingests them makes a store."""
    folder.mkdir()
    stamps = (numpy.datetime64("2020-01-01T00:00:00") + numpy.arange(len(x)).astype("timedelta64[m]")).astype("datetime64[s]")
    table = pyarrow.table({"time": numpy.datetime_as_string(stamps), **{f"T{j:03}": x[:, j] for j in range(x.shape[1])}})
    pyarrow.csv.write_csv(table, folder / "data.csv")
    used = "".join(f"\n    - use: {name}" for name in detectors.split())
    judged = numpy.datetime_as_string(stamps[-(len(x) // 10)])
    (folder / "tocsin.yaml").write_text(
        f"plant: p\ntimezone: UTC\ndata: {{ telemetry: data.csv }}\nevaluate: {{ from: {judged}Z }}\n"
        f"train:\n  normal: {{ wait: 0s }}\n  detectors:{used}\n")
    tocsin("ingest", "-c", folder / "tocsin.yaml")
    return folder / "store/p"


def product_rate():
    """Operations a second of numpy's dgemm on all cores."""
    a = numpy.ones((2048, 2048))
    return 2 * 2048**3 / min(seconds(lambda: a @ a) for _ in range(5))


def gram_lines(stores):
    lines = ["### Store to Gram matrix, n·c·(c+1) operations, and the share of dgemm's rate", "",
             "| rows × columns | tocsin, store → Gram | GFLOP/s | share of its own dgemm | share of numpy's dgemm | numpy XᵀX in memory | "
             "scikit-learn PCA fit in memory | PCA fit ÷ tocsin |", "|---|---|---|---|---|---|---|---|"]
    fastest = product_rate()
    verdicts = []
    for x, store in stores:
        told = {}

        def own():
            taken, found = measured("gram", store)
            told["rate"] = max(told.get("rate", 0), *found["productRates"])
            told["trace"] = found["trace"]
            return taken

        best = alternating(ROUNDS, tocsin=own, numpy=lambda: seconds(lambda: x.T @ x),
                           pca=lambda: seconds(lambda: PCA().fit(x)))
        expected = float(numpy.sum(x * x))
        assert abs(told["trace"] - expected) <= 1e-9 * expected, "the Gram matrices differ"
        rows, columns = x.shape
        rate = rows * columns * (columns + 1) / best["tocsin"]
        lines.append(
            f"| {rows:,} × {columns} | {best['tocsin'] * 1e3:.1f} ms | {rate / 1e9:.0f} | {rate / told['rate']:.0%} | {rate / fastest:.0%} | "
            f"{best['numpy'] * 1e3:.1f} ms | {best['pca'] * 1e3:.1f} ms | {best['pca'] / best['tocsin']:.1f} × |")
        share = {52: 45, 128: 60}[columns]
        verdicts.append(asked(f"store to Gram, {columns} columns, of its own dgemm", 100 * rate / told["rate"], share, " %"))
        verdicts.append(asked(f"scikit-learn's PCA fit ÷ store to Gram, {columns} columns", best["pca"] / best["tocsin"], 2, " ×"))
    return lines + [""] + verdicts


def fit_lines(x, store, small, small_store):
    lines = ["", "### Fits of rows in memory", "", "| fit | rows × columns | tocsin | scikit-learn | times faster |", "|---|---|---|---|---|"]
    peers = [
        ("mahalanobis", "EmpiricalCovariance", x, store, lambda: EmpiricalCovariance().fit(x)),
        ("pca-residual", "PCA", x, store, lambda: PCA().fit(x)),
        ("robust-mahalanobis", "MinCovDet", small, small_store, lambda: MinCovDet(random_state=0).fit(small)),
    ]
    verdicts = []
    for detector, name, rows, place, fit in peers:
        rounds = 1 if name == "MinCovDet" else ROUNDS
        best = alternating(rounds, tocsin=lambda: measured("fit", detector, place)[0], peer=lambda: seconds(fit))
        lines.append(f"| {detector} / {name} | {rows.shape[0]:,} × {rows.shape[1]} | {best['tocsin']:.3f} s | {best['peer']:.3f} s | "
                     f"{best['peer'] / best['tocsin']:.1f} × |")
        verdicts.append(asked(f"{detector}'s fit", best["peer"] / best["tocsin"], 50 if name == "MinCovDet" else 2, " ×"))
    return lines + [""] + verdicts


class Session:
    """An exported graph with its initial state."""

    def __init__(self, model):
        manifest = json.loads((model / "model.json").read_text())
        self.tags = [tag["id"] for tag in manifest["tags"]]
        self.session = onnxruntime.InferenceSession(str(model / "detector.onnx"))
        kinds = {"int64": numpy.int64, "float64": numpy.float64}
        states = next(g for g in manifest["graphs"] if g["file"] == "detector.onnx")["states"]
        self.start = {s["name"]: numpy.array(s["initial"], kinds[s["type"]]).reshape(s["shape"]) for s in states}

    def score(self, rows, times):
        return self.session.run(["score"], {"rows": rows, "time": times, **self.start})[0]


def score_lines(folder, x, detectors):
    lines = ["", "### Scores of rows in memory: chain, accumulator, limit and alarm", "",
             "| detector | rows × columns | tocsin, rows/s | ONNX Runtime, one call, rows/s | ratio |", "|---|---|---|---|---|"]
    models = {}
    for detector in detectors:
        place = folder / detector
        store = plant(place, x, detector)
        # Whether the gate lets the model pass does not matter here.
        tocsin("run", "-c", place / "tocsin.yaml", accepted=(0, 1))
        model = next(path for path in sorted((place / "models/p").iterdir()) if (path / "detector.onnx").exists())
        models[detector] = model
        session = Session(model)
        columns = [int(tag[1:]) for tag in session.tags]
        rows = numpy.ascontiguousarray(x[:, columns])
        times = (numpy.datetime64("2020-01-01T00:00:00", "ns").astype("int64") + numpy.arange(len(x)) * 60_000_000_000)
        told = {}

        def own():
            taken, found = measured("score", model, store)
            told.update(found)
            return taken

        def peer():
            start = time.perf_counter()
            told["onnx"] = session.score(rows, times)
            return time.perf_counter() - start

        best = alternating(ROUNDS, tocsin=own, onnx=peer)
        expected = float(numpy.nansum(told["onnx"]))
        assert abs(told["sum"] - expected) <= 1e-6 * max(1, abs(expected)), "the scores differ"
        lines.append(f"| {detector} | {len(x):,} × {len(columns)} | {len(x) / best['tocsin']:,.0f} | {len(x) / best['onnx']:,.0f} | "
                     f"{best['onnx'] / best['tocsin']:.2f} × |")
    return lines, models


def stream_lines(folder, models, count):
    """Latency of a row: from the moment it is written to the pipe to the moment its answer is read."""
    lines = ["", "### A row at a time through `tocsin score -`", "", "| detector | rows | p50 | p99 | largest |", "|---|---|---|---|---|"]
    for detector, model in models.items():
        with open(folder / detector / "data.csv") as file:
            header, rows = next(file), [next(file) for _ in range(count)]
        running = subprocess.Popen([TOCSIN, "score", "--model", model, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   text=True, bufsize=1, env=ENVIRONMENT)
        # Two lines tell how the input is written; the first answer comes after them.
        running.stdin.write(header + rows[0] + rows[1])
        running.stdin.flush()
        for _ in range(3):
            running.stdout.readline()
        taken = []
        for row in rows[2:]:
            start = time.perf_counter()
            running.stdin.write(row)
            running.stdin.flush()
            running.stdout.readline()
            taken.append(time.perf_counter() - start)
        running.stdin.close()
        running.wait()
        cuts = statistics.quantiles(taken, n=100)
        lines.append(f"| {detector} | {len(taken):,} | {cuts[49] * 1e6:.0f} µs | {cuts[98] * 1e6:.0f} µs | {max(taken) * 1e6:.0f} µs |")
    return lines


def main():
    with tempfile.TemporaryDirectory(dir=option("--folder", "/dev/shm")) as name:
        folder = Path(name)
        x = generated(1_000_000 // SHRINK, 52)
        wide = generated(400_000 // SHRINK, 128)
        small = generated(20_000, 52)
        store = plant(folder / "long", x)
        lines = gram_lines([(x, store), (wide, plant(folder / "wide", wide))])
        lines += fit_lines(x, store, small, plant(folder / "small", small))
        detectors = ["mahalanobis", "pca-residual", "var-innovations", "default"]
        scored, models = score_lines(folder, generated(100_000 // SHRINK, 52), detectors)
        lines += scored + stream_lines(folder, models, 5_000)
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if "model name" in line), platform.machine())
    lines += ["", f"{os.cpu_count()} cores, {cpu}, Linux {platform.release()}; "
              f"{', '.join(f'{name} {version(name)}' for name in ('numpy', 'scikit-learn', 'onnxruntime'))}; tocsin's OpenBLAS with "
              f"{ENVIRONMENT.get('OPENBLAS_CORETYPE', 'its own')} kernels; least of {ROUNDS} alternating rounds."]
    report("kernel-speed", lines)


if __name__ == "__main__":
    main()
