#!/usr/bin/env python3
"""The API's own description, held against other people's tools and against the cell: it is OpenAPI 3.1, its events are those of the
closed list, and what schemathesis makes of it is answered as described, never with a 5xx.

usage: openapi_test.py; TROTH_EXAMPLES: requests of each kind for each operation (default 40, which takes about two minutes)
"""
import copy
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../e2e")]

import suite  # noqa: E402
import tools  # noqa: E402
from events_test import ROUTES  # noqa: E402
from furnished import Furnished  # noqa: E402

EXAMPLES = int(os.environ.get("TROTH_EXAMPLES", "40"))


def setUpModule():
    global cell, document
    tools.install()
    cell = Furnished()
    answer = cell.client()("GET", "/v1/openapi.json")
    assert answer.status == 200 and answer.headers["Content-Type"] == "application/json", answer.body
    document = answer.json


def tearDownModule():
    cell.close()


def operations(of):
    """(route as the events' table names it, operation object)"""
    for path, methods in of["paths"].items():
        for method, said in methods.items():
            yield f"{method.upper()} {path.replace('{tile}', '{tile...}')}", said


class Document(unittest.TestCase):
    def test_is_openapi_3_1(self):
        code, said = tools.validated(document, cell.root)
        self.assertEqual(code, 0, said)

    def test_that_is_none_is_seen(self):
        """Control: the validator can say no."""
        changes = (lambda d: d["paths"]["/v1/cell/keys"]["get"]["responses"]["200"].pop("description"), lambda d: d.pop("info"),
                   lambda d: d["paths"]["/v1/tenants/{tenant}"]["get"]["parameters"].clear(),
                   lambda d: d["paths"]["/v1/cell/keys"]["get"]["parameters"].append({"$ref": "#/components/parameters/none"}))
        for change in changes:
            doctored = copy.deepcopy(document)
            change(doctored)
            self.assertNotEqual(tools.validated(doctored, cell.root)[0], 0)

    def test_names_the_event_that_each_route_writes(self):
        promised = {route: event for route, event in ROUTES.items() if "?" not in route}
        # What only a later moment lets through: the table has what comes on the first day.
        later = {route for route, event in promised.items() if event == "request.refused"}
        told = {route: said["x-event"] for route, said in operations(document)}
        self.assertEqual(promised.keys(), told.keys())
        self.assertEqual({r: e for r, e in told.items() if r not in later}, {r: e for r, e in promised.items() if r not in later})

    def test_is_for_anybody_and_names_no_tenant(self):
        text = cell.client()("GET", "/v1/openapi.json").body.decode()
        for secret in (cell.tenant, cell.owner_token, "acme-chat"):
            self.assertNotIn(secret, text)


class Answers(unittest.TestCase):
    def test_are_what_the_document_says(self):
        found = tools.attacked(cell.given(closed(document), EXAMPLES), cell.root)
        self.assertEqual([], found["failures"], "\n\n".join(f"{id_}: {what}" for id_, what in found["failures"]))
        asked = {said["operationId"] for _, said in operations(document)}
        self.assertEqual(asked - found["answered"].keys(), set(), "an operation was never asked")
        well = {id_ for id_, counts in found["answered"].items() if any(status < "300" for status in counts)}
        print(f"{found['requests']} requests; {len(well)} of {len(asked)} operations were done; not: {sorted(asked - well)}")
        self.assertGreater(len(well), len(asked) * 0.7, "most requests must get through, or the answers were not looked at")

    def test_that_are_otherwise_are_found(self):
        """Control: a document that says something else of one route."""
        for change in (lambda answers: answers.pop("200"),
                       lambda answers: answers["200"]["content"]["application/json"]["schema"]["required"].append("missing"),
                       lambda answers: answers["200"].update(content={"text/plain": {"schema": {"type": "string"}}})):
            doctored = copy.deepcopy(document)
            change(doctored["paths"]["/v1/tenants/{tenant}"]["get"]["responses"])
            found = tools.attacked(cell.given(doctored, 10, ["describeTenant"]), cell.root)
            self.assertNotEqual(found["failures"], [])


def closed(of):
    """The same, but for answers with members that it does not name: what is told today is all described."""
    if isinstance(of, list):
        return [closed(one) for one in of]
    if not isinstance(of, dict):
        return of
    out = {name: closed(one) for name, one in of.items()}
    if out.get("type") == "object" and isinstance(out.get("properties"), dict):
        out.setdefault("additionalProperties", False)
    return out


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
