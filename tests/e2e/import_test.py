"""Bulk recording: chunks by number, lines judged one by one, and an import that is cut off in the middle and resumed."""
import json
import os
import signal
import subprocess
import sys
import time
import unittest
import uuid

import suite
from cell import Cell
from second_reader import SecondReader


def setUpModule():
    global cell, reader, owner, base, tenant
    cell = Cell()
    reader, owner, base, tenant = SecondReader(cell), cell.owner, cell.base, cell.tenant


def tearDownModule():
    cell.close()


def lines(*items):
    return "".join(json.dumps(item) + "\n" for item in items)


def fresh(label, email):
    return {"new": label, "record": {"email": email}}


class Import:
    def __init__(self, collection="contact"):
        answer = owner("POST", base + "/imports", {"collection": collection})
        assert answer.status == 201, answer.body
        self.id = answer.json["import"]
        self.path = f"{base}/imports/{self.id}"
        assert answer.headers["Location"] == self.path

    def chunk(self, number, body):
        return owner("PUT", f"{self.path}/chunks/{number}", body)

    def state(self):
        return owner("GET", self.path).json

    def close(self):
        return owner("POST", self.path + "/close")


class Chunks(unittest.TestCase):
    def test_in_order_and_one_event_each(self):
        job = Import()
        for number in range(3):
            answer = job.chunk(number, lines(*(fresh(f"v{i}", f"order{number}.{i}@example.com") for i in range(4))))
            self.assertEqual((answer.json["chunk"], answer.json["accepted"], answer.json["rejected"]), (number, 4, []))
            event = reader.event(tenant, answer.event)
            self.assertEqual((event.type, event.what["import"], event.what["chunk"], event.what["accepted"]),
                             ("import.chunk", job.id, number, 4))
        self.assertEqual({k: job.state()[k] for k in ("state", "next_chunk", "accepted", "rejected")},
                         {"state": "open", "next_chunk": 3, "accepted": 12, "rejected": 0})
        closed = job.close()
        self.assertEqual(reader.event(tenant, closed.event).type, "import.closed")
        self.assertEqual(job.chunk(3, lines(fresh("a", "late@example.com"))).status, 409)
        self.assertEqual(job.close().status, 409)

    def test_a_chunk_sent_again_is_taken_once(self):
        job = Import()
        body = lines(fresh("a", "replay@example.com"), {"new": "b", "record": {"email": 7}})
        self.assertEqual(job.chunk(0, body).json["accepted"], 1)
        again = job.chunk(0, body)
        self.assertEqual(again.json, {"chunk": 0, "replayed": True, "accepted": 1, "rejected": 1})
        self.assertEqual(reader.event(tenant, again.event).type, "request.replayed")
        other = job.chunk(0, lines(fresh("a", "other@example.com")))
        self.assertEqual((other.status, other.json["at"]), (409, "/chunks/0"))
        found = owner("POST", base + "/lookup", {"collection": "contact", "field": "email", "value": "replay@example.com"}, Purpose="support")
        self.assertEqual(len(found.json["matches"]), 1)
        job.close()
        self.assertEqual(job.chunk(0, body).json["replayed"], True, "also once it is closed")

    def test_out_of_order_names_the_next(self):
        job = Import()
        for number in (1, 7):
            answer = job.chunk(number, lines(fresh("a", "early@example.com")))
            self.assertEqual((answer.status, answer.json["at"]), (409, "next chunk: 0"))
        for number in ("-1", "x", "0x1", "99999999999999999999", "1.0"):
            self.assertEqual(job.chunk(number, "").status, 400, number)
        self.assertEqual(job.state()["next_chunk"], 0)

    def test_limits(self):
        job = Import()
        too_many = lines(*(fresh(str(i), f"many{i}@example.com") for i in range(2001)))
        self.assertEqual(job.chunk(0, too_many).status, 413)
        self.assertEqual(job.chunk(0, b" " * ((2 << 20) + 1)).status, 413)
        self.assertEqual(job.state()["next_chunk"], 0)
        answer = job.chunk(0, lines(*(fresh(str(i), f"full{i}@example.com") for i in range(2000))))
        self.assertEqual((answer.status, answer.json["accepted"], len(answer.json["made"])), (200, 2000, 2000))

    def test_of_a_collection_that_is_not_there(self):
        self.assertEqual(owner("POST", base + "/imports", {"collection": "nothing"}).status, 404)
        self.assertEqual(owner("POST", base + "/imports", {}).status, 400)
        self.assertEqual(owner("PUT", f"{base}/imports/{uuid.uuid4()}/chunks/0", "").status, 404)


