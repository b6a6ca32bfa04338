"""Use: values are verified, compared and counted and never shown; budgets stop who guesses; who objected is left alone."""
import sqlite3
import sys
import time
import unittest

import suite
from cell import Cell
from second_reader import SecondReader

ABSENT = "01890a5d-ac96-774b-bcce-b302099a8057"


def setUpModule():
    global cell, reader, owner, base, tenant
    cell = Cell()
    reader, owner, base, tenant = SecondReader(cell), cell.owner, cell.base, cell.tenant
    field = lambda name, **more: {"name": name, "type": "text", "sensitivity": "personal", "purposes": ["support"],
                                  "retention": "chat", **more}
    fields = [field("email", index="email"), field("city"), field("age", type="integer"), field("adult", type="boolean"),
              field("born", type="timestamp"), field("secret", purposes=["quality"])]
    assert owner("PUT", base + "/collections/profile", {"fields": fields}).status == 201


def tearDownModule():
    cell.close()


def principal(*permissions):
    return cell.client(owner("POST", base + "/principals", {"name": "case", "permissions": list(permissions)}).json["token"])


class Case(unittest.TestCase):
    VALUES = {"email": "Ada@Example.com", "city": "Ulm", "age": 41, "adult": True, "born": "1985-02-03T00:00:00Z", "secret": "x"}

    def refused(self, answer, status, at=None):
        self.assertEqual(answer.status, status, answer.body)
        if at is not None:
            self.assertIn(at, answer.json.get("at", ""), answer.body)

    def person(self, **values):
        subject = owner("POST", base + "/subjects").json["subject"]
        return subject, self.record(subject, **values)

    def record(self, subject, **values):
        made = owner("POST", cell.path(subject) + "/records/profile", {**self.VALUES, **values})
        self.assertEqual(made.status, 201, made.body)
        return made.json["record"]

    def use(self, subject, client=None, purpose="support", **body):
        headers = {"Purpose": purpose} if purpose else {}
        return (client or owner)("POST", cell.path(subject) + "/use", {"collection": "profile", **body}, **headers)

    def verify(self, subject, record, field, value, **more):
        return self.use(subject, record=record, field=field, act="verify", value=value, **more)

    def count(self, client=None, purpose="support", **body):
        return (client or owner)("POST", base + "/use/count", body, **({"Purpose": purpose} if purpose else {}))


class Verify(Case):
    def test_says_whether_and_never_what(self):
        subject, record = self.person()
        for field, value, outcome in (("email", " ADA@example.COM ", "equal"), ("email", "bob@example.com", "different"),
                                      ("city", "Ulm", "equal"), ("city", "ulm", "different"), ("age", 41, "equal"), ("age", 42, "different"),
                                      ("adult", True, "equal"), ("adult", False, "different"),
                                      ("born", "1985-02-03T00:00:00.000000Z", "equal"), ("born", "1985-02-04T00:00:00Z", "different")):
            answer = self.verify(subject, record, field, value)
            self.assertEqual((answer.status, answer.json), (200, {"outcome": outcome}), field)
        event = reader.event(tenant, answer.event)
        self.assertEqual(event.type, "record.used")
        self.assertEqual(event.what, {"act": "verify", "collection": "profile", "record": record, "field": "born",
                                      "purpose": "support", "automated": False})
        self.assertEqual(event.whom, {"subject": subject, "outcome": "different"}, "what was found out goes with the person's key")

    def test_a_field_that_the_record_lacks_is_different(self):
        subject = owner("POST", base + "/subjects").json["subject"]
        record = owner("POST", cell.path(subject) + "/records/profile", {"city": "Ulm"}).json["record"]
        self.assertEqual(self.verify(subject, record, "age", 0).json, {"outcome": "different"})
        self.assertEqual(self.verify(subject, record, "email", "a@example.com").json, {"outcome": "different"})

    def test_an_automated_purpose_is_told_as_such(self):
        subject, record = self.person()
        owner("PUT", base + "/purposes/support", {"title": "support", "automated": True})
        answer = self.verify(subject, record, "city", "Ulm")
        owner("PUT", base + "/purposes/support", {"title": "support", "reason": "never"})
        self.assertIs(reader.event(tenant, answer.event).what["automated"], True)

    def test_what_is_refused(self):
        subject, record = self.person()
        self.refused(self.verify(subject, record, "city", "Ulm", purpose=None), 428, "Purpose")
        self.refused(self.verify(subject, record, "city", "Ulm", purpose="marketing"), 403, "Purpose")
        self.refused(self.verify(subject, record, "secret", "x"), 403, "fields")
        self.refused(self.verify(subject, record, "salary", "x"), 400, "/field")
        self.refused(self.verify(subject, ABSENT, "city", "Ulm"), 404)
        self.refused(self.verify(subject, "ada", "city", "Ulm"), 400, "/record")
        self.refused(self.verify(self.person()[0], record, "city", "Ulm"), 404)
        for field, value in (("city", 7), ("age", "41"), ("age", 41.5), ("adult", "true"), ("born", "yesterday"), ("email", "no address"), ("city", None)):
            self.refused(self.verify(subject, record, field, value), 400, "/value")
        self.refused(self.use(subject, record=record, field="city", act="verify"), 400, "/value")
        self.refused(self.use(subject, record=record, field="city", act="guess", value="Ulm"), 400, "/act")
        self.refused(self.use(subject, record=record, field="city", act="verify", value="Ulm", more=1), 400, "/more")
        self.refused(owner("POST", cell.path(subject) + "/use", {"collection": "nothing", "record": record, "field": "city", "act": "verify",
                                                                "value": "x"}, Purpose="support"), 404, "/collection")
        self.refused(self.verify(subject, record, "city", "Ulm", client=principal("consult", "retrieve")), 403, "use_value")


