"""Many at once: nothing follows an erasure, a restriction or a revocation in the log, and one writer wins each version."""
import sys
import threading
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


class Crowd:
    """Threads that repeat an act, each on a connection of its own, until it says False; what they were answered."""

    def __init__(self, count, act, token=None):
        self.answers, self.problems = [], []
        self.threads = [threading.Thread(target=self.work, args=(i, act, cell.client(token or cell.owner_token))) for i in range(count)]
        for thread in self.threads:
            thread.start()

    def work(self, number, act, client):
        try:
            client("GET", "/readyz")  # connected, so that all are under way when it begins
            while True:
                answer = act(number, client)
                self.answers.append(answer)
                if answer.status >= 400:
                    return
        except Exception as problem:  # told by join(), in the test's own thread
            self.problems.append(problem)
        finally:
            client.close()

    def under_way(self, answers):
        """Once that many have been given; what is wrong is told by join()."""
        deadline = time.monotonic() + 30
        while len(self.answers) < answers and not self.problems and time.monotonic() < deadline:
            time.sleep(0.005)

    def join(self):
        for thread in self.threads:
            thread.join(60)
        if self.problems:
            raise self.problems[0]
        return self.answers


def look_or_record(subject, record):
    def act(number, client):
        if number % 2:
            return client("POST", f"{base}/subjects/{subject}/records/contact", {"email": "more@example.com"})
        return client("GET", cell.path(subject, record), Purpose="support")
    return act


class AfterTheEnd(unittest.TestCase):
    def after(self, since, ending, subject):
        """The acts on the subject that stand behind the ending in the log, and all of them."""
        events = reader.events(tenant, since)
        place = next(e.seq for e in events if e.type == ending)
        acts = [e for e in events if e.subject == subject and e.type in ("record.consulted", "record.recorded")]
        return [e.type for e in acts if e.seq > place], acts

    def judged(self, crowd, statuses, since, ending, subject):
        answers = crowd.join()
        good = [a for a in answers if a.status < 300]
        self.assertGreater(len(good), 8, "the race began before it was ended")
        self.assertEqual({a.status for a in answers if a.status >= 300} - statuses, set())
        late, acts = self.after(since, ending, subject)
        self.assertEqual(late, [])
        self.assertEqual({e.id for e in acts}, {a.event for a in good}, "each answer has its event and each event its answer")

    def test_nothing_follows_an_erasure(self):
        for _ in range(6):
            subject, record = cell.record()
            since = reader.size(tenant) - 1
            crowd = Crowd(8, look_or_record(subject, record))
            crowd.under_way(24)
            answer = owner("POST", f"{base}/subjects/{subject}/erasure", {"ground": "consent-withdrawn"})
            self.assertEqual(answer.status, 200, answer.body)
            crowd.join()
            cell.wait_job(answer.json["job"])
            handle = str(uuid.UUID(answer.json["handle"]))
            self.judged(crowd, {404, 410}, since, "erasure.intended", handle)
            self.assertEqual(reader.count("record", subject_id=subject), 0)
            self.assertEqual(reader.count("blind_index", subject_id=subject), 0)

    def test_nothing_follows_a_restriction(self):
        for _ in range(6):
            subject, record = cell.record()
            since = reader.size(tenant) - 1
            crowd = Crowd(8, look_or_record(subject, record))
            crowd.under_way(24)
            answer = owner("PUT", f"{base}/subjects/{subject}/restriction", {"ground": "legal-claims", "reason": "a claim"})
            self.assertEqual(answer.status, 200, answer.body)
            self.judged(crowd, {423}, since, "subject.restriction_changed", subject)

    def test_nothing_of_a_token_follows_its_revocation(self):
        subject, record = cell.record()
        for _ in range(6):
            made = owner("POST", base + "/principals", {"name": "hasty", "permissions": ["consult"]}).json
            since = reader.size(tenant) - 1

            def act(number, client):
                if number % 2 == 0:
                    return client("GET", cell.path(subject, record), Purpose="support")
                answer = client("GET", f"{base}/subjects/{subject}/records")  # has not the permission: 403 until it is 401
                answer.refused, answer.status = answer.status, 200 if answer.status == 403 else answer.status
                return answer

            crowd = Crowd(8, act, made["token"])
            crowd.under_way(12)
            answer = owner("DELETE", f"{base}/tokens/{made['token_id']}")
            self.assertEqual(answer.status, 200, answer.body)
            answers = crowd.join()
            self.assertEqual({a.status for a in answers} - {429}, {200, 401})  # 429: more than 120 times 401 in a minute
            events = reader.events(tenant, since)
            place = next(e.seq for e in events if e.type == "token.revoked")
            mine = [e for e in events if e.who.get("token") == made["token_id"]]
            self.assertGreater(len([e for e in mine if e.seq < place]), 3)  # it was in use; on a slower store not often
            self.assertEqual([e.type for e in mine if e.seq > place and e.type != "request.refusals_counted"], [])


