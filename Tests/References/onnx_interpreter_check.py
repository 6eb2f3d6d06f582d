#!/usr/bin/env python3
"""Gives ONNX Runtime's answers, for Tocsin's interpreter to be compared with.

    onnx_interpreter_check.py random SEED COUNT FOLDER
    onnx_interpreter_check.py run FOLDER

`random` draws COUNT models, first one of every operator in turn, then graphs of many nodes with If, Loop
and Scan in them, and writes FOLDER/<n>/model.onnx and FOLDER/<n>/tensors.json with inputs and outputs.
`run` reads FOLDER/model.onnx and FOLDER/inputs.json and writes FOLDER/tensors.json.

A tensor is {"name", "type", "shape", "data"}, data being its little-endian bytes in hexadecimal.
"""

import json
import pathlib
import sys

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

TYPES = {"float64": TensorProto.DOUBLE, "int64": TensorProto.INT64, "bool": TensorProto.BOOL}


def encode(name, value):
    value = np.asarray(value)
    kind = str(value.dtype)
    raw = value.astype("u1" if kind == "bool" else value.dtype.newbyteorder("<")).tobytes()
    return {"name": name, "type": kind, "shape": list(value.shape), "data": raw.hex()}


def decode(tensor):
    kind = {"float64": "<f8", "int64": "<i8", "bool": "u1"}[tensor["type"]]
    value = np.frombuffer(bytes.fromhex(tensor["data"]), kind).reshape(tensor["shape"])
    return value.astype(tensor["type"])


def run(model, inputs):
    onnx.checker.check_model(model)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, inputs)))


class Value:
    """A tensor of a graph that is being drawn: its last extents are known."""

    def __init__(self, name, kind, shape, exact=True):
        self.name, self.kind, self.exact = name, kind, exact
        self.shape = tuple(int(n) for n in shape)

    def info(self, name=None):
        return helper.make_tensor_value_info(name or self.name, TYPES[self.kind], self.shape)


