#!/usr/bin/env python3
"""Opens every vector of tests/vectors with the independent reader and has it refuse every spoilt one.

Run as a script, or by unittest. Also holds the worked examples of docs/formats to the vectors, byte for byte.
"""
import json
import pathlib
import re
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import make_vectors  # noqa: E402
import troth_formats as f  # noqa: E402

VECTORS, DOCS = HERE.parent / "vectors", HERE.parent.parent / "docs" / "formats"
TEXTS = {"region", "cell", "collection", "field", "kind", "text"}


def values(given):
    """JSON members as arguments: what is no text and no number is bytes in hex."""
    return {k: bytes.fromhex(v) if isinstance(v, str) and k not in TEXTS else v for k, v in given.items()}


def load(name):
    return json.loads((VECTORS / (name + ".json")).read_text())


def cases(name):
    for c in load(name)["cases"]:
        yield c["name"], c["in"], c["out"]


class Vectors(unittest.TestCase):
    def test_committed_files_are_what_the_generator_makes(self):
        for file, text in make_vectors.all_vectors().items():
            self.assertEqual((VECTORS / file).read_text(), text, file + ": run tests/formats/make_vectors.py")

    def test_tlv(self):
        for name, given, out in cases("tlv"):
            items = {i["tag"]: bytes.fromhex(i["value"]) for i in given["items"]}
            self.assertEqual(f.tlv(items).hex(), out["encoded"], name)
            self.assertEqual(f.parse_tlv(bytes.fromhex(out["encoded"])), items, name)

    def test_envelopes_open(self):
        for name, given, out in cases("envelope"):
            args, out = values(given), values(out)
            plaintext, nonce, version = (args.pop(k) for k in ("plaintext", "nonce", "key_version"))
            parsed = f.parse_envelope(out["envelope"])
            self.assertEqual((parsed.nonce, parsed.key_version), (nonce, version), name)
            self.assertEqual(f.record_key(args["subject_key"]), out["record_key"], name)
            self.assertEqual(f.open_envelope(envelope=out["envelope"], **args), plaintext, name)

    def test_wraps_open(self):
        readers = {"unwrap_inner": "key", "unwrap_outer": "inner", "unwrap_epoch": "key"}
        for c in load("wraps")["cases"]:
            args, out = values(c["in"]), values(c["out"])
            expected = args.pop(readers[c["step"]])
            del out["aad"]
            self.assertEqual(getattr(f, c["step"])(**args, **out), expected, c["name"])

    def test_an_outer_wrap_holds_the_inner_one_that_holds_the_key(self):
        by_name = {c["name"]: c for c in load("wraps")["cases"]}
        outer, inner = by_name["outer wrap: subject"], by_name["inner wrap: subject"]
        epoch = by_name["epoch key object"]
        args = values(epoch["in"])
        key = args.pop("key")
        self.assertEqual(f.unwrap_epoch(data=bytes.fromhex(epoch["out"]["data"]), **args), key)
        context = {k: v for k, v in values(outer["in"]).items() if k not in ("epoch_key", "inner")}
        unwrapped = f.unwrap_outer(key, bytes.fromhex(outer["out"]["outer"]), **context)
        del context["epoch"]
        self.assertEqual(f.unwrap_inner(bytes.fromhex(inner["in"]["wrapping_key"]), unwrapped, **context).hex(),
                         inner["in"]["key"])

    def test_events_open_and_match_their_leaf(self):
        for name, given, out in cases("event"):
            leaf = bytes.fromhex(out["leaf"])
            self.assertEqual((f.parse_leaf(leaf).type, f.parse_leaf(leaf).minute), (given["type"], given["minute"]), name)
            self.assertEqual(f.leaf_hash(leaf).hex(), out["leaf_hash"], name)
            log, event = bytes.fromhex(given["log"]), bytes.fromhex(given["event"])
            for part, made in zip(given["parts"], map(values, out["parts"])):
                self.assertEqual(f.audit_secret(bytes.fromhex(part["holder_key"])), made["secret"], name)
                r, text = f.open_part(made["secret"], made["sealed"], log, event, part["index"], given["hour"])
                self.assertEqual((r.hex(), text.hex()), (part["r"], part["part"]), name)
                f.verify_commitment(leaf, part["index"], r, text)

    def test_blind_indexes(self):
        for name, given, out in cases("blind-index"):
            self.assertEqual(f.blind_index(**values(given)).hex(), out["index"], name)

    def test_tokens(self):
        for name, given, out in cases("token"):
            args = values(given)
            token = f.parse_token(out["text"])
            self.assertEqual(token, f.Token(*(args.pop(k) for k in f.Token._fields)), name)
            self.assertEqual(f.token_mac(token=token, **args).hex(), out["mac"], name)


def refuses(step, args, given):
    if step == "token_mac":
        args["token"] = f.Token(*(args.pop(k) for k in f.Token._fields))
    try:
        out = getattr(f, step)(**args)
    except f.FormatError:
        return True
    return given is not None and out.hex() != given


class MustFail(unittest.TestCase):
    def test_every_spoilt_vector_is_refused(self):
        for name in make_vectors.ABOUT:
            spoilt = load(name)["must_fail"]
            self.assertGreater(len(spoilt), 4, name)
            for bad in spoilt:
                with self.subTest(file=name, case=bad["name"]):
                    self.assertTrue(refuses(bad["step"], values(bad["in"]), bad.get("given")))


class Documents(unittest.TestCase):
    def test_each_worked_example_is_in_the_vectors(self):
        for name in make_vectors.ABOUT:
            known = (VECTORS / (name + ".json")).read_text()
            blocks = re.findall(r"^```hex\n(.*?)^```", (DOCS / (name + ".md")).read_text(), re.S | re.M)
            self.assertTrue(blocks, name)
            for block in blocks:
                wanted = re.sub(r"#.*|\s", "", block)
                self.assertIn(wanted, known, f"{name}.md: a worked example differs from {name}.json")


if __name__ == "__main__":
    unittest.main()
