"""Runs a command on a pseudo terminal of a given size and gives back all that it wrote, as JSON.

usage: terminal.py ROWS COLUMNS STOP_TEXT command...
Ctrl-C is typed as soon as STOP_TEXT has been written.
"""

import fcntl
import json
import os
import pty
import struct
import sys
import termios

rows, columns, stop_text = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3].encode()
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    os.execvp(sys.argv[4], sys.argv[4:])
output = b""
typed = False
while True:
    try:
        piece = os.read(terminal, 65536)
    except OSError:
        break
    if not piece:
        break
    output += piece
    if stop_text in output and not typed:
        os.write(terminal, b"\x03")
        typed = True
_, status = os.waitpid(pid, 0)
print(json.dumps({"output": output.decode(), "code": os.waitstatus_to_exitcode(status)}))