class Compare(Case):
    def test_says_how_two_fields_stand(self):
        subject, one = self.person()
        two = self.record(subject, age=50, born="1976-01-01T00:00:00Z", email="ada@example.com", city="Bonn", adult=True)
        compare = lambda field, a, b, other=None: self.use(subject, record=a, field=field, act="compare",
                                                           **{"with": {"record": b, "field": other or field}})
        for field, outcome, back in (("age", "less", "greater"), ("born", "greater", "less"), ("email", "equal", "equal"),
                                     ("city", "different", "different"), ("adult", "equal", "equal")):
            answer = compare(field, one, two)
            self.assertEqual((answer.status, answer.json), (200, {"outcome": outcome}), field)
            self.assertEqual(compare(field, two, one).json, {"outcome": back}, field)
        self.assertEqual(compare("age", one, one).json, {"outcome": "equal"})
        bare = owner("POST", cell.path(subject) + "/records/profile", {"city": "Ulm"}).json["record"]
        answer = compare("age", one, bare)
        self.assertEqual(answer.json, {"outcome": "unknown"})
        self.assertEqual(reader.event(tenant, answer.event).what["with"], {"record": bare, "field": "age"})
        self.refused(compare("age", one, two, "city"), 400, "/with/field")
        self.refused(compare("city", one, two, "secret"), 403, "fields")
        self.refused(compare("city", one, self.person()[1]), 404)
        self.refused(self.use(subject, record=one, field="age", act="compare"), 400, "/with")
        self.refused(self.use(subject, record=one, field="age", act="compare", **{"with": {"record": "x", "field": "age"}}), 400, "/with/record")


