"""Who may ask what: every route of the API, asked by every kind of credential, at the own tenant and at another's, about a subject in
each of its states. authorisation.tsv says what the answer must be; a route that is not in it fails.

usage: authorisation_test.py [--print]   the latter shows the table as the server has it now, to be read before it is kept
"""
import glob
import http.client
import itertools
import os
import re
import sqlite3
import sys
import time
import unittest
import uuid

import suite
from cell import Cell, Client

TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "authorisation.tsv")
STATES = ("active", "restricted", "erasing", "erased", "absent")
COLUMNS = ("permission", *STATES)
PLACES = ("own", "foreign")
FAKETIME = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
METHODS = ("get", "put", "post", "patch", "delete")
CELL_ONLY = ("administer_cell", "administer_keys", "run_probes", "publish_tom")
NOBODY = "00000000-0000-4000-8000-000000000000"
SAME_FOR_ALL = ("Audit-Event", "Date")  # the only headers in which two refusals may differ


def table():
    """{route: {column: what is expected}}"""
    with open(TABLE) as file:
        rows = [line.rstrip("\n").split("\t") for line in file if line.strip() and not line.startswith("#")]
    return {route: dict(zip(COLUMNS, rest)) for route, *rest in rows}


class Stranger(Client):
    """Comes from another network every hundred requests: from one, 120 may fail in a minute, and each is to be answered here."""

    networks = itertools.count(1)

    def __call__(self, *request, **headers):
        if getattr(self, "left", 0) == 0:
            self.close()
            self.connection, self.left, self.network = None, 100, next(self.networks)
        self.left -= 1
        return super().__call__(*request, **headers)

    def connect(self):
        return http.client.HTTPSConnection("localhost", self.port, context=self.context, timeout=30,
                                           source_address=(f"127.0.{self.network}.1", 0))


class Place:
    """A tenant with a subject in each state: (subject, record)."""

    def __init__(self, cell, tenant, token):
        self.cell, self.tenant, self.base, self.owner = cell, tenant, "/v1/tenants/" + tenant, cell.client(token)
        self.subjects = {state: self.person(state + "@example.com") for state in STATES[:-1]}
        self.subjects["absent"] = (str(uuid.uuid4()), str(uuid.uuid4()))
        restriction = {"ground": "accuracy-contested", "reason": "a doubt"}
        assert self.owner("PUT", self.path("restricted") + "/restriction", restriction).status == 200
        erased = self.owner("POST", self.path("erased") + "/erasure", {"ground": "consent-withdrawn"})
        cell.wait_job(erased.json["job"] if "job" in erased.json else erased.headers["Location"].rsplit("/", 1)[1], self.owner, self.base)

    def person(self, email):
        subject = self.owner("POST", self.base + "/subjects").json["subject"]
        made = self.owner("POST", f"{self.base}/subjects/{subject}/records/contact", {"display_name": "Ada Example", "email": email})
        assert made.status == 201, made.body
        return subject, made.json["record"]

    def path(self, state):
        return f"{self.base}/subjects/{self.subjects[state][0]}"


def begin_erasing(cell, places):
    """What an erasure writes first; with no job behind it, so that it stays like this for as long as the tests look."""
    database = sqlite3.connect(cell.data + "/data.db")
    for place in places:
        at = uuid.UUID(place.tenant).bytes, uuid.UUID(place.subjects["erasing"][0]).bytes
        begun = database.execute("UPDATE subject SET state = 'erasing', revision = revision + 1 WHERE tenant_id = ? AND subject_id = ?", at)
        assert begun.rowcount == 1
    database.commit()
    database.close()


