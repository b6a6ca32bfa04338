#!/usr/bin/env python3
"""The session that README.md tells, run as it stands there: every command, in order, in one shell, against a cell of its own.

usage: readme_test.py [TROTH]; TROTH-verify beside it. Left out: what takes minutes or a second build (all probes; a planted bug).
What a block shows as an answer is no command; the names of its members have to be in what came.
"""
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BINARY = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("TROTH_BINARY", ROOT + "/build/release/troth"))
SECTIONS = ("A first session", "Publish the document, and attack it", "Check it yourself", "The same by curl", "Check the log yourself")
ANSWER = re.compile(r"^(\{\"|HTTP/|fail  )")
LEFT_OUT = re.compile(r"^(export PATH|mkdir try|troth serve|troth probe run --twin)")


def blocks(text):
    """[(commands, answer)] of the sections, in order; an answer goes up to an empty line or the end of its block."""
    for section in SECTIONS:
        (body,) = re.findall(rf"^## {re.escape(section)}\n(.*?)(?=^## )", text, re.MULTILINE | re.DOTALL)
        for block in re.findall(r"^```\n(.*?)^```$", body, re.MULTILINE | re.DOTALL):
            commands, answer, shown = [], [], False
            for line in block.splitlines():
                if shown and not line:
                    yield "\n".join(commands), "\n".join(answer)
                    commands, answer, shown = [], [], False
                elif shown or ANSWER.match(line):
                    shown = True
                    answer.append(line)
                else:
                    commands.append(line)
            yield "\n".join(commands), "\n".join(answer)


def script(text, port):
    """All of it for bash; a line `== N` before the answers of block N."""
    out = ["set -eu -o pipefail"]
    for number, (commands, _) in enumerate(blocks(text)):
        kept = [line for line in commands.splitlines() if not LEFT_OUT.match(line)]
        commands = "\n".join(kept).replace("localhost:8443", f"localhost:{port}").replace("../examples", ROOT + "/examples")
        commands = commands.replace("troth probe run --live ", "troth probe run --live TE-1.4 ")
        out += [f"echo '== {number}'", commands]
    return "\n".join(out) + "\n"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(folder, port):
    subprocess.run(["troth", "init", "--data", "./cell", "--seal", "./seal", "--cell", "eu-1", "--region", "eu-central"], cwd=folder, check=True,
                   capture_output=True, timeout=60)
    server = subprocess.Popen(["troth", "serve", "--data", "./cell", "--listen", f"127.0.0.1:{port}", "--seal-seconds", "1"], cwd=folder,
                              stdout=subprocess.PIPE, text=True)
    assert server.stdout.readline().startswith("serving on")
    return server


def faults(text, said):
    """What a block shows and the cell did not say."""
    parts = re.split(r"^== (\d+)\n", said, flags=re.MULTILINE)
    came = {int(number): words for number, words in zip(parts[1::2], parts[2::2])}
    for number, (commands, answer) in enumerate(blocks(text)):
        if not commands or not answer or answer.startswith("fail  "):
            continue
        for name in re.findall(r'"(\w+)":', answer):
            if f'"{name}":' not in came.get(number, ""):
                yield f"README shows {name!r} after:\n{commands}\nwhat came:\n{came.get(number)}"


def main():
    with open(ROOT + "/README.md") as file:
        text = file.read()
    folder, port = tempfile.mkdtemp(prefix="troth-readme-"), free_port()
    os.environ["PATH"] = os.path.dirname(BINARY) + ":" + os.environ["PATH"]
    server = None
    try:
        server = serve(folder, port)
        commands = script(text, port)
        commands = commands.replace("troth init", "true troth init")  # it was, above, so that the server could begin
        # A proof takes a seal: where a reader reads on, a script waits.
        commands = re.sub(r"^(troth trust bundle|troth log receipt|troth log mirror)", r"sleep 3; \1", commands, flags=re.MULTILINE)
        done = subprocess.run(["bash", "-c", commands], cwd=folder, capture_output=True, text=True, timeout=280)
        found = list(faults(text, done.stdout))
        if done.returncode != 0 or found:
            print(done.stdout[-4000:], done.stderr[-2000:], *found, f"exit {done.returncode}", sep="\n")
        control = list(faults(text.replace('"unreadable_since":', '"invented":'), done.stdout))
        passed = [done.returncode == 0, not found, bool(control)]
        print(f"{sum(passed)} passed, {len(passed) - sum(passed)} failed")
        return 0 if all(passed) else 1
    finally:
        if server:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
