"""Who may ask what: every route of the API, asked by every kind of credential, at the own tenant, another's and none, about a
subject in each of its states. authorisation.tsv says what the answer must be; a route that is not in it fails.

usage: authorisation_test.py [--print]   the latter shows the table as the server has it now, to be read before it is kept
"""
import glob
import os
import re
import sys
import time
import unittest
import uuid

import suite
from cell import Cell

TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "authorisation.tsv")
COLUMNS = ("permission", "active", "restricted", "erased", "absent")
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


class Setting:
    """One cell: a tenant with a subject in each state, a neighbour, and a client for each kind of credential."""

    def __init__(self):
        self.cell = cell = Cell(serve=("--seal-seconds", "1"))
        self.api = {f"{method.upper()} {path}": about["x-permission"]
                    for path, methods in cell.client()("GET", "/v1/openapi.json").json["paths"].items()
                    for method, about in methods.items() if method in METHODS}
        self.admin = cell.client(cell.admin_token)
        self.tenant = cell.tenant
        self.other = self.admin("POST", "/v1/cell/tenants", {"name": "neighbour"}).json["tenant"]
        self.subjects = {state: cell.record(f"{state}@example.com") for state in ("active", "restricted", "erased")}
        self.subjects["absent"] = (str(uuid.uuid4()), str(uuid.uuid4()))
        restriction = {"ground": "accuracy-contested", "reason": "a doubt"}
        assert cell.owner("PUT", cell.path(self.subjects["restricted"][0]) + "/restriction", restriction).status == 200
        erased = cell.owner("POST", cell.path(self.subjects["erased"][0]) + "/erasure", {"ground": "consent-withdrawn"})
        cell.wait_job(erased.json["job"] if "job" in erased.json else erased.headers["Location"].rsplit("/", 1)[1])
        self.roles = {**self.people(), **self.offices(), **self.strangers()}
        self.wait_for_seal()

    def wait_for_seal(self):
        """What reads a log answers 404 until the first seal: the table is of a cell that has one."""
        reader = self.cell.client(self.principal("read_log")["token"])
        until = time.monotonic() + 30
        while reader("GET", self.cell.base + "/log/checkpoint").status != 200:
            assert time.monotonic() < until, "no seal"
            time.sleep(0.2)

    def principal(self, *permissions, days=90):
        made = self.cell.owner("POST", self.cell.base + "/principals", {"name": "role", "permissions": permissions, "days": days})
        assert made.status == 201, (permissions, made.body)
        return made.json

    def people(self):
        """The owner, and for each permission that a tenant can hand on one who holds it alone."""
        mine = sorted({permission for permission in self.api.values() if permission not in CELL_ONLY})
        singles = {f"only {permission}": ({permission}, self.cell.client(self.principal(permission)["token"])) for permission in mine}
        reader = {"reader": ({"retrieve", "consult"}, self.cell.client(self.principal("retrieve", "consult")["token"]))}
        notice = {"version": "1", "sha256": "ab" * 32, "title": "The notice"}
        form = {"collection": "contact", "purpose": "support", "fields": ["email"], "origins": ["https://www.example.com"],
                "notice": "made", "per_minute": 10, "per_day": 10}
        for path, body in (("/notices/made", notice), ("/forms/made", form)):
            assert self.cell.owner("PUT", self.cell.base + path, body).status in (200, 201), path
        page = self.cell.owner("POST", self.cell.base + "/forms/made/tokens").json["token"]
        return {"owner": (set(mine) - {"read_log", "read_special", "export_data", "rotate_keys"}, self.cell.owner),
                **singles, **reader, "form": ({"a form"}, self.cell.client(page))}

    def offices(self):
        """Principals of the cell. Its administrator defines rules in every tenant (THREAT_MODEL); else none reaches into one."""
        made = {permission: self.admin("POST", "/v1/cell/principals", {"name": "office", "permissions": [permission]}).json
                for permission in ("run_probes", "publish_tom", "read_log")}
        offices = {f"cell {permission}": ({"cell", permission}, self.cell.client(one["token"])) for permission, one in made.items()}
        return {"cell admin": ({"cell", "administer_cell", "administer_keys", "administer"}, self.admin), **offices}

    def strangers(self):
        revoked = self.principal("consult")
        assert self.cell.owner("DELETE", f"{self.cell.base}/tokens/{revoked['token_id']}").status in (200, 204)
        out = {"nobody": None, "junk": "x" * 43, "revoked": revoked["token"]}
        if FAKETIME and "TROTH_UNDER_TEST" not in os.environ:  # a sanitized server wants to be the first that is loaded
            out["expired"] = self.made_two_days_ago()
        return {name: (set(), self.cell.client(token)) for name, token in out.items()}

    def made_two_days_ago(self):
        plain, clock = dict(self.cell.environment), self.cell.root + "/clock"
        with open(clock, "w") as file:
            file.write("-2d\n")
        self.cell.environment.update(LD_PRELOAD=FAKETIME[0], FAKETIME_TIMESTAMP_FILE=clock, FAKETIME_DONT_FAKE_MONOTONIC="1")
        self.cell.restart()
        token = self.principal("consult", days=1)["token"]
        self.cell.environment = plain
        self.cell.restart()
        return token

    def ask(self, client, route, tenant=None, state="active"):
        """With a body that no route takes as it is: who may ask is told what is wrong with it, others are not."""
        method, path = route.split(" ")
        subject, record = self.subjects[state]
        known = {"tenant": tenant or self.tenant, "subject": subject, "record": record, "collection": "contact", "number": "0",
                 "version": "7", "tile": "0/999"}
        path = re.sub(r"\{(\w+)\}", lambda match: known.get(match[1], NOBODY), path)
        return client(method, path, {} if method != "GET" else None, Purpose="support", If_Match='"1"')


