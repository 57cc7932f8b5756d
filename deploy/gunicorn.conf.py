"""The production server: two processes of four threads on 127.0.0.1, behind a proxy that speaks TLS.

WEB_CONCURRENCY sets the number of processes. Everything else about the portal is in cluster_portal/settings.py.
"""

import multiprocessing
import os
from pathlib import Path

bind = "127.0.0.1:8000"
workers = int(os.environ.get("WEB_CONCURRENCY") or min(multiprocessing.cpu_count(), 2))
worker_class = "gthread"
threads = 4
timeout = 30
graceful_timeout = 20
keepalive = 5

# A process is replaced now and then, not all at once: what a library leaks never adds up.
max_requests = 5000
max_requests_jitter = 500

# Long addresses are refused by the portal, in the visitor's language; gunicorn would refuse them in bare English.
# The proxy keeps its own limit (deploy/nginx.conf), so that nothing endless arrives here.
limit_request_line = 0

# Whoever can write to the control socket can stop the server, and nothing here needs one.
control_socket_disable = True

# Heartbeats go to memory: on a disk that is busy they would come late, and healthy processes would be killed.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
accesslog = None  # the proxy writes one, with the retention that the operator chose
errorlog = "-"
loglevel = "warning"
