"""Online rotation of a tenant's keys: nothing fails and nothing is lost while everybody goes on, and after a kill in the middle."""
import signal
import sys
import threading
import time
import unittest
import uuid

import suite
from cell import Cell
from second_reader import SecondReader

EVERY_KEY = ["tenant", "subjects", "index"]
TIMES = 6  # rotations under traffic


def setUpModule():
    global cell, reader, owner, base, tenant, keeper
    cell = Cell()
    reader, owner, base, tenant = SecondReader(cell), cell.owner, cell.base, cell.tenant
    made = owner("POST", base + "/principals", {"name": "key-keeper", "permissions": ["rotate_keys"]})
    assert made.status == 201, made.body
    keeper = cell.client(made.json["token"])


def tearDownModule():
    cell.close()


def again():
    """After a restart: the same tokens, another port."""
    global owner, keeper
    owner, keeper = cell.owner, cell.client(keeper.token)


def status():
    answer = keeper("GET", base + "/keys")
    assert answer.status == 200, answer.body
    return answer.json


def rotate(keys=EVERY_KEY):
    answer = keeper("POST", base + "/keys/rotation", {"keys": keys})
    assert answer.status == 202, answer.body
    return answer


def wait(seconds=60):
    until = time.time() + seconds
    while time.time() < until:
        if status()["rotation"]["state"] == "completed":
            return
        time.sleep(0.1)
    raise AssertionError(f"the rotation did not complete: {status()}")


def find(client, value):
    answer = client("POST", base + "/lookup", {"collection": "contact", "field": "email", "value": value}, Purpose="support")
    assert answer.status == 200, answer.body
    return [match["record"] for match in answer.json["matches"]]


class Traffic(threading.Thread):
    """One client that reads, looks up, alters and writes until told to stop; keeps whatever was not as it should be."""

    def __init__(self, number, known, stop):
        super().__init__()
        self.number, self.known, self.stop, self.wrong, self.done, self.made = number, known, stop, [], 0, []
        may = ["consult", "retrieve", "record", "alter"]
        self.client = cell.client(owner("POST", base + "/principals", {"name": f"desk-{number}", "permissions": may}).json["token"])

    def run(self):
        try:
            while not self.stop.is_set():
                self.once(*self.known[self.done % len(self.known)])
                self.done += 1
                time.sleep(0.05)  # a principal has 600 look-ups a minute
        except Exception as problem:  # a dropped connection is a failure as well
            self.wrong.append(repr(problem))
        finally:
            self.client.close()

    def once(self, subject, record, email):
        read = self.client("GET", cell.path(subject, record), Purpose="support")
        if read.status != 200 or read.json["fields"]["email"] != email:
            self.wrong.append(("read", read.status, read.body))
        if find(self.client, email) != [record]:
            self.wrong.append(("look-up", email))
        if self.done % 4:
            return
        value = f"new-{self.number}-{self.done}@example.com"
        key = f"once-{self.number}-{self.done}"
        person = self.client("POST", base + "/subjects").json["subject"]
        path = f"{base}/subjects/{person}/records/contact"
        made = self.client("POST", path, {"email": value}, Idempotency_Key=key)
        if made.status != 201 or find(self.client, value) != [made.json["record"]]:
            return self.wrong.append(("write", made.status, made.body))
        repeated = self.client("POST", path, {"email": value}, Idempotency_Key=key)
        if not repeated.json.get("replayed"):
            self.wrong.append(("repeat", repeated.status, repeated.body))
        changed = self.client("PATCH", path + "/" + made.json["record"], {"email": "x" + value}, If_Match='"1"')
        if changed.status != 200 or find(self.client, value) or find(self.client, "x" + value) != [made.json["record"]]:
            self.wrong.append(("alteration", changed.status, changed.body))
        self.made.append((person, made.json["record"], "x" + value))


