"""Organisation: declared labels and their classes; what is special does not exist for whoever may not see it."""
import sys
import unittest

import suite
from cell import Cell
from second_reader import SecondReader

ABSENT = "01890a5d-ac96-774b-bcce-b302099a8057"


def setUpModule():
    global cell, reader, owner, base, tenant, desk, doctor
    cell = Cell()
    reader, owner, base, tenant = SecondReader(cell), cell.owner, cell.base, cell.tenant
    everyday = ["consult", "retrieve", "alter", "organise", "use_value", "state_storage"]
    desk, doctor = principal(*everyday), principal(*everyday, "read_special")
    for label, of in (("vip", "internal"), ("complaint", "personal"), ("health", "special")):
        assert owner("PUT", f"{base}/labels/{label}", {"title": label, "class": of}).status == 201


def tearDownModule():
    cell.close()


def principal(*permissions):
    made = owner("POST", base + "/principals", {"name": "case", "permissions": list(permissions)}).json
    client = cell.client(made["token"])
    client.principal = made["principal"]
    return client


def look(client, subject, record, **headers):
    return client("GET", cell.path(subject, record), Purpose="support", **headers)


def find(client, email):
    body = {"collection": "contact", "field": "email", "value": email}
    return client("POST", base + "/lookup", body, Purpose="support").json["matches"]


class Case(unittest.TestCase):
    def refused(self, answer, status, at=None):
        self.assertEqual(answer.status, status, answer.body)
        if at is not None:
            self.assertIn(at, answer.json.get("at", ""), answer.body)

    def done(self, answer, status=200):
        self.assertEqual(answer.status, status, answer.body)
        return answer.json


class Vocabulary(Case):
    def test_a_label_is_declared_with_its_class(self):
        answer = owner("PUT", base + "/labels/queue-1", {"title": "First line", "class": "internal"})
        self.assertEqual((answer.status, answer.json), (201, {"label": "queue-1", "title": "First line", "class": "internal"}))
        event = reader.event(tenant, answer.event)
        self.assertEqual((event.type, event.what), ("tenant.administered", answer.json))
        self.assertEqual(reader.rows("SELECT class FROM label WHERE name = 'queue-1'"), [(1,)])

    def test_a_class_is_raised_freely_and_lowered_with_a_reason(self):
        put = lambda of, **more: owner("PUT", base + "/labels/moving", {"title": "Moving", "class": of, **more})
        self.done(put("personal"), 201)
        self.done(put("special"))
        self.refused(put("internal"), 400, "/reason")
        self.refused(put("internal", reason=""), 400, "/reason")
        self.refused(put("internal", reason="x" * 501), 413, "/reason")
        self.assertEqual(reader.rows("SELECT class FROM label WHERE name = 'moving'"), [(3,)], "refused is unchanged")
        answer = put("internal", reason="no health data was ever in it")
        event = reader.event(tenant, answer.event)
        self.assertEqual((event.what["before"], event.what["reason"]), ("special", "no health data was ever in it"))

    def test_what_is_no_label(self):
        put = lambda name, body: owner("PUT", f"{base}/labels/{name}", body)
        good = {"title": "A title", "class": "internal"}
        self.refused(put("Ada-Example", good), 400, "{name}")
        self.refused(put("x" * 41, good), 400, "{name}")
        for change, at in (({"class": "secret"}, "/class"), ({"class": None}, "/class"), ({"title": ""}, "/title"), ({"more": 1}, "/more")):
            self.refused(put("one", {**good, **change}), 400, at)
        self.refused(principal("organise")("PUT", base + "/labels/one", good), 403, "administer")


