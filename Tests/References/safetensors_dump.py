#!/usr/bin/env python3
"""Prints the arrays of a safetensors file as the bits of their doubles, then the metadata's keys."""

import sys

from safetensors import safe_open


def main():
    with safe_open(sys.argv[1], framework="np") as file:
        for name in sorted(file.keys()):
            array = file.get_tensor(name)
            bits = [f"{word:016x}" for word in array.ravel().view("<u8")]
            print(*([name, str(list(array.shape))] + bits))
        print("metadata", *sorted(file.metadata()))


if __name__ == "__main__":
    main()
