"""An independent reader of the receipts and policies of docs/formats/log.md, on top of log_formats.py."""
import re
from typing import NamedTuple

import log_formats as g
from log_formats import FormatError, hold
from troth_formats import commitment, refuse_unless


class Receipt(NamedTuple):
    event: str
    entry: bytes
    parts: list  # (index, nonce, part)
    slot: int
    slots: int
    salt: bytes
    slot_hashes: list
    tenant: str
    cell: str


class Lines:
    def __init__(self, data):
        self.data = data

    def next(self, prefix):
        """What follows the prefix in the next line; None, and nothing consumed, if it begins otherwise."""
        line, end, rest = self.data.partition(b"\n")
        if not end or not line.startswith(prefix.encode()):
            return None
        self.data = rest
        return line[len(prefix):].decode()

    def need(self, prefix):
        line = self.next(prefix)
        refuse_unless(line is not None, "here stands " + prefix)
        return line

    def proof(self, prefix):
        size = g.number(self.need(prefix), 64)
        refuse_unless(size <= len(self.data), "cut")
        out, self.data = self.data[:size].decode(), self.data[size:]
        g.parse_proof(out)
        return out


def parse_receipt(receipt):
    try:
        return read(Lines(receipt.encode()))
    except UnicodeDecodeError as e:
        raise FormatError("not UTF-8") from e


def read(lines):
    refuse_unless(lines.need("") == "troth-receipt/v1", "no receipt")
    event = lines.need("event ")
    refuse_unless(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", event), "no UUID")
    entry, parts, hashes = g.unbase64(lines.need("entry ")), [], []
    while (line := lines.next("part ")) is not None:
        index, nonce, part = (line.split(" ") + [""] * 3)[:3]
        refuse_unless(index in ("1", "2", "3") and line.count(" ") == 2, "no part")
        refuse_unless(not parts or parts[-1][0] < int(index), "parts must ascend")
        parts.append((int(index), g.unbase64(nonce, 32), g.unbase64(part)))
    slot = lines.need("slot ").split(" ")
    refuse_unless(len(slot) == 3, "no slot")
    while (line := lines.next("slot-hash ")) is not None:
        hashes.append(g.unbase64(line, 32))
    refuse_unless(len(hashes) <= 63, "too many slot hashes")
    out = Receipt(event, entry, parts, g.number(slot[0], 64), g.number(slot[1], 64), g.unbase64(slot[2], 32), hashes,
                  lines.proof("tenant-proof "), lines.proof("cell-proof "))
    refuse_unless(not lines.data, "bytes behind the end")
    return out


class Policy(NamedTuple):
    logs: list
    witnesses: dict  # name: key
    groups: list  # (name, least, members)
    quorum: str


def parse_policy(policy):
    refuse_unless(policy.endswith("\n"), "the last line is cut")
    logs, witnesses, groups, quorum, member_of = [], {}, [], None, set()
    for words in map(str.split, policy.split("\n")):
        known = {*witnesses, *(name for name, _, _ in groups)}
        if not words or words[0].startswith("#"):
            continue
        if words[0] == "log" and len(words) in (2, 3):
            logs.append(key_of(words[1], 1))
        elif words[0] == "witness" and len(words) in (3, 4) and words[1] not in known | {"none"}:
            witnesses[words[1]] = key_of(words[2], 4)
        elif words[0] == "group" and len(words) > 3 and words[1] not in known | {"none"}:
            members = words[3:]
            least = {"any": 1, "all": len(members)}.get(words[2]) or g.number(words[2])
            refuse_unless(1 <= least <= len(members) and known.issuperset(members), "a group that can never be")
            refuse_unless(not member_of & set(members) and len(set(members)) == len(members), "a member twice")
            member_of |= set(members)
            groups.append((words[1], least, members))
        elif words[0] == "quorum" and len(words) == 2 and quorum is None and words[1] in known | {"none"}:
            quorum = words[1]
        else:
            raise FormatError("not a line of a policy: " + " ".join(words))
    refuse_unless(quorum and len(set(logs)) == len(logs) and len(set(witnesses.values())) == len(witnesses), "incomplete")
    return Policy(logs, witnesses, groups, quorum)


def key_of(vkey, type_):
    key = g.parse_vkey(vkey)
    refuse_unless(key.type == type_, "a key of the other kind")
    return key


def judge(checkpoint, policy):
    """Signed by the pinned key of its origin, and cosigned by the quorum."""
    origin = g.parse_checkpoint(g.parse_note(checkpoint)[0]).origin
    signed = {key for key, _ in g.signers(checkpoint, [*policy.logs, *policy.witnesses.values()])}
    hold(any(key in signed and key.name == origin for key in policy.logs), "no pinned key of the origin signed")
    met = {name for name, key in policy.witnesses.items() if key in signed}
    for name, least, members in policy.groups:
        if len(met & set(members)) >= least:
            met.add(name)
    hold(policy.quorum == "none" or policy.quorum in met, "too few witnesses")


def read_end(proof, policy):
    """The end of a log, proven as entry 0 of the one that went on. A proof that is none leaves all unchecked."""
    parsed = g.parse_proof(proof)
    refuse_unless(parsed.extra and parsed.index == 0, "no end of a log")
    try:
        g.proven(proof, parsed.extra)
        if policy:
            judge(parsed.checkpoint, policy)
    except g.False_ as e:
        raise FormatError(str(e)) from e
    return g.parse_epoch(parsed.extra)


def verify_receipt(receipt, policy=None, ended=None):
    """The exit status of a success: 0 with a policy, 3 without. Raises otherwise. `ended`: a proof of an epoch/v1 entry."""
    policy = policy and parse_policy(policy)
    ended = ended and read_end(ended, policy)
    r = parse_receipt(receipt)
    hold(len(r.entry) == 107 and r.entry[0] == 1, "not an event of version 1")
    for index, nonce, part in r.parts:
        at = 11 + 32 * (index - 1)
        hold(commitment(index, nonce, part) == r.entry[at:at + 32], "another part than the entry's")
    tenant = g.proven(r.tenant, r.entry)
    root = g.slot_root(g.slot_leaf(r.salt, *tenant), r.slot, r.slots, r.slot_hashes)
    cell = g.proven(r.cell, g.slots_entry(r.slots, root))
    for head in (cell, tenant) if ended else ():
        beyond = head.size > ended.size or (head.size, head.root) != (ended.size, ended.root) and head.size == ended.size
        hold(head.origin != ended.origin or not beyond, "signed after the end of its log")
    if policy is None:
        return 3
    judge(g.parse_proof(r.cell).checkpoint, policy)
    pinned = [key for key in policy.logs if key.name == tenant.origin]
    hold(not pinned or g.signers(g.parse_proof(r.tenant).checkpoint, pinned), "not signed by the tenant log's pinned key")
    return 0
