"""The spoilt copies of log.json. Each is the input of a reader, or an edit of the receipt and policy of the case `receipt`:
`edit` names the text and what to replace in it, once; `exit` is 1 for what is false and 2 for what is no such text."""
import re

from make_refused import entry, flip


def of(e, cases):
    by_name = {c["name"]: c["in"] for c in cases}
    yield from of_trees(by_name)
    yield from of_texts(e, by_name)
    yield from of_slots(e, by_name)
    for name, exit_, texts in of_receipts(e):
        yield {"name": "receipt: " + name, "step": "verify_receipt", "edit": texts, "exit": exit_}


def of_trees(by_name):
    good = by_name["entry 6 of 7"]
    for name, bad in (("another index", {"index": 5}), ("beyond the tree", {"index": 7}), ("another size", {"size": 9}),
                      ("another leaf", {"leaf": flip(good["leaf"], 0)}), ("another root", {"root": flip(good["root"], 0)}),
                      ("a hash less", {"hashes": good["hashes"][:-1]}), ("a hash more", {"hashes": good["hashes"] + [bytes(32)]}),
                      ("hashes exchanged", {"hashes": good["hashes"][::-1]})):
        yield entry("inclusion: " + name, "inclusion", {**good, **bad})
    good = by_name["from 3 to 7"]
    for name, bad in (("shrunk", {"first": 7, "second": 3}), ("from nothing", {"first": 0}), ("no hashes", {"hashes": []}),
                      ("another first root", {"first_root": flip(good["first_root"], 0)}),
                      ("another second root", {"second_root": flip(good["second_root"], 0)}),
                      ("a hash less", {"hashes": good["hashes"][:-1]}), ("a hash more", {"hashes": good["hashes"] + [bytes(32)]})):
        yield entry("consistency: " + name, "consistency", {**good, **bad})
    good = by_name["from 1 to 1"]
    yield entry("consistency: one size, two roots", "consistency", {**good, "second_root": flip(good["second_root"], 0)})
    yield entry("consistency: one size, with hashes", "consistency", {**good, "hashes": [bytes(32)]})


