"""Every solution of EPANET's hydraulics, step by step, as a table of doubles.

Usage: epanet_reference.py LIBRARY NETWORK.inp OUT.npz [ACCURACY]

LIBRARY is a shared library with EPANET's C API (2.2: `wntr/epanet/libepanet/linux-x64/libepanet22.so`
of wntr 1.5.0; 2.3.5: `libepanet2.so` of owa-epanet 2.3.5). Values are in the file's units.
"""
import ctypes, sys, os, tempfile, time
import numpy as np

HEAD, DEMAND, FLOW, STATUS = 10, 9, 8, 11
ACCURACY_OPTION = 1


class Epanet:
    def __init__(self, library, inp):
        self.lib = ctypes.CDLL(library)
        self.ph = ctypes.c_void_p()
        self.check(self.lib.EN_createproject(ctypes.byref(self.ph)))
        folder = tempfile.mkdtemp()
        self.check(self.lib.EN_open(self.ph, inp.encode(), os.path.join(folder, "r.rpt").encode(), b""))

    def check(self, code):
        if code > 100:
            raise RuntimeError(f"EPANET error {code}")
        return code

    def count(self, what):
        n = ctypes.c_int()
        self.check(self.lib.EN_getcount(self.ph, what, ctypes.byref(n)))
        return n.value

    def run(self):
        lib, ph = self.lib, self.ph
        nodes, links = self.count(0), self.count(2)
        self.check(lib.EN_openH(ph))
        self.check(lib.EN_initH(ph, 10))  # new flows, nothing saved
        t, step, v = ctypes.c_long(), ctypes.c_long(), ctypes.c_double()
        rows, codes = [], []
        while True:
            code = lib.EN_runH(ph, ctypes.byref(t))
            if code > 100:
                print("error", code, "at", t.value)
                break
            it = ctypes.c_double()
            lib.EN_getstatistic(ph, 0, ctypes.byref(it))
            row = [t.value, it.value]
            for what in (HEAD, DEMAND):
                for i in range(1, nodes + 1):
                    lib.EN_getnodevalue(ph, i, what, ctypes.byref(v))
                    row.append(v.value)
            for what in (FLOW, STATUS):
                for i in range(1, links + 1):
                    lib.EN_getlinkvalue(ph, i, what, ctypes.byref(v))
                    row.append(v.value)
            rows.append(row)
            codes.append(code)
            self.check(lib.EN_nextH(ph, ctypes.byref(step)))
            if step.value <= 0:
                break
        lib.EN_closeH(ph)
        return nodes, links, np.array(rows), np.array(codes)


if __name__ == "__main__":
    library, inp, out = sys.argv[1:4]
    e = Epanet(library, inp)
    if len(sys.argv) > 4:
        e.check(e.lib.EN_setoption(e.ph, ACCURACY_OPTION, ctypes.c_double(float(sys.argv[4]))))
    units = ctypes.c_int()
    e.lib.EN_getflowunits(e.ph, ctypes.byref(units))
    nodes, links, rows, codes = e.run()
    np.savez_compressed(out, nodes=nodes, links=links, rows=rows, codes=codes, units=units.value)
    print(os.path.basename(inp), nodes, links, rows.shape, "warnings", {int(c): int((codes == c).sum()) for c in set(codes.tolist())})
