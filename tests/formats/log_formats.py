"""An independent reader of docs/formats/log.md: nothing here comes from, or calls, the C++ code or what makes the vectors.

Bytes in, bytes out; texts are str, sizes are int. What breaks its grammar raises FormatError; what is well formed and not
true raises False_, a kind of it, so that a receipt's exit status can be told.
"""
import base64
import re
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from troth_formats import FormatError, mac, refuse_unless, sha256, u64


class False_(FormatError):
    """Well formed, and not true."""


def hold(truth, why):
    if not truth:
        raise False_(why)


# --- tree

def leaf_hash(entry):
    return sha256(b"\0", entry)


def node_hash(left, right):
    return sha256(b"\1", left, right)


def tree_root(entries):
    if len(entries) < 2:
        return leaf_hash(entries[0]) if entries else sha256()
    split = 1 << ((len(entries) - 1).bit_length() - 1)
    return node_hash(tree_root(entries[:split]), tree_root(entries[split:]))


def inclusion(index, size, leaf, hashes, root):
    hold(index < size, "index beyond the tree")
    node, last = index, size - 1
    for sibling in hashes:
        hold(last, "too many hashes")
        if node & 1 or node == last:
            leaf = node_hash(sibling, leaf)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            leaf = node_hash(leaf, sibling)
        node, last = node >> 1, last >> 1
    hold(last == 0 and leaf == root, "leads to another root")


def consistency(first, second, first_root, second_root, hashes):
    hold(0 < first <= second, "sizes are out of order")
    if first == second:
        return hold(not hashes and first_root == second_root, "two trees of one size")
    node, last, hashes = first - 1, second - 1, list(hashes)
    while node & 1:
        node, last = node >> 1, last >> 1
    if first & (first - 1) == 0:
        hashes.insert(0, first_root)
    hold(hashes, "too few hashes")
    old = new = hashes.pop(0)
    for sibling in hashes:
        hold(last, "too many hashes")
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        node, last = node >> 1, last >> 1
    hold(last == 0 and (old, new) == (first_root, second_root), "leads to another root")


# --- texts

def unbase64(text, size=None):
    try:
        out = base64.b64decode(text, validate=True)
    except ValueError as e:
        raise FormatError("not base64") from e
    refuse_unless(base64.b64encode(out).decode() == text and size in (None, len(out)), "not canonical base64 of that size")
    return out


def number(text, bits=63):
    refuse_unless(re.fullmatch(r"0|[1-9][0-9]*", text, re.ASCII) and int(text) < 1 << bits, "not a decimal number")
    return int(text)


class Key(NamedTuple):
    name: str
    id: bytes
    type: int
    public: bytes


def is_name(text):
    return bool(text) and "+" not in text and not any(c.isspace() or c < " " for c in text)


def key_id(name, type, public):
    return sha256(name.encode(), b"\n", bytes([type]), public)[:4]


def parse_vkey(vkey):
    parts = vkey.split("+", 2)
    refuse_unless(len(parts) == 3 and is_name(parts[0]), "not name+id+key")
    data = unbase64(parts[2], 33)
    refuse_unless(data[0] in (1, 4), "unknown kind of key")
    key = Key(parts[0], key_id(parts[0], data[0], data[1:]), data[0], data[1:])
    refuse_unless(parts[1] == key.id.hex(), "id of another key")
    return key


def parse_note(note):
    """(text, [(name, id, blob)])"""
    refuse_unless(len(note.encode()) <= 1_000_000 and not any(c < " " and c != "\n" for c in note), "control character")
    text, blank, lines = note.rpartition("\n\n")
    lines = lines.split("\n")
    refuse_unless(blank and lines.pop() == "" and 1 <= len(lines) <= 64, "no signatures")
    out = []
    for line in lines:
        dash, name, data = (line.split(" ", 2) + ["", ""])[:3]
        data = unbase64(data)
        refuse_unless(dash == "—" and is_name(name) and len(data) > 4, "not a signature line")
        out.append((name, data[:4], data[4:]))
    return text + "\n", out


def check(key, text, blob):
    """The cosignature's POSIX seconds, 0 for a log's signature."""
    seconds, message = 0, text
    if key.type == 4:
        hold(len(blob) == 72 and blob[0] < 0x80, "not a cosignature")
        seconds, blob = int.from_bytes(blob[:8], "big"), blob[8:]
        message = f"cosignature/v1\ntime {seconds}\n{text}"
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(blob, message.encode())
    except InvalidSignature as e:
        raise False_("false signature of " + key.name) from e
    return seconds