class Writers(unittest.TestCase):
    def test_one_wins_each_version(self):
        subject, record = cell.record()
        path = cell.path(subject, record)
        won, lost, guard = [], [], threading.Lock()

        def write(number, client):
            for turn in range(6):
                tag = client("GET", path, Purpose="support").headers["ETag"]
                answer = client("PATCH", path, {"display_name": f"{number}.{turn}"}, If_Match=tag)
                with guard:
                    (won if answer.status == 200 else lost).append((tag, answer))
            return type("Done", (), {"status": 599})

        Crowd(16, write).join()
        self.assertEqual(len(won) + len(lost), 96)
        self.assertEqual({a.status for _, a in lost} - {412}, set())
        self.assertGreater(len(lost), 0, "they did meet")
        tags = [int(tag.strip('"')) for tag, _ in won]
        self.assertEqual(sorted(tags), list(range(1, len(won) + 1)), "each version was won once")
        version, members = reader.record(tenant, subject, "contact", record)
        self.assertEqual(version, 1 + len(won))
        history = reader.rows("SELECT version FROM record_history WHERE record_id = ? ORDER BY version", uuid.UUID(record).bytes)
        self.assertEqual([v for v, in history], list(range(1, version)))
        last = max(won, key=lambda w: int(w[0].strip('"')))[1]
        altered = [e for e in reader.events(tenant) if e.subject == subject and e.type == "record.altered"]
        self.assertEqual([e.what["version"] for e in altered], list(range(2, version + 1)), "and the log has their order")
        self.assertEqual((altered[-1].id, last.json["version"]), (last.event, version))
        self.assertEqual(reader.count("blind_index", record_id=record), 1)

    def test_one_key_at_once_is_one_record(self):
        subject, _ = cell.record()
        before = reader.count("record", subject_id=subject)

        def once(number, client):
            answer = client("POST", f"{base}/subjects/{subject}/records/contact", {"email": "once@example.com"}, Idempotency_Key="crowd")
            answer.was, answer.status = answer.status, 599
            return answer

        answers = Crowd(12, once).join()
        self.assertEqual({a.was for a in answers}, {201})
        self.assertEqual(sum("replayed" not in a.json for a in answers), 1)
        first = next(a.event for a in answers if "replayed" not in a.json)
        self.assertEqual({a.json["event"] for a in answers if "replayed" in a.json}, {first})
        self.assertEqual(reader.count("record", subject_id=subject), before + 1)

    def test_one_first_structure_of_a_name(self):
        field = {"name": "a", "type": "text", "sensitivity": "internal", "purposes": ["support"], "retention": "chat"}

        def structure(number, client):
            answer = client("PUT", base + "/collections/raced", {"fields": [field]})
            answer.was, answer.status = answer.status, 599
            return answer

        answers = Crowd(8, structure).join()
        made = sorted(a.json["version"] for a in answers if a.was < 300)
        self.assertEqual({a.was for a in answers} - {200, 201, 409}, set())
        self.assertEqual(made, list(range(1, len(made) + 1)))
        self.assertEqual(reader.rows("SELECT MAX(version), COUNT(*) FROM collection WHERE name = 'raced'"), [(len(made), len(made))])


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
