#!/usr/bin/env python3
"""Golden vectors for the codec, made by an implementation that is not ours: Python's struct and fractions.

    python3 e2e/vectors/codec.py > e2e/vectors/codec.json

A vector holds the words on the wire and what they mean without scaling: a decimal string, or null with the
reason. FLOAT32 is the shortest decimal within the rounding interval of the single, found by exact search.
"""

import json
import math
import random
import struct
from fractions import Fraction

ORDERS = ["ABCD", "CDAB", "BADC", "DCBA"]
FORMATS = {
    "INT16": ">h", "UINT16": ">H", "INT32": ">i", "UINT32": ">I",
    "INT64": ">q", "UINT64": ">Q", "FLOAT32": ">f", "FLOAT64": ">d",
}  # fmt: skip


def words_on_the_wire(big_endian, order):
    pairs = [big_endian[i : i + 2] for i in range(0, len(big_endian), 2)]
    if order in ("CDAB", "DCBA"):
        pairs.reverse()
    if order in ("BADC", "DCBA"):
        pairs = [pair[::-1] for pair in pairs]
    return [struct.unpack(">H", pair)[0] for pair in pairs]


def single(bits):
    return struct.unpack(">f", struct.pack(">I", bits))[0]


def shortest_single(bits):
    """Exact: the fewest digits in the rounding interval, of those the nearest, of two the larger."""
    magnitude_bits = bits & 0x7FFFFFFF
    sign = "-" if bits >> 31 else ""
    if magnitude_bits == 0:
        return "0"
    value = Fraction(single(magnitude_bits))
    below = Fraction(single(magnitude_bits - 1))
    above = 2 * value - below if magnitude_bits == 0x7F7FFFFF else Fraction(single(magnitude_bits + 1))
    low, high = (below + value) / 2, (value + above) / 2
    even = magnitude_bits % 2 == 0
    exponent = math.floor(math.log10(float(value)))
    for digits in range(1, 10):
        scale = Fraction(10) ** (exponent - digits + 1)
        floor = value // scale
        inside = [
            n for n in (floor, floor + 1) if low < n * scale < high or (even and n * scale in (low, high))
        ]
        if inside:
            best = min(inside, key=lambda n: (abs(n * scale - value), -n))
            return f"{sign}{best}e{exponent - digits + 1}"
    raise AssertionError(hex(bits))


def integers(kind):
    size = struct.calcsize(FORMATS[kind]) * 8
    top = 1 << (size - 1)
    if kind.startswith("U"):
        edges = [0, 1, 0x1234, top - 1, top, 2 * top - 1, 2 * top - 2]
    else:
        edges = [0, 1, -1, 0x1234, -0x1234, top - 1, -top, -top + 1]
    if size == 64:
        edges += [2**53 - 1, 2**53, 2**53 + 1, 0x0123456789ABCDEF, 2**32 - 1, 2**32, 2**31]
        if kind == "INT64":
            edges += [-(2**53) + 1, -(2**53), -(2**53) - 1]
    if size == 32:
        edges += [0x12345678, 0xFFFF, 0x10000, 0x8000]
    return edges


def vectors():
    generator = random.Random(20261123)
    for kind, fmt in FORMATS.items():
        samples = []
        if kind == "FLOAT32":
            edges = [230.1, 49.98, 0.1, 1.5, -3.25, 1e-7, 123456.79, 16777216.0, 9.999999e9, 1 / 3, 0.001, -0.3]
            all_bits = [struct.unpack(">I", struct.pack(">f", edge))[0] for edge in edges]
            all_bits += [0, 0x80000000, 1, 0x007FFFFF, 0x00800000, 0x7F7FFFFF, 0xFF7FFFFF, 0x4B7FFFFF, 0x4B800001]
            # Powers of two: there the rounding interval is lopsided.
            all_bits += [exponent << 23 for exponent in range(1, 255)]
            all_bits += [bits for bits in (generator.getrandbits(32) for _ in range(60)) if bits >> 23 & 0xFF != 0xFF]
            samples = [(struct.pack(">I", bits), shortest_single(bits), None) for bits in all_bits]
            for bits, why in [
                (0x7FC00000, "NaN"), (0xFFC00000, "NaN"), (0x7F800001, "NaN"), (0xFFFFFFFF, "NaN"),
                (0x7F800000, "infinite"), (0xFF800000, "infinite"),
            ]:  # fmt: skip
                samples.append((struct.pack(">I", bits), None, why))
        elif kind == "FLOAT64":
            values = [0.0, -0.0, 230.1, 0.1 + 0.2, 1e300, -1e-300, 5e-324, 1.7976931348623157e308, 2.0**53, 2.0**53 + 2]
            values += [1e21, 1e22, 1e23, 123456789.125, 1 / 3]
            values += [generator.uniform(-1e6, 1e6) for _ in range(20)]
            samples = [(struct.pack(">d", v), "0" if v == 0 else repr(v), None) for v in values]
            for value, why in [(math.nan, "NaN"), (math.inf, "infinite"), (-math.inf, "infinite")]:
                samples.append((struct.pack(">d", value), None, why))
        else:
            low = 0 if kind.startswith("U") else -(1 << struct.calcsize(fmt) * 8 - 1)
            width = 1 << struct.calcsize(fmt) * 8
            values = integers(kind) + [low + generator.randrange(width) for _ in range(10)]
            samples = [(struct.pack(fmt, value), str(value), None) for value in values]
        for big_endian, value, bad in samples:
            for order in ORDERS:
                vector = {"kind": kind, "order": order, "words": words_on_the_wire(big_endian, order), "value": value}
                if bad:
                    vector["bad"] = bad
                yield vector


print("[\n" + ",\n".join(json.dumps(vector) for vector in vectors()) + "\n]")
