"""Makes logs, slots, seals and receipts from their formats alone, for tests: RFC 6962, the C2SP texts (signed-note,
tlog-checkpoint, tlog-cosignature, tlog-tiles, tlog-proof, tlog-policy) and docs/formats. Shares no code with the product."""
import base64
import hashlib
import hmac
import struct
import sys

try:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
except ImportError:
    sys.exit("this test signs with Ed25519: install the Python module cryptography (Debian: python3-cryptography)")


def b64(data):
    return base64.b64encode(data).decode()


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def leaf_hash(entry):
    return sha256(b"\0", entry)


class Tree:
    """MTH, PATH and PROOF of RFC 6962 section 2.1 over a list of leaf hashes."""

    def __init__(self, leaves):
        self.leaves, self.known = leaves, {}

    @staticmethod
    def split(begin, end):
        k = 1
        while k * 2 < end - begin:
            k *= 2
        return begin + k

    def mth(self, begin, end):
        if begin == end:
            return sha256()
        if end - begin == 1:
            return self.leaves[begin]
        if (begin, end) not in self.known:
            middle = self.split(begin, end)
            self.known[begin, end] = sha256(b"\1", self.mth(begin, middle), self.mth(middle, end))
        return self.known[begin, end]

    def root(self, size=None):
        return self.mth(0, len(self.leaves) if size is None else size)

    def path(self, index, end, begin=0):
        if end - begin == 1:
            return []
        middle = self.split(begin, end)
        if index < middle:
            return self.path(index, middle, begin) + [self.mth(middle, end)]
        return self.path(index, end, middle) + [self.mth(begin, middle)]


class Key:
    """An Ed25519 key of a signed note; `cosigns` makes it one of a witness (cosignature/v1)."""

    def __init__(self, name, seed, cosigns=False):
        self.name, self.type = name, 4 if cosigns else 1
        self.private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        self.public = self.private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        self.id = sha256(name.encode(), b"\n", bytes([self.type]), self.public)[:4]

    @property
    def vkey(self):
        return f"{self.name}+{self.id.hex()}+{b64(bytes([self.type]) + self.public)}"

    def line(self, text, seconds=0):
        if self.type == 1:
            blob = self.private.sign(text.encode())
        else:
            signed = f"cosignature/v1\ntime {seconds}\n{text}"
            blob = struct.pack(">Q", seconds) + self.private.sign(signed.encode())
        return f"\u2014 {self.name} {b64(self.id + blob)}\n"


def head_text(origin, size, root):
    return f"{origin}\n{size}\n{b64(root)}\n"


def checkpoint(key, size, root, witnesses=(), seconds=1793000000):
    """A checkpoint of the log whose origin is the key's name, signed and cosigned."""
    text = head_text(key.name, size, root)
    return text + "\n" + key.line(text) + "".join(w.line(text, seconds) for w in witnesses)


def tlog_proof(index, hashes, signed, extra=None):
    first = "c2sp.org/tlog-proof@v1\n" + (f"extra {b64(extra)}\n" if extra is not None else "")
    return first + f"index {index}\n" + "".join(b64(h) + "\n" for h in hashes) + "\n" + signed


class Log:
    """A log in memory: entries and the key that signs its heads."""

    def __init__(self, key, entries, witnesses=()):
        self.key, self.entries, self.witnesses = key, entries, witnesses
        self.tree = Tree([leaf_hash(e) for e in entries])

    def checkpoint(self, size=None):
        size = len(self.entries) if size is None else size
        return checkpoint(self.key, size, self.tree.root(size), self.witnesses)

    def proof(self, index, extra=None):
        size = len(self.entries)
        return tlog_proof(index, self.tree.path(index, size), self.checkpoint(), extra)

    def mirror(self, folder):
        """The files of tlog-tiles: checkpoint, tile/<level>/<index>[.p/<width>], tile/entries/..."""
        (folder / "checkpoint").parent.mkdir(parents=True, exist_ok=True)
        (folder / "checkpoint").write_text(self.checkpoint())
        bundles = [struct.pack(">H", len(e)) + e for e in self.entries]
        self.write_level(folder / "tile" / "entries", bundles)
        row, level = self.tree.leaves, 0
        while row:
            self.write_level(folder / "tile" / str(level), row)
            row = [self.subtree(row[i:i + 256]) for i in range(0, len(row) - 255, 256)]
            level += 1
        return folder

    @staticmethod
    def subtree(row):
        while len(row) > 1:
            row = [sha256(b"\1", row[i], row[i + 1]) for i in range(0, len(row), 2)]
        return row[0]

    @staticmethod
    def write_level(folder, items):
        for index in range(0, (len(items) + 255) // 256):
            part = items[index * 256:index * 256 + 256]
            path = folder / tile_path(index, len(part))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"".join(part))


