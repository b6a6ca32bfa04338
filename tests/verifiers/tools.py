"""Verifiers that are not Troth's, each as a function that gives exit status and output; and troth-verify beside them."""
import glob
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / name) for name in ("", "e2e", "formats")]

from cell import BINARY  # noqa: E402

VERIFY = os.environ.get("TROTH_VERIFY_BINARY", os.path.join(os.path.dirname(BINARY), "troth-verify"))
GOPATH = "/usr/share/gocode"


def run(*command, cwd=None, given=None, environment=None):
    done = subprocess.run(list(map(str, command)), cwd=cwd, input=given, env={**os.environ, **(environment or {})},
                          capture_output=True, text=True, timeout=600)
    return done.returncode, done.stdout + done.stderr


class Tools:
    """Builds the Go program and installs the npm package into a folder of its own, once for all tests."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="troth-verifiers-"))
        self.go_program = self.npm_folder = None

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def file(self, name, text):
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def go(self, base, vkey, ca=None, token=None, older=()):
        """(0, counts) or (1, what is wrong)"""
        self.go_program = self.go_program or self.built()
        command = [self.go_program, "-base", base, "-vkey", vkey, "-older", ",".join(map(str, older))]
        code, said = run(*command, *(["-ca", ca] if ca else []), *(["-token", token] if token else []))
        return code, said if code else json.loads(said)

    def built(self):
        """Debian's go, with its x/mod out of /usr/share/gocode: no network and no other module."""
        assert os.path.isdir(GOPATH + "/src/golang.org/x/mod/sumdb"), "install golang-golang-x-mod-dev"
        go = (sorted(glob.glob("/usr/lib/go-*/bin/go")) + ["/usr/bin/go"])[0]
        go = go if os.path.exists(go) else shutil.which("go")
        assert go, "install golang-go"
        program = self.folder / "go-verifier"
        code, said = run(go, "build", "-o", program, ".", cwd=HERE / "go",
                         environment={"GO111MODULE": "off", "GOPATH": GOPATH, "GOFLAGS": "", "GOTOOLCHAIN": "local"})
        assert code == 0, said
        return program

    def npm(self, vkey, proofs):
        """proofs: [(entry in base64, tlog-proof)]"""
        self.npm_folder = self.npm_folder or self.installed()
        given = json.dumps({"vkey": vkey, "proofs": [{"entry": e, "proof": p} for e, p in proofs]})
        code, said = run("node", "verify.mjs", cwd=self.npm_folder, given=given)
        return code, said if code else json.loads(said)

    def installed(self):
        folder = self.folder / "npm"
        shutil.copytree(HERE / "npm", folder, ignore=shutil.ignore_patterns("node_modules"))
        code, said = run("npm", "ci", "--ignore-scripts", cwd=folder)
        assert code == 0, said
        return folder

    def note(self, note, vkey):
        return run("sh", HERE / "note.sh", self.file("note", note), vkey)[0]

    def outsider(self, receipt, policy=None):
        """The exit status of the verifier that somebody wrote from docs/formats/log.md alone."""
        words = [sys.executable, HERE / "outsider/verify.py", self.file("receipt", receipt)]
        return run(*words, *([self.file("policy", policy)] if policy is not None else []))

    def receipt(self, receipt, policy=None, ended=None):
        """The exit statuses of troth-verify and of the stranger, and what both said."""
        ours, theirs = [VERIFY, "receipt", self.file("receipt", receipt)], ["node", HERE / "stranger/verify.mjs", self.folder / "receipt"]
        if policy is not None:
            ours, theirs = ours + ["--policy", self.file("policy", policy)], theirs + [self.folder / "policy"]
        if ended is not None:
            proof = ["--ended", self.file("ended", ended)]
            ours, theirs = ours + proof, theirs + proof
        (code, said), (other, other_said) = run(*ours), run(*theirs)
        return (code, other), said + other_said


def doctored(receipt):
    """(what, whether that may pass, receipt): each line left out, doubled, and with one letter of each of its words another
    one; the bytes of a proof are counted anew where a line came or went, or the grammar alone would refuse them all.
    What may pass: another label for the event, a part not shown, a signature that stands there twice."""
    lines = receipt.split("\n")[:-1]
    for at, line in enumerate(lines):
        before, after = lines[:at], lines[at + 1:]
        yield f"line {at} left out", line.startswith("part "), recounted(before + after)
        yield f"line {at} doubled", line.startswith("— "), recounted(before + [line, line] + after)
        for word in re.finditer(r"\S+", line):
            place = (word.start() + word.end()) // 2
            other = "1" if line[place] == "0" else "0" if line[place].isdigit() else "b" if line[place] == "a" else "a"
            changed = line[:place] + other + line[place + 1:]
            yield f"line {at} letter {place}", line.startswith("event "), "\n".join(before + [changed] + after) + "\n"


def recounted(lines):
    text = "\n".join(lines) + "\n"
    starts = [m.end() for m in re.finditer(r"^(?:tenant|cell)-proof \d+\n", text, re.M)]
    if len(starts) != 2:
        return text
    cell = text.index("cell-proof ")
    sizes = [len(text[starts[0]:cell].encode()), len(text[starts[1]:].encode())]
    text = re.sub(r"^tenant-proof \d+$", f"tenant-proof {sizes[0]}", text, count=1, flags=re.M)
    return re.sub(r"^cell-proof \d+$", f"cell-proof {sizes[1]}", text, count=1, flags=re.M)
