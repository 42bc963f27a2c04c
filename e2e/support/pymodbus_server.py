#!/usr/bin/env python3
"""A Modbus server that shares no code with the gateway: pymodbus, its registers filled with Python's struct.

Reads one line of JSON from stdin and serves until stdin ends:

    {"serial": "/path" or null, "units": {"1": [{"table": "HOLDING", "address": 0, "type": "FLOAT32",
     "order": "CDAB", "value": "230.1", "factor": "1", "offset": "0"}, ...]}}

Answers with one line: {"port": 50123, "expected": {"1": ["230.1", ...]}}. What is expected is value x factor + offset
in decimal arithmetic. Registers that no value covers do not exist: exception 2.
"""

import asyncio
import json
import struct
import sys
from decimal import Decimal, getcontext

from pymodbus.datastore import ModbusServerContext, ModbusSlaveContext, ModbusSparseDataBlock
from pymodbus.server.async_io import ModbusSerialServer, ModbusTcpServer

getcontext().prec = 60
FORMATS = {
    "INT16": ">h", "UINT16": ">H", "INT32": ">i", "UINT32": ">I",
    "INT64": ">q", "UINT64": ">Q", "FLOAT32": ">f", "FLOAT64": ">d",
}  # fmt: skip
STORES = {"COIL": "co", "DISCRETE_INPUT": "di", "HOLDING": "hr", "INPUT": "ir"}


def packed(kind, value):
    """The value as its bytes, the most significant first."""
    if kind.startswith("STRING:"):
        return value.encode("utf-8").ljust(2 * int(kind[7:]), b"\0")
    if kind.startswith("BIT:"):
        # The other bits are the opposite, so that a wrong bit shows.
        bit = 1 << int(kind[4:])
        return struct.pack(">H", bit if value == "true" else 0xFFFF ^ bit)
    number = float(value) if kind.startswith("FLOAT") else int(value)
    return struct.pack(FORMATS[kind], number)


def ordered(data, kind, order):
    """The bytes of each register as they travel. The words of a text stay in their places."""
    pairs = [data[i : i + 2] for i in range(0, len(data), 2)]
    if order in ("CDAB", "DCBA") and not kind.startswith("STRING"):
        pairs.reverse()
    if order in ("BADC", "DCBA"):
        pairs = [pair[::-1] for pair in pairs]
    return [struct.unpack(">H", pair)[0] for pair in pairs]


def words(item):
    if item["table"] in ("COIL", "DISCRETE_INPUT"):
        return [item["value"] == "true"]
    return ordered(packed(item["type"], item["value"]), item["type"], item["order"])


def expected(item):
    if item["type"] == "BOOL" or item["type"].startswith(("BIT:", "STRING:")):
        return item["value"]
    scaled = Decimal(item["value"]) * Decimal(item["factor"]) + Decimal(item["offset"])
    return format(scaled, "f") if scaled == scaled.to_integral_value() else format(scaled.normalize(), "f")


def slave(items):
    stores = {name: {} for name in STORES.values()}
    for item in items:
        for index, word in enumerate(words(item)):
            stores[STORES[item["table"]]][item["address"] + index] = word
    blocks = {name: ModbusSparseDataBlock(values) for name, values in stores.items()}
    return ModbusSlaveContext(zero_mode=True, **blocks)


async def stdin_ended():
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


async def main():
    order = json.loads(sys.stdin.readline())
    slaves = {int(unit): slave(items) for unit, items in order["units"].items()}
    context = ModbusServerContext(slaves=slaves, single=False)
    port = 0
    if order["serial"] is None:
        server = ModbusTcpServer(context, address=("127.0.0.1", 0))
        serving = asyncio.ensure_future(server.serve_forever())
        await server.serving
        port = server.server.sockets[0].getsockname()[1]
    else:
        server = ModbusSerialServer(context, port=order["serial"], baudrate=115200, ignore_missing_slaves=True)
        await server.start()
        serving = asyncio.ensure_future(server.serve_forever())
    answer = {unit: [expected(item) for item in items] for unit, items in order["units"].items()}
    print(json.dumps({"port": port, "expected": answer}), flush=True)
    await stdin_ended()
    serving.cancel()


asyncio.run(main())