class Lines(unittest.TestCase):
    def test_what_breaks_a_rule_is_named_by_number_and_not_stored(self):
        job = Import()
        canary = "canary-6f1d@example.com"
        restricted, _ = cell.record("held@example.com")
        owner("PUT", f"{base}/subjects/{restricted}/restriction", {"ground": "legal-claims", "reason": "a claim"})
        bad = [({"new": "a", "record": {"nickname": canary}}, "/nickname"), ({"new": "a", "record": {"email": canary + "@"}}, "/email"),
               ({"subject": str(uuid.uuid4()), "record": {"email": canary}}, "/subject"),
               ({"subject": restricted, "record": {"email": canary}}, "/subject"),
               ({"subject": "ada", "record": {"email": canary}}, "/subject"), ({"record": {"email": canary}}, "/subject"),
               ({"new": "a", "subject": restricted, "record": {"email": canary}}, "/subject"),
               ({"new": "a", "record": [canary]}, "/record"), ({"new": "a"}, "/record"),
               ({"new": "a", "record": {"email": canary}, "id": str(uuid.uuid4())}, "/id"),
               ({"new": "a", "record": {"display_name": canary + " 4111 1111 1111 1111"}}, "/display_name")]
        body = lines(*(item for item, _ in bad)) + '{"new":"a","record":{"email":"' + canary + '"}\n' + "\n" \
            + lines(fresh("good", "good@example.com"))
        said = job.chunk(0, body).json
        self.assertEqual(said["accepted"], 1)
        self.assertEqual([r["line"] for r in said["rejected"]], list(range(1, len(bad) + 2)))
        for (_, at), rejected in zip(bad, said["rejected"]):
            self.assertEqual(rejected["at"], at)
            self.assertTrue(rejected["problem"])
        self.assertEqual(said["rejected"][-1]["at"][:5], "byte ")
        self.assertEqual(list(said["made"]), ["good"])
        self.assertEqual(reader.count("record", subject_id=restricted), 1)
        for name, raw in (("data", cell.raw()), ("answer", json.dumps(said).encode())):
            self.assertNotIn(canary.encode(), raw, name)
        for event in reader.events(tenant)[-1:]:
            self.assertNotIn(canary, json.dumps([event.what, event.whom]))

    def test_labels_stand_for_the_subjects_made(self):
        job = Import("message")
        known, _ = cell.record("known@example.com")
        say = lambda text, **whose: {**whose, "record": {"text": text}}
        said = job.chunk(0, lines(say("one", new="visitor"), say("two", new="visitor"), say("three", new="guest"),
                                  say("four", subject=known))).json
        self.assertEqual((said["accepted"], set(said["made"])), (4, {"visitor", "guest"}))
        visitor, guest = said["made"]["visitor"], said["made"]["guest"]
        self.assertEqual([reader.count("record", subject_id=s) for s in (visitor, guest, known)], [2, 1, 2])
        listed = owner("GET", f"{base}/subjects/{visitor}/records").json["records"]
        texts = {owner("GET", cell.path(visitor, r["record"], "message"), Purpose="support").json["fields"]["text"] for r in listed}
        self.assertEqual(texts, {"one", "two"})
        again = job.chunk(1, lines(say("five", new="visitor"), say("six", new="third"))).json
        self.assertEqual((again["made"]["visitor"], reader.count("record", subject_id=visitor)), (visitor, 3), "also in a later chunk")
        elsewhere = Import("message").chunk(0, lines(say("seven", new="visitor"))).json
        self.assertNotEqual(elsewhere["made"]["visitor"], visitor, "a label is its import's")
        self.assertNotIn(b"visitor", cell.raw(), "and is stored nowhere")
        self.assertEqual(reader.record(tenant, guest, "message", owner(
            "GET", f"{base}/subjects/{guest}/records").json["records"][0]["record"])[1], {"text": "three"})