def setUpModule():
    global setting, expected
    setting, expected = Setting(), table() if os.path.exists(TABLE) else {}
    for _, client in setting.roles.values():  # made before the last start
        client.close()
        client.connection, client.port = None, setting.cell.port


def tearDownModule():
    setting.cell.close()


def in_tenant(route):
    return "{tenant}" in route


def asker(permission, route):
    """Somebody who may ask it."""
    for role, (held, client) in setting.roles.items():
        if permission in held and ("cell" in held) != in_tenant(route):
            return client
    return setting.roles["form"][1] if "/collect" in route and permission == "collect" else None


def first_administrator(route):
    """The one route for the first-admin token, which is used up by now."""
    return route == "POST /v1/cell/administrators"


def without_ids(answer):
    headers = sorted((name, value) for name, value in answer.headers.items() if name not in SAME_FOR_ALL)
    return answer.status, headers, answer.body


class Table(unittest.TestCase):
    def test_names_every_route_with_its_permission_and_no_other(self):
        self.assertEqual({route: row["permission"] for route, row in expected.items()}, setting.api)

    def test_holds_for_whoever_may_ask_in_each_state_of_the_subject(self):
        for route, row in expected.items():
            if first_administrator(route):
                continue
            for state in COLUMNS[1:] if "{subject}" in route else COLUMNS[1:2]:
                with self.subTest(route=route, state=state):
                    answer = setting.ask(asker(row["permission"], route), route, state=state)
                    self.assertEqual(str(answer.status), row[state], answer.body)


class Everybody(unittest.TestCase):
    def expected(self, route, held):
        """Of one whose credential is live: none where the table has the answer."""
        permission = expected[route]["permission"]
        if permission in held and permission != "read_log":
            return None
        if in_tenant(route) != ("cell" in held):
            return None if permission in held else 403
        # Who reads a log reads its own: of another's it is not even told that it is there.
        return 404 if permission == "read_log" and ("cell" in held or permission in held) else 403

    def test_else_is_refused(self):
        for route in expected:
            if first_administrator(route):
                continue
            for role, (held, client) in setting.roles.items():
                wanted = self.expected(route, held) if held else 401
                if wanted is None or role == "form" and route.endswith("/collect"):
                    continue
                with self.subTest(route=route, role=role):
                    answer = setting.ask(client, route)
                    self.assertIn(answer.status, (wanted, 429) if wanted == 401 else (wanted,), answer.body)

    def test_at_another_tenant_finds_nothing_there(self):
        for route in filter(in_tenant, expected):
            for role, (held, client) in setting.roles.items():
                if not held or "cell" in held:
                    continue
                with self.subTest(route=route, role=role):
                    self.assertEqual(setting.ask(client, route, setting.other).status, 404)

    def test_cannot_tell_what_is_anothers_from_what_is_not_there(self):
        absent = str(uuid.uuid4())
        for route in filter(in_tenant, expected):
            with self.subTest(route=route):
                client = setting.roles["owner"][1]
                foreign = setting.ask(client, route, setting.other)
                self.assertEqual(without_ids(foreign), without_ids(setting.ask(client, route, absent)))
                held = setting.roles["only " + expected[route]["permission"]][1]
                if "{subject}" in route and expected[route]["absent"] == "404":
                    self.assertEqual(without_ids(foreign), without_ids(setting.ask(held, route, state="absent")))


def print_table():
    setUpModule()
    print("# Every route: the permission that it needs, and the answer to one who holds it and sends `{}` with a purpose and a version,")
    print("# about a subject that is active, restricted, erased, absent (- where the route names none). Everybody else: 401, 403 or 404.")
    for route, permission in sorted(setting.api.items(), key=lambda row: row[0].split(" ")[::-1]):
        states = COLUMNS[1:] if "{subject}" in route else COLUMNS[1:2]
        client = None if first_administrator(route) else asker(permission, route)
        told = [str(setting.ask(client, route, state=state).status) if client else "-" for state in states]
        print("\t".join([route, permission, *told, *["-"] * (4 - len(told))]))
    tearDownModule()


if __name__ == "__main__":
    sys.exit(print_table() if "--print" in sys.argv else suite.run(__name__))