class Setting:
    """One cell: two tenants alike, and a client for each kind of credential of the first, of the cell, and of nobody."""

    def __init__(self):
        self.cell = cell = Cell(serve=("--seal-seconds", "1"))
        self.api = {f"{method.upper()} {path}": about["x-permission"]
                    for path, methods in cell.client()("GET", "/v1/openapi.json").json["paths"].items()
                    for method, about in methods.items() if method in METHODS}
        self.admin = cell.client(cell.admin_token)
        other = self.admin("POST", "/v1/cell/tenants", {"name": "neighbour"}).json
        cell.define(cell.client(other["token"]), "/v1/tenants/" + other["tenant"])
        self.places = {"own": Place(cell, cell.tenant, cell.owner_token), "foreign": Place(cell, other["tenant"], other["token"])}
        self.tenants = {name: place.tenant for name, place in self.places.items()}
        self.subjects = {name: place.subjects for name, place in self.places.items()}
        credentials = {**self.people(), **self.offices(), **self.strangers()}
        cell.stop()
        begin_erasing(cell, self.places.values())
        cell.start()
        self.roles = {role: (held, self.client(held, token)) for role, (held, token) in credentials.items()}
        self.wait_for_seal()

    def client(self, held, token):
        return (Client if held else Stranger)(self.cell.port, self.cell.data + "/tls/cert.pem", token)

    def wait_for_seal(self):
        """What reads a log answers 404 until the first seal: the table is of a cell that has one."""
        until = time.monotonic() + 30
        while self.roles["only read_log"][1]("GET", self.cell.base + "/log/checkpoint").status != 200:
            assert time.monotonic() < until, "no seal"
            time.sleep(0.2)

    def principal(self, *permissions, days=90):
        made = self.cell.owner("POST", self.cell.base + "/principals", {"name": "role", "permissions": permissions, "days": days})
        assert made.status == 201, (permissions, made.body)
        return made.json

    def people(self):
        """The owner, and for each permission that a tenant can hand on one who holds it alone."""
        mine = sorted({permission for permission in self.api.values() if permission not in CELL_ONLY})
        singles = {f"only {permission}": ({permission}, self.principal(permission)["token"]) for permission in mine}
        reader = {"reader": ({"retrieve", "consult"}, self.principal("retrieve", "consult")["token"])}
        notice = {"version": "1", "sha256": "ab" * 32, "title": "The notice"}
        form = {"collection": "contact", "purpose": "support", "fields": ["email"], "origins": ["https://www.example.com"],
                "notice": "made", "per_minute": 10, "per_day": 10}
        for path, body in (("/notices/made", notice), ("/forms/made", form)):
            assert self.cell.owner("PUT", self.cell.base + path, body).status in (200, 201), path
        page = self.cell.owner("POST", self.cell.base + "/forms/made/tokens").json["token"]
        return {"owner": (set(mine) - {"read_log", "read_special", "export_data", "rotate_keys"}, self.cell.owner_token),
                **singles, **reader, "form": ({"a form"}, page)}

    def offices(self):
        """Principals of the cell. Its administrator defines rules in every tenant (THREAT_MODEL); else none reaches into one."""
        made = {permission: self.admin("POST", "/v1/cell/principals", {"name": "office", "permissions": [permission]}).json
                for permission in ("run_probes", "publish_tom", "read_log")}
        offices = {f"cell {permission}": ({"cell", permission}, one["token"]) for permission, one in made.items()}
        return {"cell admin": ({"cell", "administer_cell", "administer_keys", "administer"}, self.cell.admin_token), **offices}

    def strangers(self):
        revoked = self.principal("consult")
        assert self.cell.owner("DELETE", f"{self.cell.base}/tokens/{revoked['token_id']}").status in (200, 204)
        out = {"nobody": None, "junk": "x" * 43, "revoked": revoked["token"]}
        if FAKETIME and "TROTH_UNDER_TEST" not in os.environ:  # a sanitized server wants to be the first that is loaded
            out["expired"] = self.made_two_days_ago()
        return {name: (set(), token) for name, token in out.items()}

    def made_two_days_ago(self):
        plain, clock = dict(self.cell.environment), self.cell.root + "/clock"
        with open(clock, "w") as file:
            file.write("-2d\n")
        self.cell.environment.update(LD_PRELOAD=FAKETIME[0], FAKETIME_TIMESTAMP_FILE=clock, FAKETIME_DONT_FAKE_MONOTONIC="1")
        self.cell.restart()
        token = self.principal("consult", days=1)["token"]
        self.cell.environment = plain
        return token

    def ask(self, client, route, tenant=None, about=None):
        """With a body that no route takes as it is: who may ask is told what is wrong with it, others are not."""
        method, path = route.split(" ")
        subject, record = about or self.subjects["own"]["active"]
        known = {"tenant": tenant or self.tenants["own"], "subject": subject, "record": record, "collection": "contact", "number": "0",
                 "version": "7", "tile": "0/999"}
        path = re.sub(r"\{(\w+)\}", lambda match: known.get(match[1], NOBODY), path)
        return client(method, path, {} if method != "GET" else None, Purpose="support", If_Match='"1"')


def setUpModule():
    global setting, expected
    setting, expected = Setting(), table() if os.path.exists(TABLE) else {}


def tearDownModule():
    for _, client in setting.roles.values():
        client.close()
    setting.cell.close()


def in_tenant(route):
    return "{tenant}" in route


def states_of(route):
    return STATES if "{subject}" in route else STATES[:1]


