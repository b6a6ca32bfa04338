#!/usr/bin/env python3
"""Verifies a receipt: verify.py RECEIPT [POLICY]

Written from docs/formats/log.md (and event.md) alone, by somebody who had not seen any of the project's code. Needs Python 3
and python3-cryptography. Prints and exits with
  verified                              0
  failed: <which check>: <why>          1   the checks have the names and the order of the page
  not checked: <why>                    2   an argument cannot be read, or breaks its grammar
  consistent, signer not pinned         3   no policy was given
Check 6 (ended logs) needs ends that are known from elsewhere; this program is given none, so it has nothing to compare.
"""
import base64, hashlib, re, sys
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LOG, WITNESS = 1, 4
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.A)


class Malformed(Exception):
    """A text breaks its grammar."""


class Failed(Exception):
    def __init__(self, check, why):
        super().__init__(f"{check}: {why}")


def need(condition, why):
    if not condition:
        raise Malformed(why)


def check(condition, name, why):
    if not condition:
        raise Failed(name, why)


# Scalars

def number(text, bits=64):
    need(re.fullmatch(r"0|[1-9][0-9]{0,19}", text, re.A) and int(text) < 1 << bits, f"not a number: {text[:30]!r}")
    return int(text)


def unbase64(text, length=None):
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Malformed("not base64") from None
    need(base64.b64encode(data).decode() == text, "base64 is not canonical")
    need(length is None or len(data) == length, f"not {length} bytes of base64")
    return data


def utf8(data):
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("not UTF-8") from None


class Lines:
    """Takes a text apart from its beginning, line by line."""

    def __init__(self, data):
        self.rest = data

    def line(self):
        head, feed, self.rest = self.rest.partition(b"\n")
        need(feed, "a line is missing or has no end")
        return utf8(head)

    def has(self, word):
        return self.rest.startswith(word.encode() + b" ")

    def words(self, word, count):
        found = self.line().split(" ")
        need(found[0] == word and len(found) == count + 1, f"a line {word!r} of {count} words is expected")
        return found[1:]

    def block(self, word):
        length = number(self.words(word, 1)[0])
        need(length <= len(self.rest), f"{word} is longer than the file")
        data, self.rest = self.rest[:length], self.rest[length:]
        return data


# Tree

def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def leaf_hash(entry):
    return sha256(b"\x00", entry)


def node_hash(left, right):
    return sha256(b"\x01", left, right)


def included(index, size, leaf, hashes, root):
    if index >= size:
        return False
    node, last, r = index, size - 1, leaf
    for p in hashes:
        if last == 0:
            return False
        if node % 2 or node == last:
            r = node_hash(p, r)
            while node % 2 == 0 and node:
                node, last = node // 2, last // 2
        else:
            r = node_hash(r, p)
        node, last = node // 2, last // 2
    return last == 0 and r == root


# Keys, notes, checkpoints, proofs

def name_ok(name):
    return name and not any(c == "+" or c.isspace() or c < " " for c in name)


class Key:
    def __init__(self, vkey, kind):
        fields = vkey.split("+", 2)
        need(len(fields) == 3 and name_ok(fields[0]), "not a vkey")
        self.name, data = fields[0], unbase64(fields[2], 33)
        self.id, self.public, self.kind = sha256(self.name.encode(), b"\n", data)[:4], data[1:], kind
        need(data[0] == kind, "a key of another type")
        need(fields[1] == self.id.hex(), "the id does not belong to name and key")

    def signed(self, text, blob):
        """Whether the blob of a signature line is this key's signature of the text."""
        if self.kind == WITNESS:
            seconds, blob = int.from_bytes(blob[:8], "big"), blob[8:]
            if seconds >= 1 << 63:
                return False
            text = f"cosignature/v1\ntime {seconds}\n".encode() + text
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(blob, text)
        except (InvalidSignature, ValueError):
            return False
        return len(blob) == 64


