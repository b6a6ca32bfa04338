"""The TOM document over a real cell: who may publish what, what stands in the public log, and what `troth tom` prints of it.

One cell, one history: the steps go on where the one before left it, in the order of their names."""
import datetime
import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
import unittest

import suite
from cell import Cell

VERSIONS = "/v1/cell/tom/versions"


def setUpModule():
    global cell, admin, author, first, second, accepted
    cell = Cell()
    admin = cell.client(cell.admin_token)
    author, first, second = (person(name) for name in ("author", "first", "second"))
    accepted = not_covered()


def tearDownModule():
    cell.close()


def person(name):
    made = admin("POST", "/v1/cell/principals", {"name": name, "permissions": ["publish_tom"]})
    assert made.status == 201, made.body
    client = cell.client(made.json["token"])
    client.principal = made.json["principal"]
    client.file = f"{cell.root}/{name}"
    with open(os.open(client.file, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write(made.json["token"])
    return client


def moment(**ahead):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**ahead)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def drafted(who=None, promises=None, profiles=("trueengage",), accept=None, **ahead):
    body = {"profiles": list(profiles), "promises": promises or {}, "accepted": accepted if accept is None else accept,
            "effective_from": moment(**ahead)}
    return (who or author)("POST", VERSIONS, body)


def not_covered():
    """The refusal names every clause that has to be accepted by its name."""
    refused = drafted(accept=[])
    assert refused.status == 400, refused.body
    return refused.json["at"].removeprefix("/accepted: ").split(",")


def approve(who, version):
    return who("POST", f"{VERSIONS}/{version}/approve")


def public_entries():
    """Every entry of the evidence log, read without a token from its entry bundle (u16 length, bytes)."""
    stranger = cell.client()
    checkpoint = stranger("GET", "/log/evidence/checkpoint")
    if checkpoint.status != 200:  # nothing of it is sealed yet
        return []
    size = int(checkpoint.body.decode().split("\n")[1])
    out = []
    bundle = stranger("GET", f"/log/evidence/tile/entries/000.p/{size}").body if size else b""
    while bundle:
        length = int.from_bytes(bundle[:2], "big")
        out.append(bundle[2:2 + length].decode())
        bundle = bundle[2 + length:]
    return out


def entries_with(text):
    deadline = time.time() + 40
    while time.time() < deadline:
        found = public_entries()
        if text in found:
            return found
        time.sleep(0.5)
    raise AssertionError("the entry did not come")


class Step1Publishing(unittest.TestCase):
    def test_1_needs_the_permission_which_an_administrator_does_not_have(self):
        self.assertEqual(drafted(admin).status, 403)
        self.assertEqual(admin("GET", VERSIONS).status, 403)
        self.assertEqual(cell.owner("GET", VERSIONS).status, 403)

    def test_2_begins_with_a_draft_that_somebody_else_approves(self):
        made = drafted()
        self.assertEqual(made.status, 201, made.body)
        self.assertEqual((made.json["version"], made.json["degradations"], made.json["approvals_needed"]), (1, [], 1))
        self.assertEqual(approve(author, 1).status, 409)
        done = approve(first, 1)
        self.assertEqual(done.status, 200, done.body)
        self.assertIn(done.json["state"], ("approved", "effective"))

    def test_3_puts_the_hash_of_the_text_into_the_public_log(self):
        shown = author("GET", f"{VERSIONS}/1").json
        self.assertEqual(hashlib.sha256(shown["text"].encode()).hexdigest(), shown["hash"])
        self.assertTrue(shown["text"].startswith("troth-tom/v1\nversion 1\neffective "))
        entry = f"troth-tom/v1\nversion 1\nhash {shown['hash']}\neffective {shown['effective_from']}\n"
        self.assertEqual(entries_with(entry)[shown["index"]], entry)

    def test_4_is_refused_where_something_is_wrong(self):
        for body, at in (({"profiles": []}, "/profiles"), ({"profiles": ["<b>x</b>"]}, "/profiles"),
                         ({"promises": {"no.such": 1}}, "/promises/no.such"),
                         ({"promises": {"tom.notice_days": "<script>"}}, "/promises/tom.notice_days"),
                         ({"promises": {"tom.notice_days": -1}}, "/promises/tom.notice_days"),
                         ({"promises": {"tom.notice_days": 1.5}}, "/promises/tom.notice_days"),
                         ({"promises": {"tom.notice_days": 366}}, "/promises/tom.notice_days: at most 365"),
                         ({"promises": {"tom.notice_days": 100_000_000}}, "/promises/tom.notice_days"),
                         ({"promises": {"log.seal_seconds": 3_155_760_001}}, "/promises/log.seal_seconds"),
                         ({"effective_from": "9999-12-31T00:00:00Z"}, "/effective_from: not after "),
                         ({"promises": []}, "/promises"), ({"accepted": ["TE-99"]}, "/accepted: TE-99"),
                         ({"accepted": accepted[1:]}, "/accepted: " + accepted[0]),
                         ({"accepted": [*accepted, "TE-0.3"]}, "/accepted: TE-0.3"),
                         ({"effective_from": moment(minutes=-2)}, "/effective_from"),
                         ({"effective_from": "1.06.2026"}, "/effective_from"), ({"text": "<p>"}, "/text")):
            whole = {"profiles": ["trueengage"], "promises": {}, "accepted": accepted, "effective_from": moment(days=1), **body}
            answer = author("POST", VERSIONS, whole)
            self.assertEqual(answer.status, 400, (body, answer.body))
            self.assertTrue(answer.json["at"].startswith(at), (at, answer.json))
        for number in ("0", "01", "-1", "x", "999", "%3Cb%3E"):
            self.assertEqual(author("GET", f"{VERSIONS}/{number}").status, 404, number)


class Step2Weakening(unittest.TestCase):
    def test_takes_two_approvers_and_thirty_days(self):
        text = author("GET", f"{VERSIONS}/1").json["text"]
        soon = drafted(promises={"tom.notice_days": 7}, days=29)
        self.assertEqual(soon.json["degradations"], [{"clause": "TE-0.3", "what": "tom.notice_days is weaker: 7 d, was 30 d"}])
        self.assertEqual(soon.json["approvals_needed"], 2)
        number = soon.json["version"]
        self.assertEqual(approve(first, number).json["state"], "draft")
        self.assertEqual(approve(first, number).status, 409)
        self.assertEqual(approve(author, number).status, 409)
        refused = approve(second, number)
        self.assertEqual(refused.status, 409, refused.body)
        self.assertEqual(author("GET", f"{VERSIONS}/{number}").json["state"], "draft")
        self.assertEqual(author("POST", f"{VERSIONS}/{number}/withdraw").json["state"], "withdrawn")
        self.assertEqual(approve(second, number).status, 409)

        later = drafted(promises={"tom.notice_days": 7}, days=31)
        number = later.json["version"]
        self.assertEqual(approve(first, number).json["state"], "draft")
        self.assertEqual(approve(second, number).json["state"], "approved")
        shown = author("GET", f"{VERSIONS}/{number}").json
        self.assertEqual(shown["approvers"], [first.principal, second.principal])
        self.assertEqual(author("GET", f"{VERSIONS}/1").json["state"], "effective")
        self.assertEqual(author("GET", f"{VERSIONS}/1").json["text"], text)
        self.assertEqual(author("POST", f"{VERSIONS}/{number}/withdraw").status, 409)
        self.assertEqual(drafted(days=30).status, 409)
        self.assertEqual(drafted(days=2).status, 409)

    def test_leaves_room_for_targets_that_are_stricter(self):
        self.assertEqual(author("PUT", "/v1/cell/tom/targets", {"targets": {"tom.notice_days": 45}}).status, 200)
        self.assertEqual(author("GET", VERSIONS).json["targets"], {"tom.notice_days": 45})
        for bad in ({"tom.notice_days": 6}, {"no.such": 1}, {}):
            self.assertEqual(author("PUT", "/v1/cell/tom/targets", {"targets": bad}).status, 400, bad)


def troth(*words, check=True):
    return cell.run("tom", *words, check=check)


def asking(who):
    return "--data", cell.data, "--token-file", who.file


class Step3CommandLine(unittest.TestCase):
    def test_lists_and_compares(self):
        listed = troth("versions", *asking(author)).stdout
        self.assertIn("effective", listed)
        newest = published()[-1]["version"]
        told = troth("diff", "--from", "1", "--to", str(newest), *asking(author)).stdout
        self.assertTrue(told.startswith("Taken away:\n"), told)
        self.assertIn("tom.notice_days is weaker: 7 d, was 30 d", told)
        same = json.loads(troth("diff", "--from", "1", "--to", "1", "--json", *asking(author)).stdout)
        self.assertEqual((same["degradations"], same["changes"]), ([], []))

    def test_drafts_approves_and_withdraws(self):
        accept = ("--accept", ",".join(accepted))
        made = troth("draft", "--profile", "trueengage", "--promise", "tom.notice_days=40", *accept, "--effective", moment(days=40),
                     *asking(author))
        number = re.search(r"Version (\d+) is a draft", made.stdout)[1]
        self.assertNotEqual(troth("approve", number, *asking(author), check=False).returncode, 0)
        self.assertIn("withdrawn", troth("withdraw", number, *asking(author)).stdout)
        self.assertEqual(troth("draft", "--profile", "trueengage", "--promise", "x", *asking(author), check=False).returncode, 2)

    def test_renders_each_form_without_a_token(self):
        for language, word in (("en", "only stated"), ("de", "nur erklärt")):
            for form in ("md", "html", "json"):
                text = troth("render", "--data", cell.data, "--format", form, "--lang", language).stdout
                self.assertNotIn("%", text)
                self.assertIn("TE-0.3", text)
                self.assertIn("only stated" if form == "json" else word, text)
        shown = json.loads(troth("render", "--data", cell.data, "--format", "json").stdout)
        self.assertEqual((shown["version"], shown["state"], shown["rehearsal"]), (1, "effective", False))
        self.assertEqual(shown["hash"], author("GET", f"{VERSIONS}/1").json["hash"])
        self.assertEqual(json.loads(troth("render", "--data", cell.data, "--format", "json", "--profile", "landbot").stdout)["clauses"], [])

    def test_renders_what_held_at_a_moment(self):
        of = lambda *more: json.loads(troth("render", "--data", cell.data, "--format", "json", *more).stdout)
        self.assertEqual(of("--as-of", moment(days=1))["version"], 1)
        self.assertEqual(of("--as-of", moment(days=60))["hash"], published()[-1]["hash"])
        self.assertEqual(of("--version", "1")["version"], 1)
        self.assertEqual(troth("render", "--data", cell.data, "--as-of", "2020-01-01", check=False).returncode, 1)

    def test_prints_a_pdf_where_the_machine_can(self):
        out = cell.root + "/tom.pdf"
        if not shutil.which("chromium") and not shutil.which("weasyprint"):
            done = troth("render", "--data", cell.data, "--format", "pdf", "--out", out, check=False)
            self.assertEqual(done.returncode, 3)
            self.assertIn("chromium or weasyprint", done.stderr)
            return
        troth("render", "--data", cell.data, "--format", "pdf", "--out", out)
        self.assertTrue(open(out, "rb").read().startswith(b"%PDF-"))

    def test_says_what_is_missing_where_no_printer_is(self):
        done = subprocess.run([cell.binary, "tom", "render", "--data", cell.data, "--format", "pdf"], capture_output=True, text=True,
                              env={**os.environ, "PATH": cell.root})
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("chromium or weasyprint", done.stderr)


def published():
    return sorted((v for v in author("GET", VERSIONS).json["versions"] if "published" in v), key=lambda v: v["effective_from"])


class Step4AfterARestart(unittest.TestCase):
    def test_every_text_is_the_same_bytes(self):
        before = {v["version"]: author("GET", f"{VERSIONS}/{v['version']}").json["text"] for v in published()}
        cell.restart()
        again = cell.client(author.token)
        for number, text in before.items():
            self.assertEqual(again("GET", f"{VERSIONS}/{number}").json["text"], text)
        cell.stop()
        shown = json.loads(troth("render", "--data", cell.data, "--format", "json").stdout)
        self.assertEqual(shown["version"], 1, "a stopped cell is read from its files")
        cell.start()


class Step5InOtherWords(unittest.TestCase):
    """An earlier build published version 1: the clause's words were others than this build's."""

    def test_1_nothing_speaks_for_a_clause_that_this_build_words_otherwise(self):
        cell.stop()
        with sqlite3.connect(cell.data + "/data.db") as database:
            (text,) = database.execute("SELECT text FROM tom_version WHERE number = 1").fetchone()
            old = text.replace("needs two approvers", "needs six approvers")  # as many bytes
            self.assertNotEqual(old, text)
            database.execute("UPDATE tom_version SET text = ?, hash = ? WHERE number = 1", (old, hashlib.sha256(old.encode()).hexdigest()))
        database.close()
        cell.start()
        stranger = cell.client()
        shown = {c["id"]: c for c in stranger("GET", "/trust/tom.json").json["clauses"]}
        self.assertIn("needs six approvers", shown["TE-0.3"]["sentence"])
        self.assertEqual(shown["TE-0.3"]["status"], "stale")
        self.assertIn("This build words it otherwise", shown["TE-0.3"]["why"])
        self.assertNotIn("This build words it otherwise", shown["TE-0.4"]["why"])
        page = stranger("GET", "/trust/clauses/TE-0.3.json").json
        self.assertIn("This build words it otherwise", json.dumps(page))

    def test_2_its_own_words_count_as_taken_away(self):
        newest = cell.client(author.token)("GET", VERSIONS).json["versions"]
        number = next(v["version"] for v in newest if v["state"] == "approved")
        compared = json.loads(troth("diff", "--from", "1", "--to", str(number), "--json", *asking(author)).stdout)
        self.assertEqual(compared["degradations"][:1], [{"clause": "TE-0.3", "what": "the wording changed"}])
        shown = cell.client(author.token)("GET", f"{VERSIONS}/{number}").json
        self.assertIn({"clause": "TE-0.3", "what": "the wording changed"}, shown["degradations"])


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
