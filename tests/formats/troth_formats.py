"""An independent reader of the byte formats in docs/formats: nothing here comes from, or calls, the C++ code.

Bytes in, bytes out; ids are 16 bytes, names are str, numbers are int. Whatever is wrong raises FormatError.
Only `cryptography` is needed (Debian: python3-cryptography).
"""
import base64
import hashlib
import hmac
import re
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

ZERO_ID = bytes(16)
KINDS = {"cell": 1, "tenant": 2, "index": 3, "audit": 4, "subject": 5, "access": 6}
OUTER, EPOCH_KIND = 0x80, 0x7F


class FormatError(ValueError):
    """The bytes break their grammar or fail their check."""


def refuse_unless(truth, why):
    if not truth:
        raise FormatError(why)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def mac(key, message):
    return hmac.new(key, message, hashlib.sha256).digest()


def u32(n):
    return n.to_bytes(4, "big")


def u64(n):
    return n.to_bytes(8, "big")


# --- tlv.md

def tlv(items):
    """items: {tag: bytes or str}, given in ascending order of their tags."""
    out, last = b"", -1
    for tag, value in items.items():
        refuse_unless(last < tag <= 255, "tags must ascend")
        value = value.encode() if isinstance(value, str) else value
        out, last = out + bytes([tag]) + u32(len(value)) + value, tag
    return out


def parse_tlv(data):
    out, at, last = {}, 0, -1
    while at < len(data):
        refuse_unless(len(data) - at >= 5, "item is cut in its head")
        tag, size = data[at], int.from_bytes(data[at + 1:at + 5], "big")
        refuse_unless(tag > last, "tags must ascend")
        refuse_unless(size <= len(data) - at - 5, "item is cut in its value")
        out[tag], last = data[at + 5:at + 5 + size], tag
        at += 5 + size
    return out


# --- envelope.md

class Envelope(NamedTuple):
    header: bytes
    key_version: int
    nonce: bytes
    sealed: bytes


def record_key(subject_key):
    return mac(subject_key, b"troth/record/v1")


def parse_envelope(data):
    refuse_unless(len(data) >= 8 + 12 + 16, "envelope is too short")
    refuse_unless(data[:4] == b"\xd7\x01\x01\x00", "not an envelope of version 1, suite 1, no flags")
    return Envelope(data[:8], int.from_bytes(data[4:8], "big"), data[8:20], data[20:])


def envelope_aad(header, region, tenant, subject, collection, record, record_version, schema):
    return tlv({1: header, 2: region, 3: tenant, 4: subject, 5: collection, 6: record,
                7: u32(record_version), 8: u32(schema)})


def open_envelope(subject_key, envelope, region, tenant, subject, collection, record, record_version, schema):
    parsed = parse_envelope(envelope)
    aad = envelope_aad(parsed.header, region, tenant, subject, collection, record, record_version, schema)
    return gcm_open(record_key(subject_key), parsed.nonce, aad, parsed.sealed)


def gcm_open(key, nonce, aad, sealed):
    try:
        return AESGCM(key).decrypt(nonce, sealed, aad)
    except (InvalidTag, ValueError) as e:
        raise FormatError("sealed bytes fail their check") from e


# --- wraps.md

def wrap_aad(head, cell, region, tenant, holder, key_version, wrapper, epoch=None):
    items = {1: head, 2: cell, 3: region, 4: tenant, 5: holder, 6: u32(key_version), 7: wrapper}
    return tlv(items if epoch is None else {**items, 8: u64(epoch)})


def siv_open(key, aad, sealed):
    refuse_unless(len(key) == 64 and len(sealed) > 16, "wrap is too short")
    try:
        return AESSIV(key).decrypt(sealed, [aad])
    except InvalidTag as e:
        raise FormatError("wrap fails its check") from e


def unwrap_inner(wrapping_key, wrap, kind, cell, region, tenant, holder, key_version, wrapper):
    """The wrapped key. `wrapper` is the id of the wrapping key (ZERO_ID: the seal's root key)."""
    refuse_unless(len(wrap) == 98, "inner wrap is not 98 bytes")
    refuse_unless(wrap[:2] == bytes([1, KINDS[kind]]), "inner wrap is of another version or kind")
    refuse_unless(wrap[2:18] == wrapper, "inner wrap names another wrapper")
    refuse_unless(kind == "subject" or holder == ZERO_ID, "only a subject key has a holder")
    return siv_open(wrapping_key, wrap_aad(wrap[:2], cell, region, tenant, holder, key_version, wrapper), wrap[18:])


