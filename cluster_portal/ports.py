"""Whether a port of this machine is free: asked before anything that takes long, so with the standard library only."""

import socket
import sys

HOST = "127.0.0.1"


def port_problem(text):
    """Return one sentence on why the portal cannot be served at this port, "" if it can."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        return f"PORT must be a number from 1 to 65535, not {text!r}: make run PORT=8001."
    port = int(text)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        # As the servers do it: connections of a server that has just ended do not count as use.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except PermissionError:
            return f"Port {port} is kept for the system: choose one above 1023, such as make run PORT=8001."
        except OSError:
            return f"Port {port} is in use: stop what runs there, or choose another: make run PORT={port % 65535 + 1}."
    return ""


if __name__ == "__main__":
    sys.exit(port_problem(sys.argv[1]) or 0)
