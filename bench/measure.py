"""Measuring: one run of the load generator, the disk's own pace, samples and their spread, the machine."""
import datetime
import json
import mmap
import os
import re
import statistics
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def load(port, requests, headers, connections, seconds, warm=1):
    """wrk over TLS, keep-alive, one thread: {"rate", "p50_ms", "p99_ms"}. Any refused or broken request is an error.

    The warm run before it fills caches on both sides (the house keeps subject keys for 30 s) and is not counted.
    wrk adds the samples that a stalled connection could not send, so its p99 is the worse of the two usual readings.
    """
    environment = {**os.environ, "LOAD_REQUESTS": requests,
                   "LOAD_HEADERS": "\n".join(f"{name}\t{value}" for name, value in headers.items())}
    for length in filter(None, (warm, seconds)):
        done = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{length}s", "--timeout", "10s", "-s",
                               os.path.join(HERE, "load.lua"), f"https://127.0.0.1:{port}"],
                              env=environment, capture_output=True, text=True, timeout=seconds + 60)
        line = re.search(r"^RESULT (.*)$", done.stdout, re.M)
        if not line:
            raise RuntimeError("wrk gave no result: " + done.stdout + done.stderr)
        out = json.loads(line[1])
        if out["refused"] or out["broken"] or not out["requests"]:
            raise RuntimeError(f"a load run was not clean: {out}")
    return {"rate": out["requests"] / out["micros"] * 1e6, "requests": out["requests"],
            "p50_ms": out["p50"] / 1000, "p99_ms": out["p99"] / 1000}


def disk_pace(folder, seconds=0.5):
    """fdatasync per second after overwriting 4 KiB of a preallocated file: how quiet the disk is at this moment."""
    path = os.path.join(folder, "probe")
    size = 16 << 20
    with open(path, "wb", buffering=0) as file:
        os.posix_fallocate(file.fileno(), 0, size)
        os.fsync(file.fileno())
        page = mmap.PAGESIZE * b"x"
        count, began = 0, time.monotonic()
        while time.monotonic() - began < seconds:
            os.pwrite(file.fileno(), page, count * len(page) % size)
            os.fdatasync(file.fileno())
            count += 1
        took = time.monotonic() - began
    os.unlink(path)
    return count / took


class Samples:
    """Figures by name, one per round."""

    def __init__(self):
        self.runs = {}

    def add(self, name, value):
        self.runs.setdefault(name, []).append(value)

    def spread(self, name):
        return spread(self.runs[name])

    def ratio(self, over, under):
        """Of the figures of the same round, so that a slow minute of the machine hits both. None without both."""
        pairs = list(zip(self.runs.get(over, []), self.runs.get(under, [])))
        return spread([a / b for a, b in pairs]) if pairs else None


def spread(values):
    return {"median": statistics.median(values), "min": min(values), "max": max(values), "runs": list(values)}


def tool(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, cwd=HERE).stdout.strip()
    except FileNotFoundError:
        return ""


def machine():
    cpu = re.search(r"^model name\s*: (.*)$", open("/proc/cpuinfo").read(), re.M)
    memory = int(re.search(r"^MemTotal:\s*(\d+)", open("/proc/meminfo").read(), re.M)[1])
    return {"cores": os.cpu_count(), "cpu": cpu[1] if cpu else "unknown", "memory_mb": memory // 1024,
            "kernel": os.uname().release, "commit": tool("git", "rev-parse", "HEAD"),
            "changed_files": len(tool("git", "status", "--porcelain").splitlines()),
            "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
            "postgres": tool("psql", "--version"), "wrk": "one thread, same machine, loopback"}