def signers(note, keys):
    """[(key, seconds)] of the known keys that signed; one false signature of a known key refuses the note."""
    text, signatures = parse_note(note)
    return [(k, check(k, text, blob)) for name, id_, blob in signatures for k in keys if (k.name, k.id) == (name, id_)]


def open_note(note, vkey):
    signed = signers(note, [parse_vkey(vkey)])
    hold(signed, "not signed by this key")
    return signed[0][1]


class Head(NamedTuple):
    origin: str
    size: int
    root: bytes


def parse_checkpoint(text):
    refuse_unless(not any(c < " " and c != "\n" for c in text), "control character")
    lines = text.split("\n")
    refuse_unless(len(lines) == 4 and lines[0] and lines[3] == "", "not three lines")
    return Head(lines[0], number(lines[1]), unbase64(lines[2], 32))


def parse_tile(path):
    """(level or "entries", index, width)"""
    match = re.fullmatch(r"([0-7]|entries)/((?:x\d{3}/)*\d{3})(?:\.p/([1-9]\d{0,2}))?", path, re.ASCII)
    refuse_unless(match and not match[2].startswith("x000") and int(match[3] or 1) < 256, "not a tile's path")
    index = int(re.sub("[x/]", "", match[2]))
    refuse_unless(index < 1 << 56, "beyond any log")
    return (match[1] if match[1] == "entries" else int(match[1]), index, int(match[3] or 256))


def parse_bundle(bundle, count):
    out = []
    while bundle:
        size = 2 + int.from_bytes(bundle[:2], "big")
        refuse_unless(2 <= size <= len(bundle), "cut inside an entry")
        out, bundle = out + [bundle[2:size]], bundle[size:]
    refuse_unless(len(out) == count, "another number of entries")
    return out


class Proof(NamedTuple):
    extra: bytes
    index: int
    hashes: list
    checkpoint: str


def parse_proof(proof):
    head, blank, checkpoint = proof.partition("\n\n")
    lines = head.split("\n")
    refuse_unless(blank and checkpoint and lines.pop(0) == "c2sp.org/tlog-proof@v1" and lines, "not a tlog-proof")
    extra = unbase64(lines.pop(0)[6:]) if lines[0].startswith("extra ") else None
    refuse_unless(lines and lines[0].startswith("index ") and len(lines) <= 64, "no index, or too many hashes")
    return Proof(extra, number(lines[0][6:]), [unbase64(line, 32) for line in lines[1:]], checkpoint)


def proven(proof, entry):
    """The head in whose tree the entry is."""
    parsed = parse_proof(proof)
    try:
        head = parse_checkpoint(parse_note(parsed.checkpoint)[0])
    except FormatError as e:
        raise False_("unreadable checkpoint") from e
    inclusion(parsed.index, head.size, leaf_hash(entry), parsed.hashes, head.root)
    return head


# --- slots and epochs

def slot_salt(seed, slot):
    return mac(seed, u64(slot))


def slot_leaf(salt, origin, size, root):
    if not origin:
        return leaf_hash(salt + b"\0\0")
    name = origin.encode()
    hold(len(name) < 1 << 16, "an origin too long for its length")
    return leaf_hash(salt + len(name).to_bytes(2, "big") + name + u64(size) + root)


def slots_entry(slots, root):
    return b"slots/v1" + u64(slots) + root


def slot_root(leaf, slot, slots, hashes):
    hold(slots & (slots - 1) == 0 and slot < slots and 1 << len(hashes) == slots, "not a place in a full tree")
    for sibling in hashes:
        leaf = node_hash(sibling, leaf) if slot & 1 else node_hash(leaf, sibling)
        slot >>= 1
    return leaf


class EpochEnd(NamedTuple):
    origin: str
    size: int
    root: bytes
    restored_size: int
    restored_root: bytes
    seconds: int


def parse_epoch(entry):
    try:
        lines = entry.decode().split("\n")
    except UnicodeDecodeError as e:
        raise FormatError("not UTF-8") from e
    refuse_unless(len(lines) == 8 and lines[0] == "epoch/v1" and lines[1] and lines[7] == "", "not an epoch entry")
    return EpochEnd(lines[1], number(lines[2], 64), unbase64(lines[3], 32), number(lines[4], 64), unbase64(lines[5], 32),
                    number(lines[6], 64))