class Labels(Case):
    def test_are_put_and_taken_and_give_the_class(self):
        subject, record = cell.record()
        of_person, of_record = cell.path(subject) + "/labels", cell.path(subject, record) + "/labels"
        self.assertEqual(self.done(doctor("GET", of_record))["class"], "personal", "that of its fields")
        answer = doctor("PUT", of_record + "/complaint")
        event = reader.event(tenant, answer.event)
        self.assertEqual((event.type, event.subject), ("record.organised", subject))
        self.assertEqual(event.what, {"label": "complaint", "done": "put", "collection": "contact", "record": record})
        self.done(doctor("PUT", of_record + "/complaint"))
        self.done(doctor("PUT", of_person + "/vip"))
        self.assertEqual(self.done(doctor("GET", of_person)), {"subject": subject, "labels": ["vip"], "class": "personal"})
        self.assertEqual(self.done(doctor("GET", of_record))["labels"], ["complaint"])
        self.done(doctor("PUT", of_record + "/health"))
        self.assertEqual(self.done(doctor("GET", of_person))["class"], "special", "a person has the class of its records")
        self.assertEqual(self.done(desk("GET", of_person))["class"], "personal", "as far as they are there for who asks")
        self.done(doctor("DELETE", of_record + "/health"))
        self.done(doctor("DELETE", of_record + "/health"))
        self.assertEqual(self.done(doctor("GET", of_record))["labels"], ["complaint"])

    def test_are_refused_where_there_is_nothing(self):
        subject, record = cell.record()
        self.refused(owner("PUT", cell.path(subject) + "/labels/unheard-of"), 404, "{label}")
        self.refused(owner("PUT", cell.path(subject, record) + "/labels/unheard-of"), 404, "{label}")
        self.refused(owner("PUT", cell.path(subject) + "/labels/Ada%20Example"), 404)
        self.refused(owner("PUT", cell.path(subject, ABSENT) + "/labels/vip"), 404)
        self.refused(owner("PUT", cell.path(ABSENT) + "/labels/vip"), 404)
        self.refused(owner("PUT", cell.path(subject) + "/labels/vip", {"note": "Ada called"}), 400)
        self.refused(principal("consult")("PUT", cell.path(subject) + "/labels/vip"), 403, "organise")
        self.refused(principal("organise")("GET", cell.path(subject) + "/labels"), 403, "retrieve")

    def test_are_32_on_one_thing_at_most(self):
        subject, record = cell.record()
        for i in range(33):
            self.assertIn(owner("PUT", f"{base}/labels/many-{i}", {"title": "Many", "class": "public"}).status, (200, 201))
        for i in range(32):
            self.done(owner("PUT", f"{cell.path(subject, record)}/labels/many-{i}"))
        self.refused(owner("PUT", f"{cell.path(subject, record)}/labels/many-32"), 400, "{label}")
        self.done(owner("PUT", f"{cell.path(subject, record)}/labels/many-31"))
        self.done(owner("PUT", f"{cell.path(subject)}/labels/many-32"))

    def test_move_the_persons_revision(self):
        subject, _ = cell.record()
        revision = lambda: reader.rows("SELECT revision FROM subject WHERE hex(subject_id) = ?", subject.replace("-", "").upper())[0][0]
        before = revision()
        self.done(owner("PUT", cell.path(subject) + "/labels/vip"))
        self.assertEqual(revision(), before + 1, "what was decided before is decided again")


