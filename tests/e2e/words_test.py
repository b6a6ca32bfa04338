"""The CLI words: each operation of src/act/operations.def as a command, with the rights and duties beside them; completion and manual."""
import itertools
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import unittest

import suite
from cell import Cell
from second_reader import HERE, SecondReader

RECIPIENT = {"title": "Mailer", "country": "DE", "basis": "authority", "transfer": "eea", "purposes": ["support"],
             "key": {"kty": "OKP", "crv": "X25519", "x": "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo"}}
NOTICE = {"version": "2026-11", "sha256": "ab" * 32, "choice": "accepted"}


def setUpModule():
    global cell, reader, tokens
    cell = Cell()
    reader = SecondReader(cell)
    tokens = {"owner": kept("owner", cell.owner_token)}
    for permission in ("export_data", "rotate_keys"):
        made = cell.owner("POST", cell.base + "/principals", {"name": permission.replace("_", "-"), "permissions": [permission]})
        tokens[permission] = kept(permission, made.json["token"])


def tearDownModule():
    cell.close()


def kept(name, text):
    path = f"{cell.root}/{name}.token"
    with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write(text + "\n")
    return path


class Case(unittest.TestCase):
    def troth(self, code, *arguments, given=None, by="owner"):
        """`given`: the body, handed over on standard input."""
        command = [cell.binary, *arguments, "--tenant", cell.tenant, "--data", cell.data, "--token-file", tokens[by]]
        command += [] if given is None else ["--body", "-"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, input=None if given is None else json.dumps(given))
        self.assertEqual(done.returncode, code, (arguments, done.stdout, done.stderr))
        return done

    def asked(self, type_, *arguments, given=None, by="owner"):
        """The answer's JSON, of a word that wrote this event."""
        done = self.troth(0, *arguments, given=given, by=by)
        event = reader.event(cell.tenant, re.search(r"^event (\S+)$", done.stderr, re.MULTILINE)[1])
        self.assertEqual(event.type, type_)
        return json.loads(done.stdout)