def of_texts(e, by_name):
    vkey, other = e.cell_key.vkey, e.witness.vkey
    for name, bad in (("id of another key", vkey.replace("+" + e.cell_key.id.hex(), "+00000000")), ("id in upper case", vkey.replace(
            e.cell_key.id.hex(), e.cell_key.id.hex().upper())), ("another name", "x" + vkey), ("space in the name", vkey.replace("/", " ", 1)),
            ("no name", vkey[vkey.index("+"):]), ("key cut", vkey[:-4]), ("two parts", vkey[:vkey.rindex("+")])):
        yield entry("vkey: " + name, "parse_vkey", {"vkey": bad})
    note = by_name["the log's signature"]["note"]
    text, signatures = note.split("\n\n")
    for name, bad, key in (("another size", note.replace("\n2\n", "\n3\n"), vkey), ("another key", note, e.tenant_key.vkey),
                           ("no signature", text + "\n\n", vkey), ("no empty line", text + "\n" + signatures, vkey),
                           ("hyphen for the dash", note.replace("—", "-"), vkey), ("last line end missing", note[:-1], vkey),
                           ("carriage return", note.replace("\n", "\r\n"), vkey), ("line behind the signatures", note + "end\n", vkey),
                           ("another cosigned time", retimed(note, e.witness), other), ("id without signature", text + "\n\n— " +
                            e.cell_key.name + " " + signatures.split(" ")[2][:4] + "\n", vkey)):
        yield entry("note: " + name, "open_note", {"note": bad, "vkey": key})
    good = by_name["checkpoint"]["text"]
    for name, bad in (("extension line", good + "more\n"), ("leading zero", good.replace("\n2\n", "\n02\n")), ("sign", good.replace("\n2\n", "\n+2\n")),
                      ("2^63", good.replace("\n2\n", f"\n{1 << 63}\n")), ("no origin", good[good.index("\n"):]),
                      ("root cut", good[:-5] + "\n"), ("last line end missing", good[:-1])):
        yield entry("checkpoint: " + name, "parse_checkpoint", {"text": bad})
    for path in ("0/67", "0/x000/067", "0/1234/067", "8/000", "00/000", "0/000.p/0", "0/000.p/256", "0/000.p/017", "-1/000", "0/000/", "entries/x001",
                 "0/x001/x067", "data/000", "0/../000", "0/x999/x999/x999/x999/x999/x999/999"):
        yield entry("tile " + path, "parse_tile", {"path": path})
    for name, bad, count in (("cut in an entry", b"\0\3on", 1), ("cut in a length", b"\0", 1), ("an entry less", b"\0\3one", 2),
                             ("an entry more", b"\0\3one\0\3two", 1)):
        yield entry("bundle: " + name, "parse_bundle", {"bundle": bad, "count": count})
    good = by_name["tlog-proof"]
    proof = good["proof"]
    first = proof.index("\n\n")
    for name, bad in (("another first line", proof.replace("@v1", "@v2", 1)), ("no index", re.sub("index 2\n", "", proof)),
                      ("another index", proof.replace("index 2", "index 1")), ("index beyond", proof.replace("index 2", "index 3")),
                      ("a hash less", proof[:proof.rindex("\n", 0, first)] + proof[first:]), ("a short hash", proof[:first - 5] + proof[first:]),
                      ("no checkpoint", proof[:first + 2]), ("extra behind the index", proof.replace("index 2\n", "index 2\nextra AA==\n")),
                      ("64 hashes", proof.replace("index 2\n", "index 2\n" + ("A" * 43 + "=\n") * 64))):
        yield entry("tlog-proof: " + name, "proven", {**good, "proof": bad})
    yield entry("tlog-proof: another entry", "proven", {**good, "entry": flip(good["entry"], -1)})


def retimed(note, witness):
    """The witness's line with a later time than the one it signed."""
    start = note.index("— " + witness.name)
    line = note[start:]
    at = line.rindex(" ") + 9
    return note[:start] + line[:at] + ("B" if line[at] != "B" else "C") + line[at + 1:]


def of_slots(e, by_name):
    good = by_name["slot 2 leads to the root"]
    for name, bad in (("no power of two", {"slots": 3}), ("beyond", {"slot": 4}), ("none", {"slots": 0, "slot": 0}), ("more slots", {"slots": 8}),
                      ("a hash less", {"hashes": good["hashes"][:-1]}), ("a hash more", {"hashes": good["hashes"] + [bytes(32)]})):
        yield entry("slots: " + name, "slot_root", {**good, **bad})
    end = by_name["end of an epoch"]["entry"]
    for name, bad in (("another version", end.replace(b"v1", b"v2")), ("last line end missing", end[:-1]), ("a line more", end + b"1\n"),
                      ("leading zero", end.replace(b"\n1793", b"\n01793")), ("no origin", end.replace(e.cell_key.name.encode(), b"")),
                      ("seconds missing", end.replace(b"1793000000\n", b""))):
        yield entry("epoch: " + name, "parse_epoch", {"entry": bad})


def swap(what):
    """[old, new]: the same with another tenth last letter, which lies within the base64 of a hash or signature."""
    at = len(what) - 10
    return [what, what[:at] + ("A" if what[at] != "A" else "B") + what[at + 1:]]