class Checkpoint:
    """A signed note whose text is a checkpoint."""

    def __init__(self, note):
        need(len(note) <= 1000000, "the note is too long")
        need(not any(c < 0x20 and c != 0x0A for c in note), "a control character")
        text, empty, signatures = utf8(note).rpartition("\n\n")
        need(empty and signatures.endswith("\n"), "not a signed note")
        self.text = (text + "\n").encode()
        self.signatures = [self.signature(line) for line in signatures[:-1].split("\n")]
        need(len(self.signatures) <= 64, "more than 64 signatures")
        lines = text.split("\n")
        need(len(lines) == 3 and lines[0], "not the three lines of a checkpoint")
        self.origin, self.size, self.root = lines[0], number(lines[1], 63), unbase64(lines[2], 32)

    @staticmethod
    def signature(line):
        words = line.split(" ")
        need(len(words) == 3 and words[0] == "\u2014" and name_ok(words[1]), "not a signature line")
        data = unbase64(words[2])
        need(len(data) > 4, "a signature is too short")
        return words[1], data[:4], data[4:]

    def judge(self, keys):
        """Those of the keys that signed, and those that a false signature names."""
        true, false = [], []
        for name, key_id, blob in self.signatures:
            for key in keys:
                if (key.name, key.id) == (name, key_id):
                    (true if key.signed(self.text, blob) else false).append(key)
        return true, false


class Proof:
    def __init__(self, data):
        lines = Lines(data)
        need(lines.line() == "c2sp.org/tlog-proof@v1", "not a tlog-proof")
        if lines.has("extra"):
            unbase64(lines.words("extra", 1)[0])
        self.index, self.hashes = number(lines.words("index", 1)[0]), []
        while line := lines.line():
            self.hashes.append(unbase64(line, 32))
        need(len(self.hashes) <= 63, "more than 63 hashes")
        self.note = lines.rest

    def prove(self, entry, name, why):
        """The checkpoint, of whose tree the entry is a part."""
        try:
            head = Checkpoint(self.note)
        except Malformed as error:
            raise Failed(name, f"the checkpoint does not read: {error}") from None
        check(included(self.index, head.size, leaf_hash(entry), self.hashes, head.root), name, why)
        return head


# Receipt

class Receipt:
    def __init__(self, data):
        lines = Lines(data)
        need(lines.line() == "troth-receipt/v1", "not a receipt")
        need(UUID.fullmatch(lines.words("event", 1)[0]), "not an event id")
        self.entry, self.parts, self.hashes = unbase64(lines.words("entry", 1)[0]), [], []
        while lines.has("part"):
            index, nonce, part = lines.words("part", 3)
            need(index in ("1", "2", "3") and (not self.parts or self.parts[-1][0] < int(index)), "not the next part")
            self.parts.append((int(index), unbase64(nonce, 32), unbase64(part)))
        slot, slots, salt = lines.words("slot", 3)
        self.slot, self.slots, self.salt = number(slot), number(slots), unbase64(salt, 32)
        while lines.has("slot-hash"):
            self.hashes.append(unbase64(lines.words("slot-hash", 1)[0], 32))
        need(len(self.hashes) <= 63, "more than 63 slot hashes")
        self.tenant, self.cell = Proof(lines.block("tenant-proof")), Proof(lines.block("cell-proof"))
        need(not lines.rest, "bytes behind the end")

    def seal(self, head):
        """The entry of the cell log that commits to this head in this slot."""
        origin = head.origin.encode()
        check(len(origin) < 1 << 16, "cell proof", "the tenant log's origin is too long for a slot")
        r = leaf_hash(self.salt + len(origin).to_bytes(2, "big") + origin + head.size.to_bytes(8, "big") + head.root)
        for i, p in enumerate(self.hashes):
            r = node_hash(p, r) if self.slot >> i & 1 else node_hash(r, p)
        return b"slots/v1" + self.slots.to_bytes(8, "big") + r

    def chain(self):
        """Checks 1 to 5: the checkpoints of the tenant's log and of the cell log."""
        check(len(self.entry) == 107 and self.entry[0] == 1, "entry", "altered, or of a newer version")
        for index, nonce, part in self.parts:
            at = 11 + 32 * (index - 1)
            check(sha256(b"audit-part/v1", bytes([index]), nonce, part) == self.entry[at:at + 32],
                  "part", f"part {index}, or its nonce, is not what was logged")
        tenant = self.tenant.prove(self.entry, "tenant proof", "the event is not in that log")
        check(self.slots == 1 << len(self.hashes) and self.slot < self.slots, "slot proof", "altered")
        cell = self.cell.prove(self.seal(tenant), "cell proof", "that head was not sealed, or not in this slot")
        return tenant, cell


