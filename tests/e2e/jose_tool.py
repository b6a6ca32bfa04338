"""The npm package jose, which is not Troth's: installed from its lock file, once, into build/jose-npm."""
import json
import os
import shutil
import subprocess

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "jose")
NPM = os.path.join(HERE, "../../../build/jose-npm")


def install():
    names = ("package.json", "package-lock.json", "jose.mjs")
    read = lambda folder: [open(os.path.join(folder, name)).read() for name in names]
    mark = os.path.join(NPM, "made")
    if not os.path.exists(mark) or read(NPM) != read(HERE):
        shutil.rmtree(NPM, ignore_errors=True)
        os.makedirs(NPM)
        for name in names:
            shutil.copy(os.path.join(HERE, name), NPM)
        done = subprocess.run(["npm", "ci", "--ignore-scripts"], cwd=NPM, capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, done.stderr
        open(mark, "w").close()


def ask(*requests):
    """The answer to each, from one process."""
    given = "".join(json.dumps(request) + "\n" for request in requests)
    done = subprocess.run(["node", "jose.mjs"], cwd=NPM, input=given, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]
