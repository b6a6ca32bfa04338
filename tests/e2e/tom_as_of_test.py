#!/usr/bin/env python3
"""The document as it was at a past moment: the same bytes for ever, and their hash in the public log."""
import datetime
import hashlib
import json
import sys
import time
import unittest

import suite
from cell import Cell

VERSIONS = "/v1/cell/tom/versions"


def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class AsOf(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cell = Cell(serve=("--seal-seconds", "1"))
        cls.addClassCleanup(cls.cell.close)
        admin = cls.cell.client(cls.cell.admin_token)
        cls.people = []
        for name in ("author", "approver"):
            made = admin("POST", "/v1/cell/principals", {"name": name, "permissions": ["publish_tom"]})
            cls.people.append(cls.cell.client(made.json["token"]))

    def publish(self, number, **promises):
        author, approver = self.people
        draft = {"profiles": ["trueengage"], "promises": promises, "accepted": [], "effective_from": now()}
        draft["accepted"] = author("POST", VERSIONS, draft).json["at"].removeprefix("/accepted: ").split(",")
        draft["effective_from"] = now()
        self.assertEqual(author("POST", VERSIONS, draft).json["version"], number)
        self.assertEqual(approver("POST", f"{VERSIONS}/{number}/approve").json["state"], "effective")
        return author("GET", f"{VERSIONS}/{number}").json["text"].encode()

    def rendered(self, *more):
        done = self.cell.run("tom", "render", "--data", self.cell.data, "--format", "json", *more)
        return json.loads(done.stdout)

    def entries(self):
        """The entries of the evidence log, as anybody fetches them."""
        client, size = self.cell.client(), 0
        for _ in range(50):
            answer = client("GET", "/log/evidence/checkpoint")
            size = int(answer.body.split(b"\n")[1]) if answer.status == 200 else 0
            if size >= 2:
                break
            time.sleep(0.2)
        bundle, out = client("GET", f"/log/evidence/tile/entries/000.p/{size}").body, []
        while bundle:
            length = int.from_bytes(bundle[:2], "big")
            out.append(bundle[2:2 + length])
            bundle = bundle[2 + length:]
        return out

    def test_a_past_moment_has_the_bytes_of_its_version(self):
        first = self.publish(1)
        between = now()
        time.sleep(1.1)
        second = self.publish(2, **{"tom.notice_days": 60})
        self.assertNotEqual(first, second)
        for moment, number, text in ((between, 1, first), (now(), 2, second)):
            shown = self.rendered("--as-of", moment)
            self.assertEqual((shown["version"], shown["hash"]), (number, hashlib.sha256(text).hexdigest()))
        self.cell.restart()
        again = self.rendered("--as-of", between)
        self.assertEqual((again["version"], again["hash"]), (1, hashlib.sha256(first).hexdigest()))
        notice = next(c for s in again["sections"] for c in s["clauses"] if c["id"] == "TE-0.3") if "sections" in again else next(
            c for c in again["clauses"] if c["id"] == "TE-0.3")
        self.assertIn("30 days", notice["sentence"])
        entries = self.entries()
        for text in (first, second):
            self.assertEqual(sum(b"hash " + hashlib.sha256(text).hexdigest().encode() + b"\n" in entry for entry in entries), 1)


if __name__ == "__main__":
    sys.exit(suite.run(__name__))