class Rotation(unittest.TestCase):
    def test_everything_goes_on_and_is_found_while_all_keys_are_rotated(self):
        known = [(*cell.record(f"old-{i}@example.com", f"Old {i}"), f"old-{i}@example.com") for i in range(40)]
        held, first = reader.count("event", tenant_id=tenant), [status()[kind][0]["version"] for kind in ("tenant", "index")]
        stop = threading.Event()
        clients = [Traffic(i, known[5 * i:5 * i + 5], stop) for i in range(8)]
        for client in clients:
            client.start()
        time.sleep(1)
        for _ in range(TIMES):  # each finds what the one before made new
            rotate()
            wait()
        time.sleep(1)
        stop.set()
        for client in clients:
            client.join()
        self.assertEqual([wrong for client in clients for wrong in client.wrong], [])
        self.assertGreater(min(client.done for client in clients), 3)
        for subject, record, email in known + [made for client in clients for made in client.made]:
            self.assertEqual(find(owner, email), [record], email)
            self.assertEqual(owner("GET", cell.path(subject, record), Purpose="support").json["fields"]["email"], email)

        now = status()
        self.assertEqual([now[kind][0]["version"] for kind in ("tenant", "index")], [version + TIMES for version in first])
        for kind, left in (("tenant", "wraps"), ("index", "tokens")):
            self.assertEqual([key["version"] for key in now[kind]], list(range(len(now[kind]), 0, -1)))
            self.assertEqual({key[left] for key in now[kind][1:]}, {0}, "nothing is left under an older one")
        self.assertEqual(sum(c["rows"] for c in now["subjects"]["records"]), reader.count("record", tenant_id=tenant))
        told = [event.type for event in reader.events(tenant, held - 1)]
        self.assertEqual(told.count("keys.rotation_begun"), TIMES)
        self.assertEqual(told.count("keys.rotation_completed"), TIMES)

    def test_the_second_reader_opens_what_each_version_sealed(self):
        subject, record = cell.record("both@example.com", "Both Example")
        before = owner("POST", f"{base}/subjects/{subject}/records/message", {"text": "before"})
        rotate()
        wait()
        after = owner("POST", f"{base}/subjects/{subject}/records/message", {"text": "after"})
        for answer, text, version in ((before, "before", 1), (after, "after", 2)):
            self.assertEqual(reader.record(tenant, subject, "message", answer.json["record"]), (1, {"text": text}))
            self.assertEqual(reader.event(tenant, answer.event).whom, {"subject": subject})
            (envelope,), = reader.rows("SELECT envelope FROM record WHERE record_id = ?", uuid.UUID(answer.json["record"]).bytes)
            self.assertEqual(int.from_bytes(envelope[4:8], "big"), version)

    def test_an_alteration_seals_under_the_new_key(self):
        subject, record = cell.record("alter@example.com")
        rotate(["subjects"])
        wait()
        changed = owner("PATCH", cell.path(subject, record), {"display_name": "Altered"}, If_Match='"1"')
        self.assertEqual(changed.status, 200)
        self.assertEqual(reader.rows("SELECT key_version FROM record WHERE record_id = ?",
                                     uuid.UUID(record).bytes), [(2,)])
        self.assertEqual(reader.record(tenant, subject, "contact", record)[1]["display_name"], "Altered")

    def test_an_erasure_takes_every_version(self):
        subject, record = cell.record("gone@example.com")
        rotate(["subjects"])
        wait()
        receipt = owner("POST", f"{base}/subjects/{subject}/erasure", {"ground": "consent-withdrawn"})
        self.assertLess(receipt.status, 300, receipt.body)
        cell.wait_job(receipt.json["job"])
        self.assertEqual(reader.rows("SELECT COUNT(*) FROM key_row WHERE holder = ?", uuid.UUID(subject).bytes,
                                     file="keys.db"), [(0,)])
        self.assertEqual(find(owner, "gone@example.com"), [])

    def test_a_kill_in_the_middle_is_made_good_at_the_next_start(self):
        known = []
        for i in range(30):
            known.append((*cell.record(f"kill-{i}@example.com"), f"kill-{i}@example.com"))
        for pause in (0, 0.02, 0.1, 0.3):
            rotate()
            time.sleep(pause)
            cell.stop(signal.SIGKILL)
            cell.start()
            cell.owner = cell.client(cell.owner_token)
            again()
            wait()
            for subject, record, email in known:
                self.assertEqual(find(owner, email), [record])
                self.assertEqual(owner("GET", cell.path(subject, record), Purpose="support").status, 200)
        now = status()
        self.assertEqual([key["tokens"] for key in now["index"]][1:], [0] * (len(now["index"]) - 1))
        self.assertEqual([key["wraps"] for key in now["tenant"]][1:], [0] * (len(now["tenant"]) - 1))

    def test_an_import_goes_on_over_a_rotation(self):
        opened = owner("POST", base + "/imports", {"collection": "contact"}).json["import"]
        line = '{"new":"ann","record":{"email":"ann-%d@example.com"}}\n'
        first = owner("PUT", f"{base}/imports/{opened}/chunks/0", line % 0)
        self.assertEqual(first.status, 200, first.body)
        rotate()
        wait()
        self.assertTrue(owner("PUT", f"{base}/imports/{opened}/chunks/0", line % 0).json["replayed"])
        second = owner("PUT", f"{base}/imports/{opened}/chunks/1", line % 1)
        self.assertEqual(first.json["made"], second.json["made"], "one label is one person in the whole import")
        self.assertEqual(len(find(owner, "ann-0@example.com") + find(owner, "ann-1@example.com")), 2)


class Refusals(unittest.TestCase):
    def refused(self, answer, status_, at):
        self.assertEqual((answer.status, answer.json.get("at")), (status_, at), answer.body)

    def test_keys_are_named_each_once(self):
        for keys in ([], ["tenant", "tenant"], ["audit"], ["tenant", "seal"]):
            self.refused(keeper("POST", base + "/keys/rotation", {"keys": keys}), 400, "/keys")

    def test_the_permission_is_asked_for(self):
        for method, path in (("GET", "/keys"), ("POST", "/keys/rotation")):
            answer = owner(method, base + path, {"keys": ["index"]} if method == "POST" else None)
            self.assertEqual(answer.status, 403, answer.body)

    def test_another_tenant_is_absent(self):
        other = cell.client(cell.admin_token)("POST", "/v1/cell/tenants", {"name": "other-chat"}).json["tenant"]
        self.assertEqual(keeper("GET", f"/v1/tenants/{other}/keys").status, 404)
        self.assertEqual(keeper("POST", f"/v1/tenants/{other}/keys/rotation", {"keys": ["index"]}).status, 404)

    def test_one_at_a_time(self):
        for i in range(20):
            cell.record(f"many-{i}@example.com")
        answers = [keeper("POST", base + "/keys/rotation", {"keys": EVERY_KEY}).status for _ in range(3)]
        self.assertEqual(answers[0], 202)
        self.assertIn(409, answers)
        wait()

    def test_the_answer_holds_no_key(self):
        text = keeper("GET", base + "/keys").body
        for kind in ("tenant", "index"):
            key = reader.key(kind, tenant)
            for form in (key, key.hex().encode()):
                self.assertNotIn(form[:16], text)


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
