#!/usr/bin/env python3
"""Trust bundles in the eyes of troth-verify and of web/verify.mjs: good ones, and over two hundred doctored ones. Both must come
to the same outcome, at the same check."""
import base64
import contextlib
import html
import http.server
import json
import re
import shutil
import subprocess
import sys
import threading
import unittest

from tools import HERE, VERIFY, Tools

import bundle_builder as make
import suite
from bundle_doctored import doctored

EXITS = {"verified": 0, "failed": 1, "not_checked": 2, "not_pinned": 3}
LIKE_CELL = ("verdict", "why", "cell", "made", "now", "open", "witness_level")


def setUpModule():
    global tools, node
    tools = Tools()
    unittest.addModuleCleanup(tools.close)
    node = subprocess.Popen(["node", HERE / "bundle.mjs"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    unittest.addModuleCleanup(end, node)


def end(process):
    process.stdin.close()
    process.wait(timeout=30)
    process.stdout.close()


def by_script(bundle, policy, now):
    given = {"bundle": base64.b64encode(bundle).decode(), "policy": policy, "now": now}
    node.stdin.write(json.dumps(given) + "\n")
    node.stdin.flush()
    return json.loads(node.stdout.readline())


def by_binary(bundle, policy, now):
    words = [VERIFY, "bundle", tools.file("bundle", bundle), "--json", "--now", now]
    words += ["--policy", tools.file("policy", policy)] if policy is not None else []
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, timeout=60)
    found = json.loads(done.stdout) if done.stdout else {"checks": [], "clauses": [], "why": done.stderr}
    found["outcome"] = next(word for word, code in EXITS.items() if code == done.returncode)
    return found


def last_check(found):
    failed = [check["name"] for check in found["checks"] if not check["held"]]
    assert len(failed) <= 1 and (not failed or failed[0] == found["checks"][-1]["name"]), found
    return failed[0] if failed else None


class Case(unittest.TestCase):
    def both(self, bundle, policy, now=make.NOW):
        """(outcome, failed check or None) on which both agree, and what the binary found."""
        ours, script = by_binary(bundle, policy, now), by_script(bundle, policy, now)
        names = [[(check["name"], check["held"]) for check in found["checks"]] for found in (ours, script)]
        self.assertEqual((ours["outcome"], names[0]), (script["outcome"], names[1]), (ours["why"], script["why"]))
        self.assertEqual(ours["clauses"], script["clauses"])
        return (ours["outcome"], last_check(ours)), ours, script


class Good(Case):
    def test_under_its_policy(self):
        cell = make.Cell()
        found, ours, script = self.both(cell.bundle(), cell.policy())
        self.assertEqual(found, ("verified", None), ours)
        self.assertEqual([check["name"] for check in ours["checks"]], [
            "evidence head", "records", "evidence proof", "document", "slot proof", "cell proof", "log signature", "witnesses",
            "evidence signature"])
        self.assertEqual({one["clause"]: one["status"] for one in ours["clauses"]},
                         {"TE-1.2": "pass", "TE-0.3": "fail", "LB-T3": "pass", "TE-7.4": "stale", "TE-3.1": "fail"})
        for name in LIKE_CELL[1:]:
            self.assertEqual(ours[name], script[name])
        self.assertEqual((ours["witness_level"], len(ours["open"])), ("independent", 1))

    def test_nobody_is_pinned_without_a_policy(self):
        cell = make.Cell()
        found, ours, _ = self.both(cell.bundle(), None)
        self.assertEqual(found, ("not_pinned", None))
        self.assertIn("whose signatures", ours["open"][0])
        self.assertEqual(ours["witness_level"], None)

    def test_policies_of_every_kind(self):
        cell = make.Cell()
        for policy, level in ((cell.policy(evidence=False), "independent"), (cell.policy(level="same-host"), "same host"),
                              (cell.policy(quorum="none"), "independent"), (cell.policy().replace("#level", "# level"), "same operator")):
            found, ours, script = self.both(cell.bundle(), policy)
            self.assertEqual((found[0], ours["witness_level"], script["witness_level"]), ("verified", level, level))
            self.assertEqual(ours["open"], script["open"])

    def test_statuses_move_with_the_clock_alone(self):
        cell = make.Cell()
        for now, status in (("2026-11-22T09:00:00Z", "stale"), ("2026-11-22T09:25:02Z", "pass"), ("2026-11-22T21:30:01.249999Z", "pass"),
                            ("2026-11-22T21:30:01.25Z", "stale"), ("2036-02-29T00:00:00Z", "stale")):
            found, ours, _ = self.both(cell.bundle(), cell.policy(), now)
            self.assertEqual((found[0], ours["clauses"][0]["status"]), ("verified", status), now)

    def test_a_rehearsal(self):
        rehearsed = [make.record(c, tom="rehearsal") for c in ("TE-1.2", "LB-T3")]
        cell = make.Cell(rehearsed, published=False)
        found, ours, _ = self.both(cell.bundle(), cell.policy())
        self.assertEqual((found, [one["status"] for one in ours["clauses"]]), (("verified", None), ["pass", "stale", "pass", "stale", "stale"]))
        self.assertIn("rehearsal", " ".join(ours["open"]))

    def test_the_worked_example_of_the_page(self):
        page = (HERE / "../../docs/formats/bundle.md").read_text()
        bundle, policy = re.findall(r"^```text\n(.*?)^```$", page, re.S | re.M)
        self.assertEqual((bundle, policy), make.example())
        found, ours, _ = self.both(bundle.encode(), policy)
        self.assertEqual((found, [(one["clause"], one["status"]) for one in ours["clauses"]]), (("verified", None), [("TE-1.2", "pass")]))

    def test_the_summary_for_people(self):
        cell = make.Cell()
        words = [VERIFY, "bundle", tools.file("bundle", cell.bundle()), "--policy", tools.file("policy", cell.policy(level="same-host"))]
        done = subprocess.run([*map(str, words), "--now", make.NOW], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        for part in ("pass      TE-1.2   29 min ago, expires 2026-11-22T21:30:01.250000Z", "fail      TE-0.3", "stale     TE-7.4   2 d ago, expired",
                     "level     same host", "unproven  that everybody sees", "verdict   verified"):
            self.assertIn(part, done.stdout)


class Asked(Case):
    def test_troth_verify_tells_what_it_cannot_do(self):
        file, policy = tools.file("bundle", make.Cell().bundle()), tools.file("policy", make.Cell().policy())
        for words, hint in (((), "name the file"), ((file, file), "one file only"), ((file, "--now", "tomorrow"), "--now takes a time"),
                            ((file, "--policy", file), "bundle"), ((file, "--ended", policy), "not known here"),
                            ((tools.folder / "absent",), "cannot be opened")):
            done = subprocess.run([VERIFY, "bundle", *map(str, words)], capture_output=True, text=True, timeout=60)
            self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
            self.assertIn(hint, done.stderr)

    def test_the_script_takes_each_kind_of_now(self):
        cell = make.Cell()
        for now in (make.NOW, 1795341600000):
            found = by_script(cell.bundle(), cell.policy(), now)
            self.assertEqual((found["outcome"], found["now"]), ("verified", "2026-11-22T10:00:00.000000Z"))
        self.assertEqual(by_script(cell.bundle(), cell.policy(), "tomorrow")["outcome"], "not_checked")

    @unittest.skipUnless(shutil.which("chromium"), "no Chromium here")
    def test_in_a_browser(self):
        """The very module that a cell serves, in a page under the pages' Content-Security-Policy."""
        cell = make.Cell()
        files = {"/": ("text/html", PAGE), "/page.js": ("text/javascript", SCRIPT), "/bundle": ("text/plain", cell.bundle()),
                 "/trust-verify.js": ("text/javascript", (HERE / "../../web/verify.mjs").read_bytes()),
                 "/policy": ("text/plain", cell.policy().encode())}
        with served(files) as url:
            done = subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tools.folder}/chromium",
                                   "--virtual-time-budget=20000", "--dump-dom", url], capture_output=True, text=True, timeout=120)
        found = json.loads(html.unescape(re.search(r"<pre>(.*)</pre>", done.stdout, re.S).group(1)))
        self.assertEqual(found, by_script(cell.bundle(), cell.policy(), make.NOW))
        self.assertEqual(found["outcome"], "verified")


