"""Over two hundred trust bundles and policies that are not as one good bundle is: each the same in every run."""
import bundle_builder as make
import tlog_builder as b


def bent(text, at):
    """Another letter of the same kind at this place of a text."""
    old = text[at]
    new = "1" if old == "0" else "0" if old.isdigit() else "b" if old == "a" else "a" if old.isalpha() else "x"
    return text[:at] + new + text[at + 1:]


def doctored():
    """(what, bundle, policy, now): from one good bundle."""
    cell, policy, now = make.Cell(), make.Cell().policy(), make.NOW
    good, sections = cell.bundle(), cell.sections()
    names = [name for name, _ in sections]

    def changed(place, body):
        return make.text([*sections[:place], (names[place], body), *sections[place + 1:]])

    def with_(name, body):
        return changed(names.index(name), body)

    def of(name):
        return sections[names.index(name)][1]

    for i, (name, body) in enumerate(sections):
        yield f"{i} {name} left out", make.text(sections[:i] + sections[i + 1:]), policy, now
        yield f"{i} {name} doubled", make.text(sections[:i + 1] + sections[i:]), policy, now
        yield f"{i} {name} empty", changed(i, ""), policy, now
        yield f"{i} {name} first letter", changed(i, bent(body, 0)), policy, now
        yield f"{i} {name} middle letter", changed(i, bent(body, len(body) // 2)), policy, now
        yield f"{i} {name} last letter", changed(i, bent(body, len(body) - 2)), policy, now
        yield f"{i} {name} one byte more", changed(i, body + "\n"), policy, now
        yield f"{i} {name} a carriage return", changed(i, body.replace("\n", "\r\n", 1)), policy, now
        if i + 1 < len(sections):
            swapped = [*sections[:i], sections[i + 1], sections[i], *sections[i + 2:]]
            yield f"{i} {name} behind the next", make.text(swapped), policy, now
    yield from lengths(good, policy, now)
    for at in range(0, len(good), max(1, len(good) // 12)):
        yield f"cut at {at}", good[:at], policy, now
    yield from records(cell, sections, with_, of, policy, now)
    yield from proofs(cell, with_, of, policy, now)
    yield from signatures(cell, good, with_, of, now)


def lengths(good, policy, now):
    yield "bytes behind the end", good + b"more", policy, now
    yield "a section of another name", good.replace(b"section keys ", b"section more "), policy, now
    yield "of another version", good.replace(b"bundle/v1", b"bundle/v2"), policy, now
    size = good.split(b"section document ")[1].split(b"\n")[0]
    for other in (b"0" + size, b"-1", b"", b"1e3", size + b" ", b"18446744073709551616", b"9223372036854775807", b"4194305",
                  str(int(size) + 1).encode(), str(int(size) - 1).encode()):
        yield f"length {other}", good.replace(b"section document " + size, b"section document " + other), policy, now
    yield "no UTF-8", good.replace("Ä".encode(), b"\xc3\xc3"), policy, now
    yield "a byte order mark", b"\xef\xbb\xbf" + good, policy, now


def records(cell, sections, with_, of, policy, now):
    first = next(i for i, (name, _) in enumerate(sections) if name == "evidence")
    one, two = cell.entry(cell.first), cell.entry(cell.first + 1)

    def swap(a, other):
        return make.text([*sections[:first], ("evidence", a), ("evidence", other), *sections[first + 2:]])

    texts = [entry.decode() for entry in cell.entries[cell.first:]]
    yield "two texts swapped", swap(cell.entry(cell.first, texts[1]), cell.entry(cell.first + 1, texts[0])), policy, now
    yield "no record", make.text([s for s in sections if s[0] != "evidence"]), policy, now
    yield "an older verdict", swap(cell.entry(3), two), policy, now
    yield "the newest twice", swap(one, one), policy, now
    for what, old, new in (("a fail made a pass", "verdict fail", "verdict pass"), ("expires later", "T21:30", "T23:30"),
                           ("ended later", "09:30:01", "09:40:01"), ("another mutant", "mutants none", "mutants more"),
                           ("another build", "build ", "build 0"), ("an unknown word", "by operator", "by somebody")):
        yield what, swap(one.replace(old, new), two.replace(old, new)), policy, now
    for what, other in (
            ("of another cell", {"cell": make.ORIGIN.replace("2466", "2467")}), ("of another wording", {"clause_hash": make.digest("another")}), ("of no clause of the document", {"clause": "TE-8.8"}),
            ("of a clause that is only declared", {"clause": "TE-2.1"}), ("in the future", {"ended": "2026-11-25T00:00:00.000000Z", "expires": "2026-11-26T00:00:00.000000Z"}),
            ("expired", {"expires": "2026-11-22T09:30:01.250000Z"}), ("of another document", {"tom": make.digest("another")}),
            ("of a rehearsal", {"tom": "rehearsal"}), ("without samples", {"samples": "0"}), ("of no such day", {"ended": "2026-02-29T09:30:00.000000Z"}),
            ("that expires on no such day", {"expires": "2026-11-31T09:30:00.000000Z"}), ("that ends at 24 o'clock", {"expires": "2026-11-23T24:00:00.000000Z"}),
            ("that ends before it starts", {"ended": "2026-11-22T09:29:00.000000Z"}), ("with coarse times", {"expires": "2026-11-23T09:30:01Z"}),
            ("of two clauses", {"clause": "LB-T3"}), ("with too many mutants", {"mutants": ",".join(["m"] * 65)}),
            ("with most mutants", {"mutants": ",".join(["m"] * 64)}), ("with a comma at the end", {"mutants": "a,"}), ("of a huge clause", {"clause": "x" * 65}),
            ("with 2^63 samples", {"samples": str(2**63)}), ("with a tab", {"clause": "TE\t1"})):
        logged = make.Cell([make.record(**{"clause": "TE-1.2", **other}), *make.RECORDS[1:]])
        yield f"a logged record {what}", logged.bundle(), policy, now
    rehearsal = make.Cell([make.record("TE-1.2", tom="rehearsal")], published=False)
    yield "a rehearsal with a published record", make.text([s for s in sections if s[0] != "tom-entry"]), policy, now
    yield "a rehearsal", rehearsal.bundle(), policy, now
    yield "another document", with_("document", make.DOCUMENT + "more\n"), policy, now
    yield "the document of another version", make.Cell(text=make.document(version=4)).bundle(), policy, now
    for what, old, new in (("of another kind", "troth-tom/v1", "troth-tom/v2"), ("with a clause twice", "clause TE-0.3", "clause TE-1.2"),
                           ("with a false length", "clause TE-1.2 ", "clause TE-1.2 9"), ("with a length of letters", "clause TE-1.2 ", "clause TE-1.2 x"),
                           ("with a clause of no class", " declared\n", "\n"), ("with an empty id", "clause TE-1.2 ", "clause  "),
                           ("with a cut line", "10 s lower TE-1.2\n", "10 s lower"), ("with a new kind of line", "profile ", "lawful basis\nprofile ")):
        yield f"a published document {what}", make.Cell(text=make.DOCUMENT.replace(old, new, 1)).bundle(), policy, now
    yield "an entry of evidence as the document's", with_("tom-entry", cell.entry(cell.first)), policy, now
    yield "the document's entry as evidence", make.text([*sections[:first], ("evidence", cell.entry(1)), *sections[first + 1:]]), policy, now
    yield "the document's entry with another version", with_("tom-entry", of("tom-entry").replace("version 3", "version 4")), policy, now
    yield "an index too far", swap(one, two.replace(f"index {cell.first + 1}\n", "index 99\n")), policy, now
    yield "an index with a zero", with_("tom-entry", of("tom-entry").replace("index 1\n", "index 01\n")), policy, now
    yield "64 hashes", with_("tom-entry", "index 1\n" + (b.b64(b.sha256(b"")) + "\n") * 64 + "\n" + make.tom_entry()), policy, now
    yield "63 hashes", with_("tom-entry", "index 1\n" + (b.b64(b.sha256(b"")) + "\n") * 63 + "\n" + make.tom_entry()), policy, now


def proofs(cell, with_, of, policy, now):
    slot = of("slot")
    for what, new in (("slot 0", "0 4 "), ("slot 4", "4 4 "), ("three slots", "1 3 "), ("eight slots", "1 8 "), ("no slots", "0 0 "),
                      ("two slots", "1 2 "), ("slot 01", "01 4 "), ("2^64 slots", "1 18446744073709551616 "), ("2^63 slots", "1 9223372036854775808 ")):
        yield what, with_("slot", slot.replace("1 4 ", new, 1)), policy, now
    lines = slot.split("\n")
    yield "a slot hash less", with_("slot", "\n".join(lines[:-2]) + "\n"), policy, now
    yield "slot hashes in another order", with_("slot", "\n".join([lines[0], lines[2], lines[1], ""])), policy, now
    yield "unused bits in the salt", with_("slot", slot.replace("=\n", "B=\n", 1)), policy, now
    proof = of("cell-proof")
    for what, old, new in (("another seal", "index 5", "index 4"), ("a seal beyond", "index 5", "index 7"), ("a seal at 2^63", "index 5", f"index {2**63}"),
                           ("extra data", "index 5", "extra AAAA\nindex 5"), ("extra of bad base64", "index 5", "extra AAA\nindex 5"),
                           ("another kind of proof", "tlog-proof@v1", "tlog-proof@v2"), ("another origin", make.CELL + "\n7", make.CELL + "x\n7"),
                           ("an extension line", "\n7\n", "\n7\nmore\n"), ("a size with a zero", "\n7\n", "\n07\n")):
        yield what, with_("cell-proof", proof.replace(old, new)), policy, now
    older = make.Cell(make.RECORDS[:-1])
    yield "an old seal", with_("cell-proof", older.cell_log.proof(5)), policy, now
    yield "an old slot", with_("slot", make.Cell(seal_seed=b"seed of the seal before").slot()), policy, now
    yield "another time of making", with_("about", of("about").replace("09:58", "09:57")), policy, now
    yield "an old checkpoint of evidence", with_("evidence-checkpoint", older.log.checkpoint()), policy, now
    other = make.Cell(origin=make.ORIGIN.replace("2466", "2467"))
    yield "another cell's checkpoint", with_("evidence-checkpoint", other.log.checkpoint()), policy, now
    yield "another cell's whole", other.bundle(), policy, now
    long = make.Cell([make.record("TE-1.2")], origin="x" * 3000)
    yield "an origin no record can hold", long.bundle(), policy, now


def signatures(cell, good, with_, of, now):
    proof, head, policy = of("cell-proof"), of("evidence-checkpoint"), cell.policy()
    dash = proof.index("— ")
    text = proof[proof.index("\n\n") + 2:dash - 1]
    forger, false_witness = b.Key(make.CELL, 99), b.Key(cell.witness.name, 98, True)

    def signed(*lines):
        return with_("cell-proof", proof[:dash] + "".join(lines))

    own, cosigned = cell.key.line(text), cell.witness.line(text, 1793000000)
    yield "signed by another key of its name", signed(forger.line(text), cosigned), policy, now
    yield "signed by another besides", signed(forger.line(text), own, cosigned), policy, now
    yield "not cosigned", signed(own), policy, now
    yield "cosigned only", signed(cosigned), policy, now
    yield "cosigned by a stranger", signed(own, false_witness.line(text, 1793000000)), policy, now
    yield "cosigned twice", signed(own, cosigned, cell.witness.line(text, 1793000009)), policy, now
    yield "a forged signature", signed(own.replace(own[-20:-3], own[-20:-3].swapcase()), cosigned), policy, now
    yield "a forged cosignature", signed(own, cosigned.replace(cosigned[-20:-3], cosigned[-20:-3].swapcase())), policy, now
    blob = b.sha256(b"")
    yield "a short signature", signed(f"— {cell.key.name} {b.b64(cell.key.id + blob)}\n", cosigned), policy, now
    yield "a short cosignature", signed(own, f"— {cell.witness.name} {b.b64(cell.witness.id + blob * 2)}\n"), policy, now
    far = struct_time(cell.witness, text, 2**63)
    yield "a cosignature at 2^63", signed(own, far), policy, now
    yield "65 signatures", signed(own, *[cosigned] * 64), policy, now
    yield "a hyphen for the dash", signed(own.replace("— ", "- "), cosigned), policy, now
    yield "a space of another kind", signed(own, "— a\u00a0b AAAAAAAA\n", cosigned), policy, now
    yield "the evidence log signed by another", with_("evidence-checkpoint", b.checkpoint(b.Key(make.ORIGIN, 97), len(cell.entries), cell.log.tree.root())), policy, now
    yield "the evidence log signed by another, not pinned", with_("evidence-checkpoint", b.checkpoint(b.Key(make.ORIGIN, 97), len(cell.entries), cell.log.tree.root())), cell.policy(evidence=False), now
    yield "the evidence log signed falsely", with_("evidence-checkpoint", head.replace(head[-20:-3], head[-20:-3].swapcase())), policy, now
    for what, old, new in (("without its cell", f"log {cell.key.vkey}\n", ""), ("of another cell", cell.key.vkey, b.Key(make.CELL + "9", 21).vkey),
                           ("of another key", cell.key.vkey, forger.vkey), ("of another witness", cell.witness.vkey, false_witness.vkey),
                           ("without a quorum", "quorum w1\n", ""), ("with a false id", cell.key.id.hex(), "00000000"), ("cut", "quorum w1\n", "quorum w1"),
                           ("that takes a witness for a log", f"log {cell.key.vkey}", f"log {cell.witness.vkey}\nlog {cell.key.vkey}"),
                           ("that takes a log for a witness", "#level", f"witness w2 {cell.evidence_key.vkey}\n#level"),
                           ("with a group", "quorum w1", "group g all w1\nquorum g"), ("with a group nobody meets", "quorum w1", "group g 2 w1\nquorum g"),
                           ("with a witness twice", "#level", f"witness w2 {cell.witness.vkey}\n#level"), ("of no words", "quorum w1", "quorum"),
                           ("with a word unknown", "quorum w1", "trust everybody\nquorum w1"), ("with tabs", "quorum w1", " \tquorum\t\tw1 "),
                           ("with a missing second witness", "quorum w1", f"witness w2 {false_witness.vkey}\ngroup g all w1 w2\nquorum g"),
                           ("with a spare second witness", "quorum w1", f"witness w2 {false_witness.vkey} http://127.0.0.1/\ngroup g any w1 w2\nquorum g")):
        yield f"a policy {what}", good, policy.replace(old, new), now
    yield "no policy", good, None, now
    yield "an empty policy", good, "", now


def struct_time(witness, text, seconds):
    """A cosignature whose time is no time; the signature is true."""
    signed = f"cosignature/v1\ntime {seconds}\n{text}"
    return f"— {witness.name} {b.b64(witness.id + seconds.to_bytes(8, 'big') + witness.private.sign(signed.encode()))}\n"
