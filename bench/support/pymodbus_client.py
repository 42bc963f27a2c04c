"""Reads COUNT holding registers REQUESTS times over one connection, after a tenth of that as warm-up, and prints
{"perSecond":…,"cpuMsPer1000":…}.

    python3 pymodbus_client.py PORT COUNT REQUESTS
"""

import json
import sys
import time

from pymodbus.client import ModbusTcpClient

port, count, requests = (int(argument) for argument in sys.argv[1:4])
client = ModbusTcpClient("127.0.0.1", port=port)
client.connect()


def read():
    response = client.read_holding_registers(0, count, slave=1)
    if response.isError():
        raise SystemExit(str(response))


for _ in range(requests // 10):
    read()
started, cpu = time.monotonic(), time.process_time()
for _ in range(requests):
    read()
used = time.process_time() - cpu
print(json.dumps({"perSecond": requests / (time.monotonic() - started), "cpuMsPer1000": used * 1e6 / requests}))
client.close()