class Erased(unittest.TestCase):
    def test_a_label_whose_person_was_erased_makes_nobody_anew(self):
        job = Import()
        subject = job.chunk(0, lines(fresh("visitor", "leaving@example.com"))).json["made"]["visitor"]
        cell.wait_job(owner("POST", f"{base}/subjects/{subject}/erasure", {"ground": "objection"}).json["job"])
        said = job.chunk(1, lines(fresh("visitor", "leaving@example.com"), fresh("other", "other@example.com"))).json
        self.assertEqual((said["accepted"], [r["line"] for r in said["rejected"]], list(said["made"])), (1, [1], ["other"]))


class CutOff(unittest.TestCase):
    LINES, PER_CHUNK = 6000, 40

    def bad(self, i):
        return i % 100 == 17

    def write(self, name):
        """A file of people, one in a hundred with a field that is not declared; their addresses."""
        emails = [f"{name}{i}@example.com" for i in range(self.LINES)]
        with open(f"{cell.root}/{name}", "w") as file:
            for i, email in enumerate(emails):
                file.write(lines({"new": email, "record": {"nickname" if self.bad(i) else "email": email}}))
        return emails

    def begin(self, name, *more):
        with open(cell.root + "/owner", "w") as file:
            file.write(cell.owner_token + "\n")
        return subprocess.Popen([cell.binary, "import", "--data", cell.data, "--token-file", cell.root + "/owner", "--tenant", tenant,
                                 "--collection", "contact", "--lines", str(self.PER_CHUNK), *more, f"{cell.root}/{name}"],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def kill_in_the_middle(self):
        """The server, once some chunks have come in; how many it had taken."""
        deadline = time.time() + 30
        while time.time() < deadline and not 5 <= self.newest()[1] < self.LINES / self.PER_CHUNK:
            time.sleep(0.005)
        cell.stop(signal.SIGKILL)
        self.assertTrue(5 <= self.newest()[1] < self.LINES / self.PER_CHUNK, "cut off in the middle")

    def restart(self):
        cell.start()
        cell.owner = globals()["owner"] = cell.client(cell.owner_token)

    def all_there_once(self, name, emails, kept_at_least):
        count = self.LINES // 100
        self.assertEqual(self.newest()[2:], ("closed", self.LINES - count, count))
        rows = reader.rows("SELECT COUNT(*), COUNT(DISTINCT token), COUNT(DISTINCT subject_id) FROM blind_index")[0]
        self.assertEqual([n - b for n, b in zip(rows, self.before)], [self.LINES - count] * 3, "each line once, each label one person")
        with open(f"{cell.root}/{name}.rejected") as file:
            kept = [json.loads(line)["new"] for line in file]
        wanted = [email for i, email in enumerate(emails) if self.bad(i)]
        self.assertEqual(kept, [email for email in wanted if email in kept], "the lines refused, in order, no other")
        self.assertGreaterEqual(len(kept), len(wanted) - kept_at_least)

    def test_a_client_waits_for_a_server_that_comes_back(self):
        emails = self.write("waiting")
        client = self.begin("waiting")
        self.kill_in_the_middle()
        self.restart()
        said, told = client.communicate(timeout=60)
        self.assertEqual(client.returncode, 1, told)
        self.assertIn("5940 records", said)
        self.all_there_once("waiting", emails, 1)  # the lines of a chunk whose answer was lost are told by number only
        self.assertIn("/nickname", told)

    def test_an_import_is_resumed_after_both_ended(self):
        emails = self.write("resumed")
        client = self.begin("resumed")
        self.kill_in_the_middle()
        client.kill()
        client.communicate()
        import_id = str(uuid.UUID(bytes=self.newest()[0]))
        self.restart()
        again = self.begin("resumed", "--resume", import_id)
        _, told = again.communicate(timeout=60)
        self.assertEqual(again.returncode, 1, told)
        self.all_there_once("resumed", emails, 1)

    def setUp(self):
        self.before = reader.rows("SELECT COUNT(*), COUNT(DISTINCT token), COUNT(DISTINCT subject_id) FROM blind_index")[0]

    def newest(self):
        """(id, next chunk, state, accepted, rejected) of the newest import."""
        return reader.rows("SELECT import_id, next_chunk, state, accepted, rejected FROM import ORDER BY created DESC LIMIT 1")[0]


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