class Count(Case):
    def test_small_counts_are_not_told(self):
        owner("PUT", base + "/labels/fan", {"title": "Fan", "class": "internal"})
        owner("PUT", base + "/labels/ill", {"title": "Ill", "class": "special"})
        people = [self.person(email="many@example.com") for _ in range(9)]
        body = {"collection": "profile", "field": "email", "value": "Many@example.com"}
        self.assertEqual(self.count(**body).json, {"subjects": "<10"})
        self.assertEqual(self.count(**{**body, "value": "nobody@example.com"}).json, {"subjects": "<10"}, "nor is none")
        people += [self.person(email="many@example.com") for _ in range(2)]
        self.record(people[0][0], email="many@example.com")
        answer = self.count(**body)
        self.assertEqual(answer.json, {"subjects": 11}, "people, not records")
        self.assertEqual(reader.event(tenant, answer.event).what, {"act": "count", "collection": "profile", "field": "email",
                                                                  "purpose": "support", "subjects": 11})
        self.assertEqual(self.count(label="fan").json, {"subjects": "<10"})
        for subject, record in people:
            owner("PUT", cell.path(subject) + "/labels/fan")
            owner("PUT", cell.path(subject, record, "profile") + "/labels/fan")
        self.assertEqual(self.count(label="fan").json, {"subjects": 11})
        owner("PUT", f"{cell.path(people[0][0])}/objections/support")
        self.assertEqual((self.count(**body).json, self.count(label="fan").json), ({"subjects": 10}, {"subjects": 10}), "who objected is not counted")
        owner("PUT", cell.path(people[1][0], people[1][1], "profile") + "/labels/ill")
        seer = principal("use_value", "read_special")
        self.assertEqual((self.count(**body).json, self.count(client=seer, **body).json), ({"subjects": "<10"}, {"subjects": 10}))
        owner("PUT", cell.path(people[2][0]) + "/restriction", {"ground": "legal-claims", "reason": "a claim"})
        self.assertEqual(self.count(client=seer, **body).json, {"subjects": "<10"})

    def test_people_are_counted_under_every_version_of_the_index_key(self):
        keeper = principal("rotate_keys")

        def rotate():
            self.assertEqual(keeper("POST", base + "/keys/rotation", {"keys": ["index"]}).status, 202)
            until = time.time() + 30
            while keeper("GET", base + "/keys").json["rotation"]["state"] != "completed":
                self.assertLess(time.time(), until)
                time.sleep(0.05)
        people = [self.person(email="turned@example.com") for _ in range(11)]
        self.record(people[0][0], email="turned@example.com")
        rotate()
        ids = [bytes.fromhex(record.replace("-", "")) for _, record in people[:6]]
        old = [reader.rows("SELECT token, index_version, record_id FROM blind_index WHERE record_id = ?", r)[0] for r in ids]
        rotate()
        body = {"collection": "profile", "field": "email", "value": "turned@example.com"}
        self.assertEqual(self.count(**body).json, {"subjects": 11})
        cell.stop()
        with sqlite3.connect(cell.data + "/data.db") as data:  # as in the middle of that rotation: six not yet reached
            data.executemany("UPDATE blind_index SET token = ?, index_version = ? WHERE record_id = ?", old)
        data.close()
        cell.start()
        global owner
        owner = cell.owner = cell.client(cell.owner_token)
        self.assertEqual(self.count(**body).json, {"subjects": 11}, "the first of them is under both, and one person")

    def test_what_is_refused(self):
        body = {"collection": "profile", "field": "email", "value": "a@example.com"}
        self.refused(self.count(purpose=None, **body), 428, "Purpose")
        self.refused(self.count(purpose="marketing", **body), 403, "Purpose")
        self.refused(self.count(purpose="quality", **body), 403, "Purpose")
        self.refused(self.count(**{**body, "field": "city"}), 400, "/field")
        self.refused(self.count(**{**body, "field": "salary"}), 400, "/field")
        self.refused(self.count(**{**body, "value": "no address"}), 400, "/value")
        self.refused(self.count(**{**body, "collection": "Nothing"}), 404, "/collection")
        self.refused(self.count(label="unheard-of"), 404, "/label")
        self.refused(self.count(label="Ada Example"), 404, "/label")
        self.refused(self.count(label="fan", value="x"), 400, "/value")
        self.refused(self.count(client=principal("retrieve"), **body), 403, "use_value")


class Budgets(Case):
    def budgets(self, per_principal=600, per_subject=20):
        return owner("PUT", base + "/use/budgets", {"per_principal": per_principal, "per_subject": per_subject})

    def wait(self, answer, name):
        self.refused(answer, 429, name)
        self.assertTrue(1 <= int(answer.headers["Retry-After"]) <= 3600, answer.headers)
        self.assertEqual(reader.event(tenant, answer.event).what["code"], "exhausted")

    def test_guessing_at_one_person_ends(self):
        subject, record = self.person()
        guesser, another = principal("use_value"), principal("use_value")
        outcomes = [self.verify(subject, record, "age", guess, client=(guesser, another)[guess % 2]).status for guess in range(20)]
        self.assertEqual(outcomes, [200] * 20)
        for client in (guesser, another, principal("use_value")):
            self.wait(self.verify(subject, record, "age", 41, client=client), "per_subject")
        self.assertEqual(self.verify(subject, record, "city", "Ulm", client=guesser).status, 200, "another field has its own")
        self.assertEqual(self.verify(*self.person(), "age", 41, client=guesser).status, 200, "another person, too")
        cell.restart()
        global owner
        owner = cell.owner
        self.wait(self.verify(subject, record, "age", 41), "per_subject")

    def test_a_comparison_is_one_use_of_each_of_its_fields(self):
        subject, record = self.person()
        compare = lambda field, other: self.use(subject, record=record, field=field, act="compare", **{"with": {"record": record, "field": other}})
        self.assertEqual([compare("city", "email").status for _ in range(19)], [200] * 19)
        self.assertEqual(compare("email", "email").status, 200, "one field is one use")
        self.wait(self.verify(subject, record, "email", "ada@example.com"), "per_subject")
        self.wait(compare("city", "email"), "per_subject")
        self.assertEqual(self.verify(subject, record, "city", "Ulm").status, 200, "what is refused counts for neither")
        self.wait(self.verify(subject, record, "city", "Ulm"), "per_subject")

    def test_one_principal_asks_so_often_in_an_hour(self):
        self.assertEqual(self.budgets(per_principal=3).json, {"per_principal": 3, "per_subject": 20})
        asker, (subject, record) = principal("use_value"), self.person()
        body = {"collection": "profile", "field": "email", "value": "a@example.com"}
        try:
            self.assertEqual([self.count(client=asker, **body).status for _ in range(3)], [200] * 3)
            self.wait(self.count(client=asker, **body), "per_principal")
            self.wait(self.verify(subject, record, "email", "a@example.com", client=asker), "per_principal")
            self.assertEqual(self.count(client=principal("use_value"), **body).status, 200)
        finally:
            self.budgets()
        self.assertEqual(self.count(client=asker, **body).status, 200)

    def test_have_a_ceiling(self):
        for body, at in (({"per_principal": 6001, "per_subject": 20}, "/per_principal"), ({"per_principal": 0, "per_subject": 20}, "/per_principal"),
                         ({"per_principal": 600, "per_subject": 101}, "/per_subject"), ({"per_principal": 600}, "/per_subject"),
                         ({"per_principal": 600, "per_subject": 20, "more": 1}, "/more")):
            self.refused(owner("PUT", base + "/use/budgets", body), 400, at)
        self.refused(principal("use_value")("PUT", base + "/use/budgets", {"per_principal": 1, "per_subject": 1}), 403, "administer")