def asker(permission, route):
    """Somebody who may ask it."""
    for role, (held, client) in setting.roles.items():
        if permission in held and ("cell" in held) != in_tenant(route):
            return client
    return None


def first_administrator(route):
    """The one route for the first-admin token, which is used up by now: no token is one."""
    return route == "POST /v1/cell/administrators"


def without_ids(answer):
    headers = sorted((name, value) for name, value in answer.headers.items() if name not in SAME_FOR_ALL)
    return answer.status, headers, answer.body


def due(route, role, place, state):
    """What the table and the five rules around it say that this one is answered."""
    held, permission = setting.roles[role][0], expected[route]["permission"]
    if not held or first_administrator(route):
        return 401
    if "cell" not in held and in_tenant(route) and place == "foreign":
        return 404
    if permission == "read_log" and in_tenant(route) == ("cell" in held):
        return 404 if "cell" in held or permission in held else 403  # who reads a log reads its own, and is told of no other
    if role == "form" and route.endswith("/collect"):  # whatever the body: a page's token is anybody's
        return 404 if "/forms/" in route else 403
    return int(expected[route][state]) if permission in held else 403


class Table(unittest.TestCase):
    def test_names_every_route_with_its_permission_and_no_other(self):
        self.assertEqual({route: row["permission"] for route, row in expected.items()}, setting.api)

    def test_says_what_a_subject_in_each_state_is_answered_about(self):
        for route, row in expected.items():
            told = [row[state] for state in STATES]
            about = 0 if first_administrator(route) else len(states_of(route))
            self.assertEqual([word != "-" for word in told], [i < about for i in range(len(STATES))], route)


class Matrix(unittest.TestCase):
    """Route x role x place x state, each asked."""

    def ask_all(self, place):
        for route in expected:
            for role, (_, client) in setting.roles.items():
                for state in states_of(route):
                    with self.subTest(route=route, role=role, place=place, state=state):
                        answer = setting.ask(client, route, setting.tenants[place], setting.subjects[place][state])
                        self.assertEqual(answer.status, due(route, role, place, state), answer.body)

    def test_at_the_own_tenant(self):
        self.ask_all("own")

    def test_at_another_tenant(self):
        self.ask_all("foreign")


class Foreign(unittest.TestCase):
    """What is another's cannot be told from what is not there, whatever its state: byte for byte."""

    def askers(self, route):
        return setting.roles["owner"][1], setting.roles["only " + expected[route]["permission"]][1]

    def test_another_tenant_is_as_one_that_is_not_there(self):
        for route in filter(in_tenant, expected):
            for client in self.askers(route):
                absent = without_ids(setting.ask(client, route, str(uuid.uuid4())))
                for state in states_of(route):
                    with self.subTest(route=route, state=state):
                        foreign = setting.ask(client, route, setting.tenants["foreign"], setting.subjects["foreign"][state])
                        self.assertEqual(without_ids(foreign), absent)

    def test_its_people_are_at_the_own_tenant_as_ones_that_are_not_there(self):
        for route in filter(lambda route: "{subject}" in route, expected):
            for client in self.askers(route):
                absent = without_ids(setting.ask(client, route, about=setting.subjects["own"]["absent"]))
                for state in STATES:
                    with self.subTest(route=route, state=state):
                        self.assertEqual(without_ids(setting.ask(client, route, about=setting.subjects["foreign"][state])), absent)

    def test_the_refusal_is_the_one_for_what_is_not_there(self):
        for route in filter(lambda route: "{subject}" in route, expected):
            client = self.askers(route)[1]
            with self.subTest(route=route):
                foreign = setting.ask(client, route, setting.tenants["foreign"], setting.subjects["foreign"]["active"])
                self.assertEqual(without_ids(foreign), without_ids(setting.ask(client, route, about=setting.subjects["own"]["absent"])))


def print_table():
    setUpModule()
    print("# Every route: the permission that it needs, and the answer to one who holds it and sends `{}` with a purpose and a version,")
    print(f"# about a subject that is {', '.join(STATES)} (- where the route names none). Everybody else: 401, 403 or 404.")
    for route, permission in sorted(setting.api.items(), key=lambda row: row[0].split(" ")[::-1]):
        client = None if first_administrator(route) else asker(permission, route)
        ask = lambda state: str(setting.ask(client, route, about=setting.subjects["own"][state]).status)
        told = [ask(state) if client else "-" for state in states_of(route)]
        print("\t".join([route, permission, *told, *["-"] * (len(STATES) - len(told))]))
    tearDownModule()


if __name__ == "__main__":
    sys.exit(print_table() if "--print" in sys.argv else suite.run(__name__))