def of_receipts(e):
    lines = e.receipt.split("\n")
    line = lambda start, nth=0: [x for x in lines if x.startswith(start)][nth]
    change = lambda old, new, exit_, name: (name, exit_, {"receipt": [old, new]})
    slot, part = line("slot "), line("part 1 ")
    yield change("troth-receipt/v1", "troth-receipt/v2", 2, "another version")
    yield change("event 0190a5c0", "event 0190A5C0", 2, "id in upper case")
    yield change("event 0190a5c0-", "event 0190a5c0", 2, "id is no UUID")
    yield change(*swap(line("entry ")), 1, "entry changed")
    yield change(line("entry "), line("entry ")[:-4], 1, "entry too short")
    yield change("entry AQEC", "entry AgEC", 1, "entry of another version")
    yield change(line("entry ") + "\n", "", 2, "no entry")
    yield change(*swap(part), 1, "part changed")
    yield change(part, part.replace("part 1", "part 2"), 1, "part of another index")
    yield change(part, part.replace("part 1", "part 4"), 2, "no such part")
    yield change(part, part + "\n" + part, 2, "part twice")
    yield change(part[7:12], "AAAAA", 1, "nonce changed")
    yield change(part + "\n", "part 1 AAAA AAAA\n", 2, "short nonce")
    yield change("slot 2 4", "slot 3 4", 1, "another slot")
    yield change("slot 2 4", "slot 4 4", 1, "slot beyond")
    yield change("slot 2 4", "slot 2 8", 1, "more slots")
    yield change("slot 2 4", "slot 2 3", 1, "no power of two")
    yield change("slot 2 4", "slot 02 4", 2, "leading zero")
    yield change(*swap(slot), 1, "salt changed")
    yield change(slot, slot[:-4], 2, "salt too short")
    yield change(*swap(line("slot-hash ")), 1, "slot hash changed")
    yield change(line("slot-hash ") + "\n", "", 1, "a slot hash less")
    yield change(line("slot-hash "), line("slot-hash ") + "\n" + line("slot-hash "), 1, "a slot hash more")
    yield change("index 2", "index 1", 1, "event at another index")
    yield change("index 2", "index 7", 1, "event beyond the log")
    yield change("index 2", "index x", 2, "index is no number")
    yield change("/1\n3\n", "/1\n4\n", 1, "another size of the tenant log")
    yield change(e.tenant_key.name + "\n", e.tenant_key.name[:-1] + "2\n", 1, "another origin of the tenant log")
    yield change("index 1", "index 0", 1, "seal at another index")
    yield change("/1\n2\n", "/1\n3\n", 1, "another size of the cell log")
    yield change(e.cell_key.name + "\n", e.cell_key.name[:-1] + "2\n", 1, "another origin of the cell log")
    yield change(*swap(line("— " + e.cell_key.name)), 1, "log's signature changed")
    yield change(*swap(line("— " + e.witness.name)), 1, "cosignature changed")
    yield change("cell-proof ", "cell-proof 1", 2, "proof longer than the file")
    yield change("tenant-proof ", "tenant-proof 0", 2, "leading zero of a length")
    yield change(lines[-2] + "\n", lines[-2] + "\nend\n", 2, "bytes behind the end")
    without = lambda what: {"policy": [what, ""]}
    yield "log not pinned", 1, without(f"log {e.cell_key.vkey}\n")
    yield "witness unknown to the quorum", 2, without(f"witness w1 {e.witness.vkey} https://witness.example.org/\n#level w1 independent\n")
    yield "no quorum line", 2, without("quorum w1\n")
    other = type(e.witness)("witness.example.org/w2", 4, cosigns=True)
    yield "another witness is asked for", 1, {"policy": [e.witness.vkey, other.vkey]}
    yield "tenant log pinned, its signature changed", 1, {"policy": ["log ", f"log {e.tenant_key.vkey}\nlog "],
                                                            "receipt": swap(line("— " + e.tenant_key.name))}
    pins_next = [e.policy, e.pins_next]
    yield "signed after the end of its log", 1, {"policy": pins_next, "ended": ["", e.end_proof]}
    yield "an end that nobody pinned tells of", 2, {"ended": ["", e.end_proof]}
    yield "an end that is not proven", 2, {"policy": pins_next, "ended": ["", e.end_proof.replace("index 0", "index 1")]}