class Objections(Case):
    def test_stop_every_act_under_the_purpose(self):
        subject, record = self.person(email="no@example.com", secret="s")
        path = f"{cell.path(subject)}/objections/support"
        look = lambda purpose: owner("GET", cell.path(subject, record, "profile"), Purpose=purpose)
        find = lambda: owner("POST", base + "/lookup", {"collection": "profile", "field": "email", "value": "no@example.com"}, Purpose="support").json["matches"]
        self.assertEqual((look("support").status, len(find())), (200, 1))
        answer = owner("PUT", path)
        event = reader.event(tenant, answer.event)
        self.assertEqual((event.type, event.what, event.whom),
                         ("subject.objection_changed", {"purpose": "support", "state": "objected"}, {"subject": subject}))
        self.assertEqual(owner("PUT", path).status, 200)
        self.refused(look("support"), 423, "Purpose")
        self.refused(self.verify(subject, record, "city", "Ulm"), 423, "Purpose")
        self.assertEqual(find(), [])
        self.assertEqual(look("quality").json["fields"], {"secret": "s"}, "another purpose is not touched")
        self.refused(owner("DELETE", path), 400)
        self.refused(owner("DELETE", path, {"reason": ""}), 400, "/reason")
        answer = owner("DELETE", path, {"reason": "she changed her mind"})
        self.assertEqual(reader.event(tenant, answer.event).whom["reason"], "she changed her mind")
        self.assertEqual((look("support").status, len(find())), (200, 1))
        self.refused(owner("DELETE", path, {"reason": "again"}), 409, "{purpose}")

    def test_are_recorded_of_a_restricted_person_too(self):
        subject, _ = self.person()
        owner("PUT", cell.path(subject) + "/restriction", {"ground": "objection-pending", "reason": "asked"})
        self.assertEqual(owner("PUT", f"{cell.path(subject)}/objections/support").status, 200)

    def test_what_is_refused(self):
        subject, _ = self.person()
        self.refused(owner("PUT", f"{cell.path(subject)}/objections/marketing"), 404, "{purpose}")
        self.refused(owner("PUT", f"{cell.path(subject)}/objections/Everything"), 404, "{purpose}")
        self.refused(owner("PUT", f"{cell.path(ABSENT)}/objections/support"), 404)
        self.refused(owner("PUT", f"{cell.path(subject)}/objections/support", {"why": "because"}), 400)
        self.refused(principal("consult")("PUT", f"{cell.path(subject)}/objections/support"), 403, "restrict")


class Erasure(Case):
    def test_leaves_no_objection_and_no_budget(self):
        subject, record = self.person()
        self.verify(subject, record, "age", 41)
        owner("PUT", f"{cell.path(subject)}/objections/support")
        spent = lambda: reader.rows("SELECT COUNT(*) FROM use_spent WHERE hex(who) = ?", subject.replace("-", "").upper())[0][0]
        self.assertEqual((reader.count("objection", subject_id=subject), spent()), (1, 1))
        cell.wait_job(owner("POST", cell.path(subject) + "/erasure", {"ground": "objection"}).json["job"])
        self.assertEqual((reader.count("objection", subject_id=subject), spent()), (0, 0))


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