class Special(Case):
    def test_a_labelled_record_does_not_exist_for_who_may_not_see_it(self):
        email = "sick@example.com"
        subject, record = cell.record(email)
        _, other = subject, owner("POST", cell.path(subject) + "/records/contact", {"display_name": "Ada"}).json["record"]
        self.done(doctor("PUT", cell.path(subject, record) + "/labels/health"))
        verify = {"collection": "contact", "record": record, "field": "email", "act": "verify", "value": email}
        absent = look(desk, subject, ABSENT)
        hidden = look(desk, subject, record)
        self.assertEqual((hidden.status, hidden.body), (404, absent.body), "as one that is not there")
        self.refused(desk("PATCH", cell.path(subject, record), {"display_name": "X"}, If_Match='"1"'), 404)
        self.refused(desk("GET", cell.path(subject, record) + "/labels"), 404)
        self.refused(desk("PUT", cell.path(subject, record) + "/labels/vip"), 404)
        self.refused(desk("DELETE", cell.path(subject, record) + "/labels/health"), 404)
        self.refused(desk("POST", cell.path(subject) + "/use", verify, Purpose="support"), 404)
        listed = lambda client: [r["record"] for r in client("GET", cell.path(subject) + "/records").json["records"]]
        self.assertEqual((listed(desk), sorted(listed(doctor))), ([other], sorted([record, other])))
        self.assertEqual((find(desk, email), find(doctor, email)), ([], [{"subject": subject, "record": record}]))
        counts = lambda client: [c["records"] for c in client("GET", cell.path(subject) + "/storage").json["collections"]]
        self.assertEqual((counts(desk), counts(doctor)), ([1], [2]))
        self.assertEqual(look(doctor, subject, record).status, 200)
        self.assertEqual(look(desk, subject, other).status, 200)
        self.assertEqual(self.done(doctor("POST", cell.path(subject) + "/use", verify, Purpose="support")), {"outcome": "equal"})

    def test_a_labelled_person_takes_every_record_along(self):
        email = "patient@example.com"
        subject, record = cell.record(email)
        self.done(desk("PUT", cell.path(subject) + "/labels/health"))  # who flags it loses sight of it
        self.refused(look(desk, subject, record), 404)
        for tail in ("/records", "/storage", "/labels"):
            self.refused(desk("GET", cell.path(subject) + tail), 404)
        self.refused(desk("DELETE", cell.path(subject) + "/labels/health"), 404)
        self.assertEqual((find(desk, email), len(find(doctor, email))), ([], 1))
        self.assertEqual(look(doctor, subject, record).status, 200)
        self.done(doctor("DELETE", cell.path(subject) + "/labels/health"))
        self.assertEqual((look(desk, subject, record).status, len(find(desk, email))), (200, 1))

    def test_a_raised_label_hides_what_carries_it(self):
        subject, record = cell.record()
        self.done(owner("PUT", base + "/labels/rising", {"title": "Rising", "class": "internal"}), 201)
        self.done(desk("PUT", cell.path(subject, record) + "/labels/rising"))
        self.assertEqual(look(desk, subject, record).status, 200)
        self.done(owner("PUT", base + "/labels/rising", {"title": "Rising", "class": "special"}))
        self.refused(look(desk, subject, record), 404)

    def test_a_special_field_is_left_out(self):
        field = lambda name, **more: {"name": name, "type": "text", "sensitivity": "personal", "purposes": ["support"], "retention": "chat", **more}
        self.done(owner("PUT", base + "/collections/case", {"fields": [field("note"), field("diagnosis", sensitivity="special")]}), 201)
        subject = owner("POST", base + "/subjects").json["subject"]
        made = owner("POST", cell.path(subject) + "/records/case", {"note": "tired", "diagnosis": "a cold"}).json["record"]
        path = cell.path(subject, made, "case")
        for query in ("", "?fields=note,diagnosis"):
            answer = desk("GET", path + query, Purpose="support")
            self.assertEqual(answer.json["fields"], {"note": "tired"})
            self.assertEqual(reader.event(tenant, answer.event).what["fields"], ["note"])
            self.assertEqual(doctor("GET", path + query, Purpose="support").json["fields"], {"note": "tired", "diagnosis": "a cold"})
        body = {"collection": "case", "record": made, "field": "diagnosis", "act": "verify", "value": "a cold"}
        self.refused(desk("POST", cell.path(subject) + "/use", body, Purpose="support"), 403, "/field")
        self.assertEqual(self.done(doctor("POST", cell.path(subject) + "/use", body, Purpose="support"))["outcome"], "equal")


class Classes(Case):
    def test_are_counted_and_few_are_not_told(self):
        self.refused(desk("GET", base + "/classes"), 403, "administer")
        answer = owner("GET", base + "/classes")
        self.assertEqual(reader.event(tenant, answer.event).what, {"read": "classes"})
        before = answer.json
        self.assertEqual(before["records"]["special"], "<10")
        for i in range(12):
            cell.record(f"plain{i}@example.com")
            subject, record = cell.record(f"many{i}@example.com")
            self.done(owner("PUT", cell.path(subject, record) + "/labels/health"))
            self.done(owner("PUT", cell.path(subject) + "/labels/vip"))
        after = owner("GET", base + "/classes").json
        special = reader.rows("SELECT COUNT(DISTINCT record_id) FROM labelled k JOIN label l ON l.name = k.label WHERE l.class = 3 AND collection <> ''")[0][0]
        total = reader.rows("SELECT COUNT(*) FROM record")[0][0]
        self.assertGreaterEqual(special, 12)
        self.assertEqual((after["records"]["special"], after["records"]["personal"]), (special, total - special))
        self.assertGreaterEqual(after["labelled_subjects"]["internal"], 12)