class Words(Case):
    def test_none_is_missing(self):
        with open(os.path.join(HERE, "../../src/act/operations.def")) as file:
            wanted = set(re.findall(r'^TROTH_OPERATION\(\w+, \w+, \w+, "(\w+)"\)', file.read(), re.MULTILINE)) - {"administer"}
        self.assertEqual(len(wanted), 15)
        helped = subprocess.run([cell.binary, "--help"], capture_output=True, text=True, timeout=60).stdout
        self.assertEqual({word for word in wanted if re.search(rf"^  {word} ", helped, re.MULTILINE)}, wanted)

    def test_collect_and_record(self):
        made = self.asked("subject.collected", "collect", given={"collection": "contact", "notice": NOTICE, "record": {"email": "cleo@example.com"}})
        self.asked("record.recorded", "record", "--subject", made["subject"], "--collection", "contact", given={"email": "c@example.com"})
        self.assertIn("subject", self.asked("record.recorded", "record"))

    def test_structure(self):
        field = {"name": "note", "type": "text", "sensitivity": "internal", "purposes": ["support"], "retention": "chat"}
        self.assertEqual(self.asked("collection.structured", "structure", "--collection", "notes", given={"fields": [field]})["version"], 1)

    def test_organise(self):
        subject, record = cell.record()
        cell.owner("PUT", cell.base + "/labels/vip", {"title": "Vip", "class": "internal"})
        person, thing = ["--subject", subject], ["--collection", "contact", "--record", record]
        for on, label in itertools.product((person, person + thing), (["--label", "vip"], ["--label", "vip", "--remove"])):
            self.asked("record.organised", "organise", *on, *label)
            self.assertEqual(self.asked("subject.retrieved", "organise", *on)["labels"], [] if "--remove" in label else ["vip"])
        desk = cell.owner("POST", cell.base + "/principals", {"name": "desk", "permissions": ["consult"]}).json["principal"]
        self.assertEqual(self.asked("record.organised", "organise", *person, "--principal", desk)["assignee"], desk)
        self.assertIsNone(self.asked("record.organised", "organise", *person, "--remove")["assignee"])

    def test_storage_retrieve_and_consult(self):
        subject, record = cell.record("dora@example.com")
        self.assertEqual(self.asked("storage.stated", "storage", "--subject", subject)["subject"], subject)
        self.assertEqual(len(self.asked("subject.retrieved", "retrieve", "--subject", subject)["records"]), 1)
        found = self.asked("subject.retrieved", "retrieve", "--purpose", "support",
                           given={"collection": "contact", "field": "email", "value": "dora@example.com"})
        self.assertEqual(found["matches"], [{"subject": subject, "record": record}])
        at = ["consult", "--subject", subject, "--collection", "contact", "--record", record, "--purpose", "support"]
        self.assertEqual(self.asked("record.consulted", *at, "--fields", "email", "--reason", "a call")["fields"], {"email": "dora@example.com"})
        self.assertIn("Purpose", self.troth(1, *at[:-2]).stderr)

    def test_use(self):
        subject, record = cell.record()
        told = self.asked("record.used", "use", "--subject", subject, "--purpose", "support",
                          given={"collection": "contact", "record": record, "field": "email", "act": "verify", "value": "ada@example.com"})
        self.assertEqual(told, {"outcome": "equal"})
        counted = self.asked("record.used", "use", "--purpose", "support", given={"collection": "contact", "field": "email", "value": "none@example.com"})
        self.assertEqual(counted, {"subjects": "<10"})

    def test_disclose(self):
        subject, record = cell.record()
        cell.owner("PUT", cell.base + "/recipients/mailer", RECIPIENT)
        made = self.asked("record.disclosed", "disclose", "--purpose", "support",
                          given={"recipient": "mailer", "subject": subject, "collection": "contact", "record": record, "fields": ["email"]})
        listed = self.asked("subject.retrieved", "disclose", "--subject", subject)["disclosures"]
        self.assertEqual([one["disclosure"] for one in listed], [made["disclosure"]])

    def test_combine(self):
        one, other = cell.record()[0], cell.record()[0]
        link = self.asked("subject.combined", "combine", given={"from": one, "into": other, "basis": "person", "reason": "one voice"})["link"]
        self.assertEqual([each["link"] for each in self.asked("subject.retrieved", "combine", "--subject", one)["links"]], [link])
        self.assertTrue(self.asked("subject.combined", "combine", "--link", link, "--reason", "two after all")["undone"])

    def test_restrict(self):
        at = ["restrict", "--subject", cell.record()[0]]
        self.asked("subject.objection_changed", *at, "--objection", "support")
        self.asked("subject.objection_changed", *at, "--objection", "support", "--lift", "--reason", "a change of mind")
        told = self.asked("subject.restriction_changed", *at, "--ground", "accuracy-contested", "--reason", "a doubt")
        self.assertEqual(told["state"], "restricted")
        self.assertEqual(self.asked("subject.restriction_changed", *at, "--lift", "--reason", "settled")["state"], "active")

    def test_alter(self):
        subject, record = cell.record()
        at = ["alter", "--subject", subject, "--collection", "contact", "--record", record]
        self.assertEqual(self.asked("record.altered", *at, "--if-match", '"1"', given={"display_name": "New"})["version"], 2)
        self.assertIn("412", self.troth(1, *at, "--if-match", '"1"', given={"display_name": "Old"}).stderr)

    def test_erase(self):
        subject, _ = cell.record()
        job = self.asked("erasure.intended", "erase", "--subject", subject, "--ground", "consent-withdrawn")["job"]
        self.assertEqual(self.asked("tenant.administered", "erase", "--job", job)["kind"], "erasure")
        self.assertRegex(self.troth(1, "storage", "--subject", subject).stderr, r"\((404|410)")  # 404 once its rows are gone

    def test_destroy_and_its_withdrawal(self):
        self.asked("destruction.intended", "destroy", "--ground", "contract-ended")
        self.assertEqual(self.asked("tenant.administered", "destroy")["state"], "closing")
        self.assertIn("409", self.troth(1, "destroy", "--confirm").stderr)
        self.assertEqual(self.asked("destruction.withdrawn", "destroy", "--withdraw")["state"], "active")

    def test_disseminate_is_refused(self):
        self.assertIn("nothing is made public", self.troth(1, "disseminate").stderr)

    def test_freeze_and_thaw(self):
        self.assertEqual(self.asked("tenant.frozen", "freeze", "--reason", "a question")["state"], "frozen")
        try:
            self.assertIn("423", self.troth(1, "record").stderr)
        finally:
            self.assertEqual(self.asked("tenant.thawed", "thaw", "--reason", "answered")["state"], "active")

    def test_keys_rotate(self):
        self.assertEqual(self.asked("keys.stated", "keys", "rotate", by="rotate_keys")["tenant"][0]["version"], 1)
        self.assertIn("job", self.asked("keys.rotation_begun", "keys", "rotate", "--keys", "tenant", by="rotate_keys"))

    def test_dsr_and_export_follow_pages(self):
        subject, _ = cell.record()
        chunks = cell.base + "/imports/" + cell.owner("POST", cell.base + "/imports", {"collection": "message"}).json["import"] + "/chunks/0"
        sent = cell.owner("PUT", chunks, "".join(json.dumps({"subject": subject, "record": {"text": "a word"}}) + "\n" for _ in range(520)))
        self.assertEqual(sent.json["accepted"], 520)
        pages = self.troth(0, "dsr", "--subject", subject, "--reason", "she asked", by="export_data").stdout.splitlines()
        self.assertEqual((len(pages), sum(len(json.loads(page)["records"]) for page in pages)), (6, 521))
        out = cell.root + "/export.ndjson"
        self.troth(0, "export", "--out", out, by="export_data")
        self.assertEqual(stat.S_IMODE(os.stat(out).st_mode), 0o600)
        with open(out) as file:
            lines = [json.loads(line) for line in file]
        self.assertEqual(sum(line["subject"] == subject for line in lines), 521)  # one page has 500
        self.assertIn("cannot be made anew", self.troth(2, "export", "--out", out, by="export_data").stderr)
        last = [line for line in lines if line["subject"] == subject][-2]
        cursor = "/".join((subject, last["collection"], last["record"]))
        self.troth(0, "export", "--out", out, "--cursor", cursor, by="export_data")
        with open(out) as file:
            self.assertGreater(len(file.readlines()), len(lines))

    def test_key_makes_a_repeat_safe(self):
        one, again = (self.troth(0, "record", "--idempotency-key", "words-1") for _ in range(2))
        self.assertNotIn("replayed", json.loads(one.stdout))
        self.assertTrue(json.loads(again.stdout)["replayed"])

    def test_what_is_missing_or_of_no_use_is_named_and_nothing_sent(self):
        size = reader.size(cell.tenant)
        self.assertIn("--subject", self.troth(2, "consult", "--collection", "contact", "--record", "x").stderr)
        self.assertIn("--ground", self.troth(2, "destroy", "--confirm", "--ground", "contract-ended").stderr)
        self.assertIn("--body", self.troth(2, "collect").stderr)
        self.assertIn("cannot be read", self.troth(2, "collect", "--body", cell.root + "/none").stderr)
        self.assertEqual(reader.size(cell.tenant), size)

    def test_json_prints_the_problem_as_it_came(self):
        done = self.troth(1, "disseminate", "--json")
        self.assertEqual(json.loads(done.stdout)["status"], 403)

    def test_an_id_cannot_lead_elsewhere(self):
        for subject in ("../principals", "x/y", "x?y", "x%2Fy"):
            self.assertNotIn("principal", self.troth(1, "storage", "--subject", subject).stdout)