def unwrap_outer(epoch_key, outer, kind, cell, region, tenant, holder, key_version, wrapper, epoch):
    """The inner wrap, of 98 bytes."""
    refuse_unless(kind != "cell", "the cell key has no outer wrap")
    refuse_unless(len(outer) == 124, "outer wrap is not 124 bytes")
    refuse_unless(outer[:2] == bytes([1, OUTER + KINDS[kind]]), "outer wrap is of another version or kind")
    refuse_unless(outer[2:10] == u64(epoch), "outer wrap is of another epoch")
    aad = wrap_aad(outer[:2], cell, region, tenant, holder, key_version, wrapper, epoch)
    return siv_open(epoch_key, aad, outer[10:])


def epoch_aad(head, cell, region, epoch):
    return tlv({1: head, 2: cell, 3: region, 8: u64(epoch)})


def unwrap_epoch(object_key, data, cell, region, epoch):
    """The epoch key out of the seal's object for that epoch."""
    refuse_unless(len(data) == 90, "epoch key object is not 90 bytes")
    refuse_unless(data[:2] == bytes([1, EPOCH_KIND]) and data[2:10] == u64(epoch), "object of another kind or epoch")
    return siv_open(object_key, epoch_aad(data[:2], cell, region, epoch), data[10:])


# --- event.md

class Leaf(NamedTuple):
    type: int
    minute: int
    commitments: tuple  # of what, who, whom


def parse_leaf(data):
    refuse_unless(len(data) == 107, "leaf is not 107 bytes")
    refuse_unless(data[0] == 1, "leaf is of another version")
    return Leaf(int.from_bytes(data[1:3], "big"), int.from_bytes(data[3:11], "big"),
                (data[11:43], data[43:75], data[75:107]))


def leaf_hash(leaf):
    return sha256(b"\x00", leaf)


def commitment(index, nonce, part):
    refuse_unless(index in (1, 2, 3) and len(nonce) == 32, "no part index, or a nonce that is not 32 bytes")
    return sha256(b"audit-part/v1", bytes([index]), nonce, part)


def verify_commitment(leaf, index, nonce, part):
    computed = commitment(index, nonce, part)
    refuse_unless(parse_leaf(leaf).commitments[index - 1] == computed, "part is not the one the leaf commits to")


def audit_secret(holder_key):
    """holder_key: a subject's key, or a tenant's audit key."""
    return mac(holder_key, b"troth/audit/v1")


def part_key(secret, hour):
    info = tlv({1: "troth/audit-part/v1", 2: u64(hour)})
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info).derive(secret)


def part_aad(log, event, index):
    return tlv({1: log, 2: event, 3: bytes([index])})


def open_part(secret, sealed, log, event, index, hour):
    """(nonce r_i, part)"""
    refuse_unless(len(sealed) >= 12 + 32 + 16, "sealed part is too short")
    plain = gcm_open(part_key(secret, hour), sealed[:12], part_aad(log, event, index), sealed[12:])
    return plain[:32], plain[32:]


# --- blind-index.md

def index_message(collection, field, normaliser, value):
    return tlv({1: collection, 2: field, 3: u32(normaliser), 4: value})


def blind_index(index_key, collection, field, normaliser, value):
    return mac(mac(index_key, b"troth/index/v1"), index_message(collection, field, normaliser, value))[:16]


# --- token.md

class Token(NamedTuple):
    tenant: bytes
    token_id: bytes
    secret: bytes


TOKEN = re.compile(r"(troth1\.([\w-]{22})\.([\w-]{22})\.([\w-]{43}))\.([0-9a-f]{8})", re.ASCII)


def b64url_decode(text):
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    refuse_unless(base64.urlsafe_b64encode(data).rstrip(b"=").decode() == text, "unused bits are set")
    return data


def parse_token(text):
    match = TOKEN.fullmatch(text)
    refuse_unless(match, "not a token")
    refuse_unless(sha256(match[1].encode())[:4].hex() == match[5], "token is mistyped or cut")
    return Token(*(b64url_decode(match[i]) for i in (2, 3, 4)))


def token_message(token, principal, permissions, expiry, issued):
    return tlv({1: token.token_id, 2: token.secret, 3: token.tenant, 4: principal, 5: u64(permissions),
                6: u64(expiry), 7: u64(issued)})


def token_mac(access_key, token, principal, permissions, expiry, issued):
    return mac(mac(access_key, b"troth/token/v1"), token_message(token, principal, permissions, expiry, issued))