class Graph:
    """Draws nodes one after the other; a graph in a node sees the values around it."""

    count = 0

    def __init__(self, rng, opset, parent=None):
        self.rng, self.opset, self.parent = rng, opset, parent
        self.nodes, self.constants, self.values = [], [], []

    def visible(self):
        return self.values + (self.parent.visible() if self.parent else [])

    @staticmethod
    def name(what):
        Graph.count += 1
        return f"{what}.{Graph.count}"

    def pick(self, test):
        found = [v for v in self.visible() if test(v)]
        return found[self.rng.integers(len(found))] if found else None

    def constant(self, array):
        array = np.asarray(array)
        name = self.name("constant")
        # Both ways in which a tensor can hold its elements.
        if self.rng.random() < 0.5:
            self.constants.append(numpy_helper.from_array(array, name))
        else:
            kind = TYPES[str(array.dtype)]
            self.constants.append(
                helper.make_tensor(name, kind, array.shape, array.ravel().tolist())
            )
        return Value(name, str(array.dtype), array.shape)

    def ints(self, *values):
        return self.constant(np.array(values, np.int64))

    def array(self, kind, shape, nan=0.05):
        if kind == "float64":
            array = np.round(4 * self.rng.normal(size=shape)) / 4 + 0.125
            return np.where(self.rng.random(shape) < nan, np.nan, array)
        if kind == "int64":
            return np.asarray(self.rng.integers(-9, 10, shape), np.int64)
        return np.asarray(self.rng.random(shape) < 0.5)

    def node(self, op, inputs, kind, shape, exact=None, **attributes):
        out = Value(self.name(op), kind, shape)
        out.exact = all(i.exact for i in inputs if i) if exact is None else exact
        names = [i.name if i else "" for i in inputs]
        self.nodes.append(helper.make_node(op, names, [out.name], name=out.name, **attributes))
        self.values.append(out)
        return out

    def graph(self, name, inputs, outputs):
        return helper.make_graph(
            self.nodes, name, inputs, [o.info() for o in outputs], self.constants
        )

    # One function per family; each adds one node with what it needs, or nothing where nothing fits.

    def partner(self, a):
        """A constant that broadcasts with a, in one of the ways there are."""
        shape = [n if self.rng.random() < 0.6 else 1 for n in a.shape]
        shape = shape[self.rng.integers(len(shape) + 1) :]
        if self.rng.random() < 0.2:
            shape = [2] + [1] * (len(a.shape) - len(shape)) + shape
        return self.constant(self.array(a.kind, shape))

    def two(self, kinds):
        a = self.pick(lambda v: v.kind in kinds and len(v.shape) < 4)
        if a is None:
            return None, None, None
        b = self.pick(lambda v: v.kind == a.kind and fits(v.shape, a.shape))
        if b is None or self.rng.random() < 0.5:
            b = self.partner(a)
        if self.rng.random() < 0.5:
            a, b = b, a
        return a, b, np.broadcast_shapes(a.shape, b.shape)

    def arithmetic(self):
        op = str(self.rng.choice(["Add", "Sub", "Mul", "Div"]))
        a, b, shape = self.two(["float64", "int64"])
        if a is None:
            return
        if op == "Div" and a.kind == "int64":
            b = self.constant(self.array("int64", a.shape) * 2 + 1)
            shape = a.shape
        self.node(op, [a, b], a.kind, shape)

    def maximum(self):
        a, b, shape = self.two(["float64", "int64"])
        if a:
            c = self.constant(self.array(a.kind, shape))
            self.node(str(self.rng.choice(["Max", "Min"])), [a, b, c], a.kind, shape)

    def compare(self):
        a, b, shape = self.two(["float64", "int64"])
        if a and a.exact and b.exact:
            self.node(str(self.rng.choice(["Greater", "Less", "Equal"])), [a, b], "bool", shape)

    def logic(self):
        a, b, shape = self.two(["bool"])
        if a:
            self.node(str(self.rng.choice(["And", "Or"])), [a, b], "bool", shape)

    def unary(self):
        a = self.pick(lambda v: True)
        if a.kind == "bool":
            self.node("Not", [a], "bool", a.shape)
        elif a.kind == "float64":
            op = str(self.rng.choice(["Sqrt", "Cos", "Log", "IsNaN", "Identity", "Round"]))
            if op == "Identity" or a.exact:
                exact = False if op in ("Cos", "Log") else None
                self.node(op, [a], "bool" if op == "IsNaN" else a.kind, a.shape, exact)

    def trees(self):
        """Trees over the last extent, cast to double at once: nothing else takes single numbers."""
        a = self.pick(lambda v: v.kind == "float64" and v.exact and len(v.shape) == 2)
        if a is None or 0 in a.shape:
            return
        targets = int(self.rng.integers(1, 4))
        # ONNX Runtime forgets the base of a target that no leaf votes for: with a base all leaves do.
        has_base = self.rng.random() < 0.5
        kinds = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"]
        # ONNX Runtime has a way of its own for trees that all compare alike.
        kinds = kinds if self.rng.random() < 0.5 else [str(self.rng.choice(kinds))]
        nodes = {k: [] for k in ["treeids", "nodeids", "featureids", "modes", "values"]}
        nodes.update({k: [] for k in ["truenodeids", "falsenodeids", "missing_value_tracks_true"]})
        votes = {k: [] for k in ["treeids", "nodeids", "ids", "weights"]}
        for tree in range(int(self.rng.integers(1, 5))):
            open_, place = 1, 0
            while place < open_:
                cut = open_ < 9 and (place == 0 or self.rng.random() < 0.7)
                row = [tree, place, int(self.rng.integers(a.shape[1])) if cut else 0]
                row += [str(self.rng.choice(kinds)) if cut else "LEAF"]
                row += [float(np.round(4 * self.rng.normal()) / 4 + 0.125) if cut else 0.0]
                row += [open_, open_ + 1, int(self.rng.integers(2))] if cut else [0, 0, 0]
                for name, value in zip(nodes, row):
                    nodes[name].append(value)
                least = targets if has_base else 1
                chosen = self.rng.permutation(targets)[: max(least, self.rng.integers(1, 3))]
                for target in [] if cut else chosen:
                    vote = [tree, place, int(target), float(self.rng.integers(-9, 10)) / 8]
                    for name, value in zip(votes, vote):
                        votes[name].append(value)
                open_, place = open_ + 2 * cut, place + 1
        given = {f"nodes_{k}": v for k, v in nodes.items()}
        given.update({f"target_{k}": v for k, v in votes.items()})
        if has_base:
            given["base_values"] = (self.rng.integers(-9, 10, targets) / 8).tolist()
        shape = (a.shape[0], targets)
        single = self.node(
            "TreeEnsembleRegressor", [a], "float32", shape, domain="ai.onnx.ml",
            n_targets=targets, **given,
        )
        self.values.remove(single)
        self.node("Cast", [single], "float64", shape, True, to=TYPES["float64"])

    def where(self):
        a, b, shape = self.two(["float64", "int64"])
        if a:
            c = self.pick(lambda v: v.kind == "bool" and fits(v.shape, shape))
            c = c or self.constant(self.array("bool", shape[-1:]))
            self.node("Where", [c, a, b], a.kind, np.broadcast_shapes(c.shape, shape))

    def cast(self):
        a = self.pick(lambda v: v.exact)
        kind = str(self.rng.choice(["float64", "int64", "bool"]))
        if a.kind != "float64" or kind != "int64":
            self.node("Cast", [a], kind, a.shape, to=TYPES[kind])

    def matmul(self):
        a = self.pick(lambda v: v.kind == "float64" and 1 <= len(v.shape) < 4)
        if a is None:
            return
        k, n = a.shape[-1], int(self.rng.integers(1, 4))
        form = self.rng.integers(3)
        if form == 0:
            b, shape = (k,), a.shape[:-1]
        elif form == 1 or len(a.shape) == 1:
            b, shape = (k, n), a.shape[:-1] + (n,)
        else:
            b, shape = (2, 1, k, n), None
            if len(a.shape) == 2:
                b, shape = (2, k, n), (2, a.shape[0], n)
            else:
                shape = (2,) + a.shape[:-1] + (n,)
        self.node(
            "MatMul", [a, self.constant(self.array("float64", b))], "float64", shape, exact=False
        )

    def reduce(self):
        a = self.pick(lambda v: v.kind in ("float64", "int64") and len(v.shape) >= 1)
        if a is None:
            return
        rank = len(a.shape)
        axes = sorted(self.rng.choice(rank, self.rng.integers(1, rank + 1), replace=False).tolist())
        keep = int(self.rng.integers(2))
        shape = [1 if i in axes else n for i, n in enumerate(a.shape) if keep or i not in axes]
        given = [int(x) - (rank if self.rng.random() < 0.5 else 0) for x in axes]
        if self.rng.random() < 0.5 or a.kind == "float64" and not a.exact:
            exact = a.exact and a.kind == "int64"
            if self.rng.random() < 0.2:
                shape = [1] * rank if keep else []
                self.node("ReduceSum", [a], a.kind, shape, exact, keepdims=keep)
            else:
                self.node("ReduceSum", [a, self.ints(*given)], a.kind, shape, exact, keepdims=keep)
            return
        if a.kind == "float64":
            # The largest with a NaN among the elements is left open by ONNX.
            bad = self.node("IsNaN", [a], "bool", a.shape)
            a = self.node("Where", [bad, self.constant(np.float64(-1)), a], a.kind, a.shape)
        if self.opset >= 18:
            self.node("ReduceMax", [a, self.ints(*given)], a.kind, shape, keepdims=keep)
        else:
            self.node("ReduceMax", [a], a.kind, shape, axes=given, keepdims=keep)

    def place(self):
        a = self.pick(lambda v: v.kind == "float64" and v.exact and v.shape and 0 not in v.shape)
        if a is None:
            return
        # The smallest with a NaN among the elements is left open by ONNX.
        bad = self.node("IsNaN", [a], "bool", a.shape)
        a = self.node("Where", [bad, self.constant(np.float64(2)), a], a.kind, a.shape)
        rank, keep = len(a.shape), int(self.rng.integers(2))
        axis = int(self.rng.integers(-rank, rank))
        shape = [1 if i == axis % rank else n for i, n in enumerate(a.shape) if keep or i != axis % rank]
        self.node("ArgMin", [a], "int64", shape, True, axis=axis, keepdims=keep)

    def concat(self):
        a = self.pick(lambda v: len(v.shape) >= 1)
        if a is None:
            return
        axis = int(self.rng.integers(len(a.shape)))
        shape = list(a.shape)
        shape[axis] = int(self.rng.integers(1, 3))
        b = self.constant(self.array(a.kind, shape))
        shape[axis] += a.shape[axis]
        given = axis - (len(shape) if self.rng.random() < 0.5 else 0)
        self.node("Concat", [a, b], a.kind, shape, axis=given)

    def slice(self):
        a = self.pick(lambda v: len(v.shape) >= 1 and v.shape[0] >= 1)
        if a is None:
            return
        axis = int(self.rng.integers(len(a.shape)))
        start, end = self.rng.integers(-6, 7, 2).tolist()
        if self.rng.random() < 0.3:
            end = 2**63 - 1
        index = [slice(None)] * len(a.shape)
        index[axis] = slice(start, end)
        shape = np.empty(a.shape)[tuple(index)].shape
        if 0 in shape and self.rng.random() < 0.9:
            return
        self.node(
            "Slice", [a, self.ints(start), self.ints(end), self.ints(axis)], a.kind, shape
        )

    def gather(self):
        a = self.pick(lambda v: len(v.shape) >= 1 and 0 not in v.shape)
        if a is None:
            return
        axis = int(self.rng.integers(len(a.shape)))
        n = a.shape[axis]
        shape = [(), (3,), (2, 2)][self.rng.integers(3 if len(a.shape) < 3 else 2)]
        places = self.constant(np.asarray(self.rng.integers(-n, n, shape), np.int64))
        out = a.shape[:axis] + tuple(shape) + a.shape[axis + 1 :]
        self.node("Gather", [a, places], a.kind, out, axis=axis)

    def scatter(self):
        a = self.pick(lambda v: len(v.shape) >= 1 and 0 not in v.shape)
        if a is None:
            return
        depth = int(self.rng.integers(1, len(a.shape) + 1))
        cells = np.stack(np.unravel_index(range(np.prod(a.shape[:depth])), a.shape[:depth]), 1)
        chosen = self.rng.permutation(cells)[: self.rng.integers(1, 4)].astype(np.int64)
        updates = self.constant(self.array(a.kind, (len(chosen),) + a.shape[depth:]))
        self.node("ScatterND", [a, self.constant(chosen), updates], a.kind, a.shape)

    def reshape(self):
        a = self.pick(lambda v: len(v.shape) < 4)
        if a is None:
            return
        rank = len(a.shape)
        form = self.rng.integers(4)
        ones = [i for i, n in enumerate(a.shape) if n == 1]
        if form == 0 and ones:
            axis = ones[self.rng.integers(len(ones))]
            self.node("Squeeze", [a, self.ints(axis)], a.kind, np.delete(a.shape, axis))
        elif form == 1:
            self.node("Shape", [a], "int64", (rank,), True)
        elif form == 2:
            shape = (2,) + tuple(3 if n == 1 else n for n in a.shape)
            if len(shape) < 4:
                self.node("Expand", [a, self.ints(*shape)], a.kind, shape)
        else:
            axis = int(self.rng.integers(-rank - 1, rank + 1))
            shape = list(a.shape)
            shape.insert(axis if axis >= 0 else axis + rank + 1, 1)
            self.node("Unsqueeze", [a, self.ints(axis)], a.kind, shape)

    def conditional(self):
        condition = self.pick(lambda v: v.kind == "bool" and v.shape == ())
        condition = condition or self.constant(np.asarray(self.rng.random() < 0.5))
        branches, kind, shape = [], None, None
        for name in ["then", "else"]:
            inner = Graph(self.rng, self.opset, self)
            inner.grow(4, inside=True)
            like = lambda v: kind is None or (v.kind == kind and v.shape == shape)
            value = inner.pick(lambda v: v in inner.values and like(v))
            value = value or inner.constant(inner.array(kind or "int64", shape or ()))
            kind, shape = value.kind, value.shape
            out = inner.node("Identity", [value], kind, shape)
            branches.append((inner.graph(self.name(name), [], [out]), out.exact))
        self.node(
            "If", [condition], kind, shape, branches[0][1] and branches[1][1],
            then_branch=branches[0][0], else_branch=branches[1][0],
        )

    def loop(self):
        start = self.pick(lambda v: len(v.shape) < 3)
        if start is None:
            return
        inner = Graph(self.rng, self.opset, self)
        carried = Value(self.name("carried"), start.kind, start.shape, False)
        trip, on = Value(self.name("trip"), "int64", ()), Value(self.name("on"), "bool", ())
        inner.values += [carried, trip]
        inner.grow(5, inside=True)
        next_ = inner.follow(carried)
        go = inner.node("Identity", [on], "bool", ())
        out = Value(self.name("Loop"), start.kind, start.shape, False)
        inputs = [trip.info(), on.info(), carried.info()]
        body = inner.graph(self.name("body"), inputs, [go, next_])
        count = self.constant(np.int64(self.rng.integers(0, 4)))
        self.nodes.append(
            helper.make_node(
                "Loop", [count.name, "", start.name], [out.name], name=out.name, body=body
            )
        )
        self.values.append(out)

    def follow(self, carried):
        """A value like the carried one that depends on it where that is possible."""
        if carried.kind == "bool":
            return self.node("Not", [carried], "bool", carried.shape)
        other = self.pick(lambda v: v.kind == carried.kind and stretches(v.shape, carried.shape))
        half = self.constant(self.array(carried.kind, (), nan=0))
        product = self.node("Mul", [carried, half], carried.kind, carried.shape)
        return self.node("Sub", [product, other], carried.kind, carried.shape)

    def scan(self):
        rows = self.pick(lambda v: 1 <= len(v.shape) < 4 and v.shape[0] >= 1)
        state = self.pick(lambda v: len(v.shape) < 3)
        if rows is None or state is None:
            return
        inner = Graph(self.rng, self.opset, self)
        carried = Value(self.name("state"), state.kind, state.shape, False)
        row = Value(self.name("row"), rows.kind, rows.shape[1:], rows.exact)
        inner.values += [carried, row]
        inner.grow(5, inside=True)
        next_ = inner.follow(carried)
        given = inner.pick(lambda v: v in inner.values and v not in (carried, row))
        given = inner.node("Identity", [given], given.kind, given.shape)
        last = Value(self.name("last"), state.kind, state.shape, False)
        out = Value(self.name("Scan"), given.kind, rows.shape[:1] + given.shape, given.exact)
        body = inner.graph(self.name("body"), [carried.info(), row.info()], [next_, given])
        self.nodes.append(
            helper.make_node(
                "Scan", [state.name, rows.name], [last.name, out.name], name=out.name, body=body,
                num_scan_inputs=1,
            )
        )
        self.values += [last, out]

    FLAT = [
        arithmetic, maximum, compare, logic, unary, where, cast, matmul, reduce, concat, slice,
        gather, scatter, reshape, place, trees,
    ]
    DEEP = [conditional, loop, scan]

    def grow(self, count, inside=False):
        for _ in range(count):
            deep = not inside and self.rng.random() < 0.25
            family = self.DEEP if deep else self.FLAT
            family[self.rng.integers(len(family))](self)