class Assignee(Case):
    def test_spares_the_reason_where_the_purpose_asks_others_for_it(self):
        purpose = lambda **more: owner("PUT", base + "/purposes/support", {"title": "support", **more})
        subject, record = cell.record()
        try:
            self.assertEqual(self.done(purpose(reason="others"))["reason"], "others")
            self.refused(look(desk, subject, record), 428, "Reason")
            answer = owner("PUT", cell.path(subject) + "/assignee", {"principal": desk.principal})
            self.assertEqual(reader.event(tenant, answer.event).what, {"assignee": desk.principal})
            self.assertEqual(look(desk, subject, record).status, 200)
            self.refused(look(doctor, subject, record), 428, "Reason")
            self.assertEqual(look(doctor, subject, record, Reason="ticket 4711").status, 200)
            self.done(purpose(reason="always"))
            self.refused(look(desk, subject, record), 428, "Reason")
            self.done(purpose(reason="others"))
            self.done(owner("DELETE", cell.path(subject) + "/assignee"))
            self.refused(look(desk, subject, record), 428, "Reason")
        finally:
            self.done(purpose(reason="never"))
        self.assertEqual(look(desk, subject, record).status, 200)
        self.refused(purpose(reason="sometimes"), 400, "/reason")
        self.refused(purpose(automated="yes"), 400, "/automated")

    def test_spares_the_reason_where_the_purpose_says_nothing_of_it(self):
        purpose = lambda name, **more: self.done(owner("PUT", f"{base}/purposes/{name}", {"title": name, **more}))["reason"]
        self.assertEqual((purpose("unsaid"), purpose("machine", automated=True), purpose("watched", automated=True, reason="always")),
                         ("others", "never", "always"))
        purposes = ["unsaid", "machine", "watched"]
        field = {"name": "note", "type": "text", "sensitivity": "personal", "purposes": purposes, "retention": "chat"}
        self.done(owner("PUT", base + "/collections/plain", {"fields": [field]}), 201)
        subject = self.done(owner("POST", base + "/subjects"), 201)["subject"]
        record = self.done(owner("POST", cell.path(subject) + "/records/plain", {"note": "hello"}), 201)["record"]
        at = lambda purpose, **headers: desk("GET", cell.path(subject, record, "plain"), Purpose=purpose, **headers)
        self.refused(at("unsaid"), 428, "Reason")
        self.refused(at("watched"), 428, "Reason")
        self.assertEqual((at("unsaid", Reason="ticket 4711").status, at("machine").status), (200, 200))
        self.done(owner("PUT", cell.path(subject) + "/assignee", {"principal": desk.principal}))
        self.assertEqual(at("unsaid").status, 200)
        self.refused(at("watched"), 428, "Reason")
        self.assertEqual(purpose("unsaid", reason="never"), "never")
        self.done(owner("DELETE", cell.path(subject) + "/assignee"))
        self.assertEqual(at("unsaid").status, 200)
        self.assertEqual(purpose("unsaid"), "others")
        self.refused(at("unsaid"), 428, "Reason")

    def test_is_a_principal_of_the_tenant(self):
        subject, _ = cell.record()
        put = lambda body: owner("PUT", cell.path(subject) + "/assignee", body)
        for body, at in (({"principal": ABSENT}, "/principal"), ({"principal": "ada"}, "/principal"), ({}, "/principal"),
                         ({"principal": desk.principal, "more": 1}, "/more")):
            self.refused(put(body), 400, at)
        self.refused(principal("consult")("PUT", cell.path(subject) + "/assignee", {"principal": desk.principal}), 403, "organise")


class Erasure(Case):
    def test_leaves_no_label_and_no_assignee(self):
        subject, record = cell.record("forgotten@example.com")
        self.done(owner("PUT", cell.path(subject) + "/labels/vip"))
        self.done(owner("PUT", cell.path(subject, record) + "/labels/complaint"))
        self.done(owner("PUT", cell.path(subject) + "/assignee", {"principal": desk.principal}))
        self.assertEqual((reader.count("labelled", subject_id=subject), reader.count("assignee", subject_id=subject)), (2, 1))
        cell.wait_job(owner("POST", cell.path(subject) + "/erasure", {"ground": "objection"}).json["job"])
        self.assertEqual((reader.count("labelled", subject_id=subject), reader.count("assignee", subject_id=subject)), (0, 0))


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
