#!/usr/bin/env python3
"""Holds docs/formats/log.md and tests/vectors/log.json to an independent reader, as decode_test.py does for the other pages."""
import json
import pathlib
import re
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import log_formats as g  # noqa: E402
import log_receipt  # noqa: E402
import make_log  # noqa: E402

PAGE = HERE.parent.parent / "docs/formats/log.md"
NOTE_SH = HERE.parent / "verifiers/note.sh"
VECTORS = json.loads(make_log.FILE.read_text())
IN_HEX = {"entry", "entries", "leaf", "hashes", "root", "first_root", "second_root", "bundle", "salt", "seed"}


def values(given):
    unhex = lambda v: [bytes.fromhex(x) for x in v] if isinstance(v, list) else bytes.fromhex(v)
    return {k: unhex(v) if k in IN_HEX else v for k, v in given.items()}


def read(step, given):
    """What the reader makes of it, in the form of a vector's `out`."""
    made = getattr(log_receipt if step == "verify_receipt" else g, step)(**values(given))
    if hasattr(made, "_asdict"):
        return make_log.to_json(made._asdict())
    names = {"open_note": ["seconds"], "parse_tile": ["level", "index", "width"], "parse_bundle": ["entries"], "slot_leaf": ["leaf"],
             "slot_salt": ["salt"], "slots_entry": ["entry"], "verify_receipt": ["exit"]}.get(step, ["root"])
    many = made if isinstance(made, tuple) else (made,)
    return {} if made is None else make_log.to_json(dict(zip(names, many)))


def spoilt(bad):
    """The input of a spoilt case: as it stands, or the receipt of the case `receipt` with its edits."""
    if "in" in bad:
        return bad["in"]
    texts = dict(next(c["in"] for c in VECTORS["cases"] if c["name"] == "receipt"))
    for name, (old, new) in bad["edit"].items():
        before = texts.get(name, "")
        texts[name] = before.replace(old, new, 1) if old else new
        assert texts[name] != before, bad["name"]
    return texts


class Log(unittest.TestCase):
    def test_committed_file_is_what_the_generator_makes(self):
        self.assertEqual(make_log.FILE.read_text(), make_log.all_text(), "run tests/formats/make_log.py")

    def test_every_case_reads_as_it_says(self):
        for c in VECTORS["cases"]:
            with self.subTest(case=c["name"]):
                self.assertEqual(read(c["step"], c["in"]), c["out"])

    def test_every_spoilt_case_is_refused(self):
        self.assertGreater(len(VECTORS["must_fail"]), 100)
        for bad in VECTORS["must_fail"]:
            with self.subTest(case=bad["name"]):
                with self.assertRaises(g.FormatError) as raised:
                    read(bad["step"], spoilt(bad))
                if "exit" in bad:
                    self.assertEqual(1 if isinstance(raised.exception, g.False_) else 2, bad["exit"], raised.exception)

    def test_roots_that_others_publish(self):
        # transparency-dev/merkle, testonly/constants.go
        known = {1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                 3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                 8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"}
        for size, root in known.items():
            self.assertEqual(g.tree_root(make_log.LEAVES[:size]).hex(), root)


class Page(unittest.TestCase):
    def blocks(self, language):
        return re.findall(rf"^```{language}\n(.*?)^```", PAGE.read_text(), re.S | re.M)

    def test_each_worked_example_is_in_the_vectors(self):
        known = make_log.FILE.read_text()
        blocks = self.blocks("hex")
        self.assertGreaterEqual(len(blocks), 3)
        for block in blocks:
            self.assertIn(re.sub(r"#.*|\s", "", block), known)

    def test_each_text_is_in_the_vectors(self):
        texts = [v for c in VECTORS["cases"] for v in c["in"].values() if isinstance(v, str)]
        blocks = self.blocks("text")
        self.assertGreaterEqual(len(blocks), 3)
        for block in blocks:
            self.assertTrue(any(block in text or block.rstrip("\n") == text for text in texts), block)

    def test_its_shell_verifier_is_the_one_that_is_tested(self):
        self.assertEqual(self.blocks("sh"), [NOTE_SH.read_text()])


if __name__ == "__main__":
    unittest.main()
