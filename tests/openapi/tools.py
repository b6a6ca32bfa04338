"""Other people's tools for OpenAPI, installed from a lock file with hashes, once, into build/openapi-venv."""
import hashlib
import json
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
VENV = HERE.parent.parent / "build/openapi-venv"


def install():
    """Makes the environment anew unless it was made, whole, from the same lock file by the same python."""
    lock = HERE / "requirements.txt"
    stamp = hashlib.sha256(sys.version.encode() + b"\0" + lock.read_bytes()).hexdigest()
    mark = VENV / "made-from"
    if mark.exists() and mark.read_text() == stamp:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    for command in ([sys.executable, "-m", "venv", VENV],
                    [VENV / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", lock]):
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=900)
        assert done.returncode == 0, done.stdout + done.stderr
    mark.write_text(stamp)


def validated(document, folder):
    """What openapi-spec-validator says of a document: (exit status, words)."""
    path = pathlib.Path(folder) / "document.json"
    path.write_text(json.dumps(document))
    done = subprocess.run([VENV / "bin/openapi-spec-validator", "--schema", "3.1", str(path)], capture_output=True, text=True, timeout=300)
    return done.returncode, done.stdout + done.stderr


def attacked(given, folder):
    """What attack.py found."""
    path = pathlib.Path(folder) / "given.json"
    path.write_text(json.dumps(given))
    command = [VENV / "bin/python", "-c", "import sys; sys.path.insert(0, sys.argv[1]); import attack; attack.main(sys.argv[2])", HERE, path]
    done = subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, text=True, timeout=3600)  # hypothesis leaves files behind
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)