def tile_path(index, width):
    digits = str(index).zfill((len(str(index)) + 2) // 3 * 3)
    groups = [digits[i:i + 3] for i in range(0, len(digits), 3)]
    path = "/".join(["x" + g for g in groups[:-1]] + groups[-1:])
    return path if width == 256 else f"{path}.p/{width}"


def event_leaf(parts, nonces, number=0x0102, minute=29547000):
    commitments = [sha256(b"audit-part/v1", bytes([i + 1]), nonces[i], parts[i]) for i in range(3)]
    return struct.pack(">BHQ", 1, number, minute) + b"".join(commitments)


class Slots:
    """The heads of a seal, salted, padded to a power of two; a head is (origin, size, root) or None."""

    def __init__(self, seed, heads):
        self.count = 1
        while self.count < len(heads):
            self.count *= 2
        self.salts = [hmac.digest(seed, struct.pack(">Q", i), "sha256") for i in range(self.count)]
        self.tree = Tree([leaf_hash(self.salts[i] + self.encoded(heads[i] if i < len(heads) else None))
                          for i in range(self.count)])

    @staticmethod
    def encoded(head):
        if head is None:
            return b"\0\0"
        origin, size, root = head
        return struct.pack(">H", len(origin)) + origin.encode() + struct.pack(">Q", size) + root

    @property
    def entry(self):
        return b"slots/v1" + struct.pack(">Q", self.count) + self.tree.root()


def epoch_entry(origin, size, root, restored_size, restored_root, seconds=1793000000):
    return (f"epoch/v1\n{origin}\n{size}\n{b64(root)}\n{restored_size}\n{b64(restored_root)}\n{seconds}\n").encode()


class Receipt:
    """The fields of a receipt, to be changed one by one before they are written."""

    def __init__(self, event, entry, parts, slot, slots, tenant_proof, cell_proof):
        self.event, self.entry, self.parts = event, entry, parts  # parts: [(index, nonce, part)]
        self.slot, self.slots, self.salt = slot, slots.count, slots.salts[slot]
        self.slot_hashes = slots.tree.path(slot, slots.count)
        self.tenant_proof, self.cell_proof = tenant_proof, cell_proof

    def text(self):
        out = f"troth-receipt/v1\nevent {self.event}\nentry {b64(self.entry)}\n"
        out += "".join(f"part {i} {b64(nonce)} {b64(part)}\n" for i, nonce, part in self.parts)
        out += f"slot {self.slot} {self.slots} {b64(self.salt)}\n"
        out += "".join(f"slot-hash {b64(h)}\n" for h in self.slot_hashes)
        for name, proof in (("tenant", self.tenant_proof), ("cell", self.cell_proof)):
            out += f"{name}-proof {len(proof.encode())}\n{proof}"
        return out


class Cell:
    """A cell of five tenants with a witness and a seal; `receipt(t, i)` is for event i of tenant t."""
    origin = "audit.example.com/eu1"

    def __init__(self, events=20):
        self.key = Key(self.origin, 1)
        self.witnesses = [Key("witness.example.org", 2, True), Key("watch.example.net", 3, True)]
        self.tenants = [self.tenant(i, events + i) for i in range(5)]
        self.slots = Slots(b"seed of the seal", [
            (t.key.name, len(t.entries), t.tree.root()) if i != 1 else None for i, t in enumerate(self.tenants)])
        seals = [b"slots/v1" + struct.pack(">Q", 1) + sha256(bytes([i])) for i in range(9)]
        seals[4] = self.slots.entry
        self.log = Log(self.key, seals, self.witnesses)

    parts = [b'{"operation":"read"}', b'{"principal":"support desk"}', b'{"subject":"nora@example.com"}']

    @staticmethod
    def nonces(tenant, index):
        return [sha256(f"nonce {tenant} {index} {i}".encode()) for i in range(3)]

    def tenant(self, number, events):
        entries = [event_leaf(self.parts, self.nonces(number, i)) for i in range(events)]
        return Log(Key(f"{self.origin}/t/{number}", 10 + number), entries)

    def receipt(self, tenant=2, index=7):
        log, nonces = self.tenants[tenant], self.nonces(tenant, index)
        parts = [(i + 1, nonces[i], self.parts[i]) for i in (0, 2)]
        return Receipt("0190a5c0-0000-7000-8000-000000000001", log.entries[index], parts, tenant, self.slots,
                       log.proof(index), self.log.proof(4))

    def policy(self, *more_keys, least="all"):
        lines = [f"log {key.vkey}" for key in (self.key, *more_keys)]
        lines += [f"witness w{i} {w.vkey} https://{w.name}/" for i, w in enumerate(self.witnesses)]
        return "\n".join(lines + ["#level w0 independent", f"group both {least} w0 w1", "quorum both"]) + "\n"
