"""Makes trust bundles from docs/formats/bundle.md alone, for tests; keys of the test. Shares no code with the product."""
import struct

import tlog_builder as b

ORIGIN = "audit.example.com/eu-1/evidence/2466536637fd64ac078e461936b5571f/1"
CELL = "audit.example.com/eu-1/cell/62002da9952b13b0e7e23b5fefa7b6cb/1"
CLASSES = {"TE-1.2": "proven", "TE-0.3": "proven", "TE-2.1": "declared", "LB-T3": "measured", "TE-7.4": "proven", "TE-3.1": "proven",
           "TE-9.1": "not covered"}
NOW = "2026-11-22T10:00:00Z"


def digest(text):
    return b.sha256(text.encode()).hex()


def canonical(clause):
    return f"troth-clause/v1\nid {clause}\nclass {CLASSES[clause]}\nen Each change is logged.\nde Jede Änderung wird protokolliert.\n"


def document(clauses=CLASSES, version=3):
    """The canonical text of a TOM's version (docs/formats/tom.md)."""
    out = f"troth-tom/v1\nversion {version}\neffective 2026-11-01T00:00:00.000000Z\nprofile trueengage\naccepted TE-9.1\n"
    for one in clauses:
        out += f"clause {one} {len(canonical(one).encode())} {CLASSES[one]}\n{canonical(one)}"
    return out + "parameter log.seal_seconds 10 s lower TE-1.2\n"


DOCUMENT = document()


def record(clause, **other):
    """The text of one evidence record; what is given takes the place of what stands here."""
    values = {"clause": clause, "clause-hash": digest(canonical(clause)) if clause in CLASSES else digest(clause), "tom": digest(DOCUMENT), "build": digest("build"),
              "manifest": digest("manifest"), "config": digest("config"), "cell": ORIGIN, "place": "live", "by": "operator",
              "started": "2026-11-22T09:30:00.000000Z", "ended": "2026-11-22T09:30:01.250000Z",
              "expires": "2026-11-22T21:30:01.250000Z", "verdict": "pass", "samples": "12", "mutants": "ack-before-commit",
              "seed": digest("seed"), "observations": digest("observations " + clause)}
    values.update({name.replace("_", "-"): value for name, value in other.items()})
    return "troth-evidence/v1\n" + "".join(f"{name} {value}\n" for name, value in values.items())


def tom_entry(text=None, version=3):
    text = DOCUMENT if text is None else text
    return f"troth-tom/v1\nversion {version}\nhash {digest(text)}\neffective 2026-11-01T00:00:00.000000Z\n"


RECORDS = [record("TE-1.2"), record("TE-0.3", verdict="fail", mutants="none"), record("LB-T3", place="twin", by="auditor"),
           record("TE-7.4", ended="2026-11-20T09:30:01.000000Z", started="2026-11-20T09:30:00.000000Z",
                  expires="2026-11-21T09:30:01.000000Z"), record("TE-3.1", verdict="error", samples="0")]


class Cell:
    """A cell whose evidence log holds a TOM's entry, older verdicts and these records; sealed in slot 1 of 4."""

    def __init__(self, records=RECORDS, text=DOCUMENT, published=True, origin=ORIGIN, seeds=(21, 22, 23),
                 seal_seed=b"seed of the seal"):
        self.key, self.witness = b.Key(CELL, seeds[0]), b.Key("witness.example.org/w1", seeds[1], True)
        self.evidence_key = b.Key(origin, seeds[2])
        self.document, self.published, self.records = text, published, list(records)
        older = [record(f"TE-9.{i}").encode() for i in range(6)]
        self.entries = [older[0], tom_entry(text).encode(), *older[1:], *(text.encode() for text in self.records)]
        self.first = len(self.entries) - len(self.records)
        self.log = b.Log(self.evidence_key, self.entries)
        self.seal(self.log, seal_seed)

    def seal(self, log, seed):
        heads = [(CELL.replace("/cell/", "/t/"), 9, b.sha256(b"t")), (log.key.name, len(log.entries), log.tree.root()), None]
        self.slots = b.Slots(seed, heads)
        seals = [b"slots/v1" + struct.pack(">Q", 4) + b.sha256(bytes([i])) for i in range(7)]
        self.index, seals[5] = 5, self.slots.entry
        self.cell_log = b.Log(self.key, seals, [self.witness])

    def policy(self, evidence=True, level="independent", quorum="w1"):
        lines = [f"log {self.key.vkey}"] + ([f"log {self.evidence_key.vkey}"] if evidence else [])
        lines += [f"witness w1 {self.witness.vkey} https://witness.example.org/", f"#level w1 {level}", f"quorum {quorum}"]
        return "\n".join(lines) + "\n"

    def entry(self, index, text=None):
        path = self.log.tree.path(index, len(self.entries))
        text = self.entries[index].decode() if text is None else text
        return f"index {index}\n" + "".join(b.b64(h) + "\n" for h in path) + "\n" + text

    def slot(self):
        return f"1 {self.slots.count} {b.b64(self.slots.salts[1])}\n" + "".join(
            b.b64(h) + "\n" for h in self.slots.tree.path(1, self.slots.count))

    def sections(self):
        """[(name, text)] of a good bundle, to be changed before `text` writes them."""
        out = [("about", f"cell {self.log.key.name}\nmade 2026-11-22T09:58:00.000000Z\n"), ("document", self.document)]
        if self.published:
            out.append(("tom-entry", self.entry(1)))
        out += [("evidence", self.entry(self.first + i)) for i in range(len(self.records))]
        return out + [("slot", self.slot()), ("cell-proof", self.cell_log.proof(self.index)),
                      ("evidence-checkpoint", self.log.checkpoint()),
                      ("keys", f"{self.key.vkey}\n{self.evidence_key.vkey}\n"), ("policy", self.policy())]

    def bundle(self):
        return text(self.sections())


def text(sections):
    return b"troth-bundle/v1\n" + b"".join(
        f"section {name} {len(body.encode())}\n".encode() + body.encode() + b"\n" for name, body in sections)


def example():
    """The worked example of docs/formats/bundle.md: a rehearsal of two clauses, one of them tested. (bundle, policy)"""
    clauses = ("TE-1.2", "TE-9.1")
    text_of = "troth-tom/v1\nversion 0\neffective 1970-01-01T00:00:00.000000Z\nprofile trueengage\naccepted TE-9.1\n"
    text_of += "".join(f"clause {one} {len(canonical(one).encode())} {CLASSES[one]}\n{canonical(one)}" for one in clauses)
    cell = Cell([record("TE-1.2", tom="rehearsal")], text=text_of, published=False)
    return cell.bundle().decode(), cell.policy()
