"""The cell that bench/gdpr.py measures: its rules, and the load of its records by import."""
import os

import gdpr_mix
import house
from gdpr_persons import fields
from house import cell as e2e

CHUNK_LINES = 500
KEY = {"kty": "OKP", "crv": "X25519", "x": "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo"}
RECIPIENT = {"title": "Example Mailer", "country": "DE", "basis": "authority", "transfer": "eea", "key": KEY}


class Sizes:
    def __init__(self, quick):
        less = 10 if quick else 1
        self.records = int(os.environ.get("TROTH_BENCH_GDPR_RECORDS", gdpr_mix.RECORDS // less))
        self.operations = int(os.environ.get("TROTH_BENCH_GDPR_OPERATIONS", gdpr_mix.OPERATIONS // less))
        self.persons, self.clients = max(self.records // 10, gdpr_mix.CLIENTS), gdpr_mix.CLIENTS
        if self.operations > self.persons:
            raise RuntimeError("gdpr: nearly half as many persons are erased as there are operations; load ten records for each of these")


class Cell(e2e.Cell):
    """A purpose of GDPRbench is a purpose here, with a collection and a retention class of its own."""

    expect = staticmethod(house.House.expect)

    def define(self):
        put = lambda path, sent: self.expect(self.owner("PUT", self.base + path, sent))  # noqa: E731
        for purpose in range(gdpr_mix.PURPOSES):
            put(f"/purposes/p{purpose}", {"title": f"purpose {purpose}", "reason": "never"})
            put(f"/retention/r{purpose}", {"days": 365 + purpose, "ground": "as long as the purpose lasts"})
            field = {"type": "text", "sensitivity": "personal", "purposes": [f"p{purpose}"], "retention": f"r{purpose}"}
            put(f"/collections/c{purpose}", {"fields": [{"name": f"f{i}", **field} for i in range(9)] +
                                             [{"name": "segment", "index": "exact", **field}]})
        put("/labels/shared", {"title": "Shared with a partner", "class": "personal"})
        put("/recipients/mailer", {**RECIPIENT, "purposes": [f"p{purpose}" for purpose in range(gdpr_mix.PURPOSES)]})

    def principal(self, *permissions):
        made = self.owner("POST", self.base + "/principals", {"name": "bench", "permissions": list(permissions)})
        return self.expect(made).json["token"]

    def load(self, sizes, say):
        """{number of a person: id}. Ten records each, of ten purposes, by import."""
        wanted = [[] for _ in range(gdpr_mix.PURPOSES)]
        for at in range(sizes.records):
            number = at % sizes.persons
            wanted[(number + 7 * (at // sizes.persons)) % gdpr_mix.PURPOSES].append(number)
        ids = {}
        for collection, numbers in enumerate(wanted):
            if collection % 5 == 0:
                say(f"gdpr: load, purpose {collection + 1} of {len(wanted)}")
            opened = self.expect(self.owner("POST", self.base + "/imports", {"collection": f"c{collection}"})).json["import"]
            path = f"{self.base}/imports/{opened}"
            for chunk, first in enumerate(range(0, len(numbers), CHUNK_LINES)):
                lines = [house.compact({**({"subject": ids[n]} if n in ids else {"new": str(n)}),
                                        "record": fields(n, collection, sizes.clients)})
                         for n in numbers[first:first + CHUNK_LINES]]
                answer = self.expect(self.owner("PUT", f"{path}/chunks/{chunk}", "\n".join(lines))).json
                if answer["rejected"]:
                    raise RuntimeError(f"the load was not taken whole: {answer['rejected']}")
                ids.update((int(label), made) for label, made in answer["made"].items())
            self.expect(self.owner("POST", path + "/close"))
        return ids

    def bytes_on_disk(self):
        files = [os.path.join(at, name) for at, _, names in os.walk(self.data) for name in names if not name.startswith("reserve")]
        return sum(os.stat(path).st_blocks * 512 for path in files)