# Policy

class Policy:
    def __init__(self, data):
        self.logs, self.witnesses, self.groups, self.members, self.quorum = [], {}, {}, set(), None
        for line in utf8(data).split("\n"):
            words = re.split(r"[ \t]+", line.strip(" \t"))
            if words[0] and not words[0].startswith("#"):
                statement = getattr(self, "read_" + words[0], None)
                need(statement, f"not a statement: {words[0]!r}")
                statement(*self.counted(words))
        need(self.quorum is not None, "the policy has no quorum")
        public = [key.public for key in self.keys()]
        need(len(public) == len(set(public)), "a key stands twice in the policy")

    @staticmethod
    def counted(words):
        least, most = {"log": (2, 3), "witness": (3, 4), "group": (4, len(words)), "quorum": (2, 2)}[words[0]]
        need(least <= len(words) <= most, f"too few or too many words behind {words[0]!r}")
        return words[1:]

    def keys(self):
        return self.logs + list(self.witnesses.values())

    def known(self, name):
        return name in self.witnesses or name in self.groups

    def new(self, name):
        need(name != "none" and not self.known(name), f"not a new name: {name!r}")

    def read_log(self, vkey, url=None):
        self.logs.append(Key(vkey, LOG))

    def read_witness(self, name, vkey, url=None):
        self.new(name)
        self.witnesses[name] = Key(vkey, WITNESS)

    def read_group(self, name, k, *members):
        self.new(name)
        for member in members:
            need(self.known(member) and member not in self.members, f"unknown, or a member twice: {member!r}")
            self.members.add(member)
        count = {"any": 1, "all": len(members)}.get(k) or number(k)
        need(1 <= count <= len(members), "k is not from 1 to the number of members")
        self.groups[name] = count, members

    def read_quorum(self, name):
        need(self.quorum is None and (name == "none" or self.known(name)), "a second quorum, or of an unknown name")
        self.quorum = name

    def met(self, name, signers):
        if name == "none":
            return True
        if name in self.witnesses:
            return self.witnesses[name] in signers
        count, members = self.groups[name]
        return sum(self.met(member, signers) for member in members) >= count

    def judge(self, tenant, cell):
        """Checks 7 to 9."""
        self.log_signed(cell, "log signature")
        signers, false = cell.judge(self.keys())
        check(not false, "witnesses", "a known key's signature is false")
        check(self.met(self.quorum, signers), "witnesses", "the quorum is not met")
        if any(key.name == tenant.origin for key in self.logs):
            self.log_signed(tenant, "tenant signature")

    def log_signed(self, head, name):
        true, false = head.judge([key for key in self.logs if key.name == head.origin])
        check(not false, name, "the log's signature is false")
        check(true, name, "not signed by a log key of the policy that is named like the origin")


def main(arguments):
    try:
        need(1 <= len(arguments) <= 2, "usage: verify.py RECEIPT [POLICY]")
        files = []
        for path in arguments:
            with open(path, "rb") as file:
                files.append(file.read())
        policy = Policy(files[1]) if len(files) > 1 else None
        heads = Receipt(files[0]).chain()
        if policy:
            policy.judge(*heads)
    except (Malformed, OSError) as error:
        print(f"not checked: {error}")
        return 2
    except Failed as error:
        print(f"failed: {error}")
        return 1
    print("verified" if policy else "consistent, signer not pinned")
    return 0 if policy else 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