class Completion(unittest.TestCase):
    def said(self, *arguments):
        return subprocess.run([cell.binary, *arguments], capture_output=True, text=True, timeout=60, check=True).stdout

    def bash(self, *words):
        """What bash would offer after these words, the last being begun."""
        ask = f"COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}\n_troth\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"\n"
        script = self.said("completion", "bash") + ask
        return subprocess.run(["bash", "-euc", script], capture_output=True, text=True, timeout=60, check=True).stdout.split()

    def test_of_bash_offers_what_may_follow(self):
        self.assertEqual(self.bash("troth", "consu"), ["consult"])
        self.assertEqual(set(self.bash("troth", "keys", "''")) & {"status", "epoch", "rotate"}, {"status", "epoch", "rotate"})
        self.assertEqual(self.bash("troth", "keys", "rotate", "--ten"), ["--tenant"])
        self.assertEqual(self.bash("troth", "consult", "--pur"), ["--purpose"])
        self.assertEqual(self.bash("troth", "consult", "--gro"), [])

    def test_parses_in_each_shell_that_is_here(self):
        for shell in ("bash", "zsh", "fish"):
            text = self.said("completion", shell)
            self.assertIn("consult", text)
            if shutil.which(shell):
                done = subprocess.run([shell, "-n"], input=text, capture_output=True, text=True, timeout=60)
                self.assertEqual((done.returncode, done.stderr), (0, ""), shell)

    def test_of_fish_offers_what_may_follow(self):
        if not shutil.which("fish"):
            self.skipTest("fish is not installed")
        with open(cell.root + "/troth.fish", "w") as file:
            file.write(self.said("completion", "fish"))
        ask = lambda line: subprocess.run(["fish", "-c", f"source {cell.root}/troth.fish; complete -C '{line}'"],  # noqa: E731
                                          capture_output=True, text=True, timeout=60, check=True).stdout
        self.assertEqual([line.split("\t")[0] for line in ask("troth keys ro").splitlines()], ["rotate"])
        self.assertEqual([line.split("\t")[0] for line in ask("troth consult --pur").splitlines()], ["--purpose"])


class Manual(unittest.TestCase):
    def setUp(self):
        self.text = subprocess.run([cell.binary, "man"], capture_output=True, text=True, timeout=60, check=True).stdout

    def test_has_every_command(self):
        self.assertEqual(self.text.count("\n.SS troth consult\n"), 1)
        self.assertIn("\n.SS troth keys rotate\n", self.text)
        self.assertIn("\\fB\\-\\-token\\-file\\fR", self.text)

    def test_is_good_roff(self):
        if not (shutil.which("mandoc") or shutil.which("groff")):
            self.skipTest("neither mandoc nor groff is installed")
        if shutil.which("mandoc"):
            done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning"], input=self.text, capture_output=True, text=True, timeout=60)
            faults = [line for line in (done.stdout + done.stderr).splitlines() if "missing date" not in line]
            self.assertEqual(faults, [])
        if shutil.which("groff"):
            done = subprocess.run(["groff", "-man", "-ww", "-z", "-K", "utf8"], input=self.text, capture_output=True, text=True, timeout=60)
            self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