def fits(a, b):
    try:
        return len(np.broadcast_shapes(a, b)) < 4
    except ValueError:
        return False


def stretches(a, b):
    return fits(a, b) and np.broadcast_shapes(a, b) == tuple(b)


def draw(seed, number):
    rng = np.random.default_rng([seed, number])
    opset = int(rng.integers(17, 19))
    graph = Graph(rng, opset)
    arrays, infos = {}, []
    for kind in ["float64", "float64", "int64", "bool"]:
        shape = tuple(rng.integers(1, 5, rng.integers(0, 4)).tolist())
        value = Value(Graph.name("input"), kind, shape)
        arrays[value.name] = graph.array(kind, shape)
        infos.append(value.info())
        graph.values.append(value)
    families = Graph.FLAT + Graph.DEEP
    if number < 8 * len(families):
        # Not every family fits every input.
        for _ in range(20):
            if not graph.nodes:
                families[number % len(families)](graph)
    else:
        graph.grow(14)
    whole = graph.pick(lambda v: v.kind != "float64" and v.exact and v.shape)
    whole = whole or graph.constant(graph.array("bool", (3, 2)))
    found = graph.node("NonZero", [whole], "int64", ())
    places = helper.make_tensor_value_info(found.name, TensorProto.INT64, ["rank", "count"])
    outputs = [v for v in graph.values if v.name not in arrays and v is not found]
    made = helper.make_graph(
        graph.nodes, "random", infos, [v.info() for v in outputs] + [places], graph.constants
    )
    sets = [helper.make_opsetid("", opset), helper.make_opsetid("ai.onnx.ml", 3)]
    model = helper.make_model(made, ir_version=8, opset_imports=sets)
    return model, arrays


def write(folder, inputs, outputs):
    tensors = {
        "inputs": [encode(n, v) for n, v in inputs.items()],
        "outputs": [encode(n, v) for n, v in outputs.items()],
    }
    (folder / "tensors.json").write_text(json.dumps(tensors))


def main():
    if sys.argv[1] == "random":
        seed, count, folder = int(sys.argv[2]), int(sys.argv[3]), pathlib.Path(sys.argv[4])
        for number in range(count):
            model, inputs = draw(seed, number)
            case = folder / str(number)
            case.mkdir(parents=True)
            (case / "model.onnx").write_bytes(model.SerializeToString())
            write(case, inputs, run(model, inputs))
    else:
        folder = pathlib.Path(sys.argv[2])
        given = json.loads((folder / "inputs.json").read_text())
        inputs = {tensor["name"]: decode(tensor) for tensor in given}
        write(folder, inputs, run(onnx.load(str(folder / "model.onnx")), inputs))


if __name__ == "__main__":
    main()