PAGE = b'<!doctype html><meta charset="utf-8"><pre></pre><script type="module" src="/page.js"></script>'
SCRIPT = f"""import {{ verifyBundle }} from '/trust-verify.js';
const get = async (name) => (await fetch(name)).arrayBuffer();
const policy = new TextDecoder().decode(await get('/policy'));
document.querySelector('pre').textContent = JSON.stringify(await verifyBundle(await get('/bundle'), policy, '{make.NOW}'));
""".encode()


@contextlib.contextmanager
def served(files):
    """These files over plain HTTP on this machine, which browsers trust like TLS."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            kind, body = files.get(self.path, ("text/plain", b""))
            self.send_response(200)
            for name, value in {"Content-Type": kind, "Content-Length": len(body), "Content-Security-Policy": "default-src 'self'"}.items():
                self.send_header(name, str(value))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


# Everything else is found. A record that is left out leaves its
# clause stale; an older one in its place may go unseen: a bundle cannot show that it has the newest, and says so.
MAY_PASS = {
    *(f"{i} evidence left out" for i in range(3, 8)), "an older verdict",
    *(f"{i} {name} {how}" for i, name in ((11, "keys"), (12, "policy")) for how in (
        "empty", "first letter", "middle letter", "last letter", "one byte more", "a carriage return")),
    *(f"a logged record {what}" for what in ("in the future", "expired", "of another document", "of a rehearsal", "of another wording",
                                            "of no clause of the document", "of a clause that is only declared", "with most mutants")),
    "a published document with a new kind of line",
    "a rehearsal", "the document of another version", "another time of making", "extra data", "cosigned twice",
    "signed by another besides", "the evidence log signed by another, not pinned",
    *(f"a policy with {what}" for what in ("a group", "tabs", "a spare second witness"))}
STALE = ("in the future", "expired", "of another document", "of a rehearsal", "of another wording", "of the document",
         "only declared")


class Doctored(Case):
    def test_both_agree_on_every_one_and_find_what_can_be_found(self):
        passed, failed_at, seen = set(), set(), 0
        for what, bundle, policy, now in doctored():
            with self.subTest(what=what):
                (outcome, check), ours, _ = self.both(bundle, policy, now)
                passed |= {what} if outcome == "verified" else set()
                failed_at |= {check} if outcome == "failed" else set()
                if what.startswith("a logged record") and outcome == "verified":
                    first = next(one for one in ours["clauses"] if one["clause"] == "TE-1.2")
                    self.assertEqual(first["status"], "stale" if what.endswith(STALE) else "pass")
                if what.endswith("evidence left out"):
                    self.assertEqual(len([one for one in ours["clauses"] if one["why"] == "the bundle has no evidence for it"]), 1)
                if outcome in ("failed", "not_checked"):
                    self.assertEqual(ours["clauses"], [])
            seen += 1
        self.assertGreater(seen, 200)
        self.assertEqual(passed, MAY_PASS)
        self.assertEqual(failed_at, {"evidence head", "records", "evidence proof", "document", "slot proof", "cell proof",
                                     "log signature", "witnesses", "evidence signature"})


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
