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
        self.assertEqual(reader.record(tenant, guest, "message", owner(
            "GET", f"{base}/subjects/{guest}/records").json["records"][0]["record"])[1], {"text": "three"})


class CutOff(unittest.TestCase):
    LINES, PER_CHUNK = 6000, 40

    def bad(self, i):
        return i % 100 == 17

    def client(self, *more):
        return [cell.binary, "import", "--data", cell.data, "--token-file", cell.root + "/owner", "--tenant", tenant, "--collection",
                "contact", "--lines", str(self.PER_CHUNK), *more, cell.root + "/people.ndjson"]

    def test_kill_and_resume_takes_each_line_once(self):
        with open(cell.root + "/owner", "w") as file:
            file.write(cell.owner_token + "\n")
        emails = [f"person{i}@example.com" for i in range(self.LINES)]
        with open(cell.root + "/people.ndjson", "w") as file:
            for i, email in enumerate(emails):
                file.write(lines({"new": email, "record": {"nickname" if self.bad(i) else "email": email}}))
        first = subprocess.Popen(self.client(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        deadline = time.time() + 30
        while time.time() < deadline and self.imported()[1] < 5:
            time.sleep(0.005)
        cell.stop(signal.SIGKILL)
        _, said = first.communicate(timeout=60)
        self.assertEqual(first.returncode, 3, said)
        self.assertIn("troth import --resume ", said)
        import_id = said.split("troth import --resume ")[1].split()[0]
        chunks = self.imported()[1]
        self.assertTrue(5 <= chunks < self.LINES / self.PER_CHUNK, f"cut off in the middle, after {chunks} chunks")

        cell.start()
        cell.owner = globals()["owner"] = cell.client(cell.owner_token)
        second = subprocess.run(self.client("--resume", import_id), capture_output=True, text=True, timeout=60)
        self.assertEqual(second.returncode, 1, second.stderr)
        count = self.LINES // 100
        self.assertEqual(self.imported()[2:], ("closed", self.LINES - count, count))
        records = reader.rows("SELECT COUNT(*), COUNT(DISTINCT token) FROM blind_index WHERE token IN"
                              " (SELECT token FROM blind_index WHERE field = 'email')")[0]
        self.assertEqual(records[0] - self.before, self.LINES - count, "each accepted line is there")
        self.assertEqual(records[1] - self.before, self.LINES - count, "and none twice")
        with open(cell.root + "/people.ndjson.rejected") as file:
            kept = [json.loads(line)["new"] for line in file]
        wanted = [email for i, email in enumerate(emails) if self.bad(i)]
        self.assertEqual(kept, [email for email in wanted if email in kept], "the lines refused, in order, no other")
        self.assertLessEqual(len(wanted) - len(kept), 1, "but for the chunk whose answer was lost")
        self.assertIn("nickname", second.stderr)

    def setUp(self):
        self.before = reader.rows("SELECT COUNT(*) FROM blind_index")[0][0]

    def imported(self):
        """(id, next chunk, state, accepted, rejected) of the newest import."""
        return reader.rows("SELECT import_id, next_chunk, state, accepted, rejected FROM import ORDER BY created DESC LIMIT 1")[0]


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
