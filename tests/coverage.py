#!/usr/bin/env python3
"""docs/coverage.md: each clause of the two source documents with what stands behind it, from a cell that was just attacked.

usage: coverage.py --write | --check | --self-test

Makes a fresh cell of TROTH_BINARY (default build/release/troth), runs every probe against it or its twins, and asks the program
what there is: `troth clause list`, `clause show`, `probe list`. --write writes the page. --check fails, with the lines, if the page
says anything else; the date and the ages of the evidence, which are other ones each time, are left out of the comparison.
Needs `troth.manifest` beside the program (`troth manifest make`): without it no clause is proven, and neither is this page.
"""
import datetime
import difflib
import json
import os
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "coverage.md"
PROFILES = {"trueengage": "Profile `trueengage`", "landbot": "Profile `landbot`"}

sys.path.insert(0, str(ROOT / "tests" / "e2e"))
from cell import BINARY, Cell  # noqa: E402

HEAD = """# What stands behind each clause

Made by `tests/coverage.py --write`; `./check` fails if it is out of date. As of {date}: a fresh cell, without a
published document and without a witness, right after all its probes had run.

{counts}

*Class* is what may stand behind a clause at best, *status* what did on that cell ([formats/evidence.md](formats/evidence.md)). A
clause that a third party has to attest is `declared` as long as nothing is filed. *Planted bugs* are those that the manifest of the
build shows the clause's probe to catch. What is not attacked says why. The attack itself is a file in `src/clauses/`, named like
its clause; how to add one stands in [clauses.md](clauses.md).
"""


def asked(cell, *words):
    return json.loads(cell.run(*words, "--json").stdout)


def attacked(cell):
    """Every probe once, by a principal that may do nothing else. What fails stands on the page."""
    made = cell.client(cell.admin_token)("POST", "/v1/cell/principals", {"name": "prober", "permissions": ["run_probes"]})
    assert made.status == 201, made.body
    token = os.path.join(cell.root, "prober")
    with open(os.open(token, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write(made.json["token"])
    done = cell.run("probe", "run", "--live", "--data", cell.data, "--token-file", token, check=False)
    assert done.returncode in (0, 1), done.stderr
    print(done.stdout.splitlines()[-1], file=sys.stderr)


def age(seconds):
    return "-" if seconds is None else f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"


def plain(text):
    return text.replace("|", "\\|").replace("\n", " ")


def row(listed, shown, probe):
    where = "On a twin: " if probe and probe["place"] == "twin" and "twin" not in probe["attack"].lower() else ""
    what = where + probe["attack"] if probe else shown["because"] or "-"
    bugs = ", ".join(f"`{name}`" for name in (listed["mutant"] or "").split(",") if name) or "-"
    stands = shown["class"] if shown["class"] == listed["status"] else f"{shown['class']}, {listed['status']}"
    stands += ", but " + " and ".join(listed["unproven_parts"]) + " unproven" if "unproven_parts" in listed else ""
    return f"| {listed['id']} {plain(shown['title'])} | {stands} | {plain(what)} | {bugs} | {age(listed['evidence_age_s'])} |"


def counted(listed, shown):
    """Classes, then statuses; never one number."""
    lines = []
    for title, words in (("class", [one["class"] for one in shown]), ("status", [one["status"] for one in listed])):
        lines.append(f"* By {title}: " + ", ".join(f"{words.count(word)} {word}" for word in dict.fromkeys(sorted(words))) + ".")
    return f"{len(listed)} clauses.\n\n" + "\n".join(lines)


def page(cell):
    attacked(cell)
    listed = asked(cell, "clause", "list", "--data", cell.data)
    shown = [asked(cell, "clause", "show", one["id"]) for one in listed]
    probes = {one["clause"]: one for one in asked(cell, "probe", "list")}
    out = HEAD.format(date=datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"), counts=counted(listed, shown))
    for profile, title in PROFILES.items():
        out += f"\n## {title}\n\n| clause | class, status | attack, or why there is none | planted bugs | evidence |\n|---|---|---|---|---|\n"
        out += "".join(row(one, about, probes.get(one["id"])) + "\n" for one, about in zip(listed, shown) if about["profile"] == profile)
    return out


def lasting(text):
    """Without the date and the ages."""
    text = re.sub(r"As of \d[^U]*UTC:", "As of then:", text)
    return re.sub(r"\| \d+ (s|min) \|$", "| age |", text, flags=re.M).splitlines()


def differences(kept, made):
    return list(difflib.unified_diff(lasting(kept), lasting(made), "docs/coverage.md", "this build", lineterm="", n=0))


SAMPLE = "As of 2026-01-02 03:04 UTC: a cell\n| TE-1 A | proven, pass | It is tried. | `bug` | 5 s |\n| TE-2 B | declared | Said. | - | - |\n"
SAME = [("03:04", "23:59"), ("2026-01-02", "2027-11-12"), ("5 s", "61 s"), ("5 s", "7 min")]
OTHER = [("pass", "fail"), ("`bug`", "-"), ("tried", "said"), ("TE-2", "TE-3"), ("declared", "inherited"), ("5 s", "-"), ("- | - |", "- | 5 s |")]


def self_test():
    wrong = [f"taken for a change: {change}" for change in SAME if differences(SAMPLE, SAMPLE.replace(*change))]
    wrong += [f"not caught: {change}" for change in OTHER if not differences(SAMPLE, SAMPLE.replace(*change))]
    print(*wrong or [f"ok: {len(OTHER)} planted faults caught"], sep="\n")
    return bool(wrong)


def main(words):
    if words == ["--self-test"]:
        return self_test()
    if words not in (["--write"], ["--check"]):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    manifest = os.path.join(os.path.dirname(os.path.realpath(BINARY)), "troth.manifest")
    if not os.path.isfile(manifest):
        print(f"there is no {manifest}: make it with `troth manifest make --out {manifest}`", file=sys.stderr)
        return 2
    with Cell() as cell:
        made = page(cell)
    if words == ["--write"]:
        PAGE.write_text(made, encoding="utf-8")
        return 0
    kept = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else ""
    found = differences(kept, made)
    print(*found or ["ok"], sep="\n")
    if found:
        print("write it anew with: python3 tests/coverage.py --write")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
