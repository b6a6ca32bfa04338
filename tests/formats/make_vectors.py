#!/usr/bin/env python3
"""Writes tests/vectors/*.json: every format sealed from fixed inputs, and the spoilt copies that must be refused.

Deterministic: keys, ids and nonces are SHA-256 of their own names. decode_test.py fails when the committed files differ
from what this makes, so run it after a change of a format and read the difference.
"""
import json
import pathlib

from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV

import make_refused as refused
import troth_formats as f

VECTORS = pathlib.Path(__file__).resolve().parent.parent / "vectors"
CELL, REGION = "cell-1.example.com", "eu-central"


def fixed(name, size):
    out = b""
    while len(out) < size:
        out += f.sha256(b"troth vector: ", name.encode(), bytes([len(out) // 32]))
    return out[:size]


def case(name, step, given, out):
    return {"name": name, "step": step, "in": given, "out": out}


# --- tlv.json

def tlv_cases():
    sets = {"no items": {}, "one empty value": {1: b""}, "text and number": {1: "eu-central", 2: f.u32(7)},
            "tags may leave gaps, 0 and 255 included": {0: b"\x00", 8: f.u64(20000), 255: b"\xff"},
            "a value that looks like an item": {1: f.tlv({2: b"inner"})}}
    for name, items in sets.items():
        raw = {t: v.encode() if isinstance(v, str) else v for t, v in items.items()}
        yield case(name, "tlv", {"items": [{"tag": t, "value": v} for t, v in raw.items()]}, {"encoded": f.tlv(items)})


# --- envelope.json

PLACE = {"region": REGION, "tenant": fixed("tenant", 16), "subject": fixed("subject", 16), "collection": "contacts",
         "record": fixed("record", 16), "record_version": 3, "schema": 1}


def envelope_case(name, plaintext, **changed):
    place = {**PLACE, **changed}
    key_version = place.pop("key_version", 1)
    given = {"subject_key": fixed("subject key", 64), "key_version": key_version, "nonce": fixed("nonce " + name, 12),
             "plaintext": plaintext, **place}
    header = b"\xd7\x01\x01\x00" + f.u32(key_version)
    key, aad = f.record_key(given["subject_key"]), f.envelope_aad(header, **place)
    sealed = header + given["nonce"] + AESGCM(key).encrypt(given["nonce"], plaintext, aad)
    return case(name, "open_envelope", given, {"record_key": key, "aad": aad, "envelope": sealed})


def envelope_cases():
    yield envelope_case("a small record", b'{"email":"nora@example.com","shoe_size":38}')
    yield envelope_case("an empty plaintext", b"")
    yield envelope_case("large numbers and UTF-8", '{"name":"Zoë Ångström"}'.encode(), key_version=0xFFFFFFFE,
                        record_version=0x80000000, schema=0x01020304)


# --- wraps.json

def wrap_context(kind):
    return {"kind": kind, "cell": CELL, "region": REGION,
            "tenant": f.ZERO_ID if kind == "cell" else fixed("tenant", 16),
            "holder": fixed("subject", 16) if kind == "subject" else f.ZERO_ID, "key_version": 1 if kind == "cell" else 5,
            "wrapper": f.ZERO_ID if kind == "cell" else fixed("id of the key that wraps " + kind, 16)}


def inner_case(kind):
    context = wrap_context(kind)
    given = {"wrapping_key": fixed("key that wraps " + kind, 64), "key": fixed(kind + " key", 64), **context}
    head = bytes([1, f.KINDS[context.pop("kind")]])
    aad = f.wrap_aad(head, **context)
    wrap = head + context["wrapper"] + AESSIV(given["wrapping_key"]).encrypt(given["key"], [aad])
    return case("inner wrap: " + kind, "unwrap_inner", given, {"aad": aad, "wrap": wrap})


def outer_case(kind):
    context = {**wrap_context(kind), "epoch": 20519}
    given = {"epoch_key": fixed("epoch key", 64), "inner": inner_case(kind)["out"]["wrap"], **context}
    head = bytes([1, f.OUTER + f.KINDS[context.pop("kind")]])
    aad = f.wrap_aad(head, **context)
    outer = head + f.u64(context["epoch"]) + AESSIV(given["epoch_key"]).encrypt(given["inner"], [aad])
    return case("outer wrap: " + kind, "unwrap_outer", given, {"aad": aad, "outer": outer})


def epoch_case():
    context = {"cell": CELL, "region": REGION, "epoch": 20519}
    given = {"object_key": fixed("epoch object key", 64), "key": fixed("epoch key", 64), **context}
    head = bytes([1, f.EPOCH_KIND])
    aad = f.epoch_aad(head, **context)
    data = head + f.u64(context["epoch"]) + AESSIV(given["object_key"]).encrypt(given["key"], [aad])
    return case("epoch key object", "unwrap_epoch", given, {"aad": aad, "data": data})


def wrap_cases():
    yield from (inner_case(kind) for kind in f.KINDS)
    yield from (outer_case(kind) for kind in f.KINDS if kind != "cell")
    yield epoch_case()


# --- event.json

def event_part(index, holder, holder_key, text, log, event, hour):
    given = {"index": index, "holder": holder, "holder_key": holder_key, "r": fixed(f"r of part {index}", 32),
             "nonce": fixed(f"nonce of part {index}", 12), "part": text.encode()}
    secret = f.audit_secret(holder_key)
    key, aad = f.part_key(secret, hour), f.part_aad(log, event, index)
    sealed = given["nonce"] + AESGCM(key).encrypt(given["nonce"], given["r"] + given["part"], aad)
    out = {"commitment": f.commitment(index, given["r"], given["part"]), "secret": secret, "key": key, "aad": aad,
           "sealed": sealed}
    return given, out


def event_cases():
    log, event, minute = fixed("tenant", 16), fixed("event", 16), 29547000
    tenant_key, subject_key = fixed("audit key", 64), fixed("subject key", 64)
    plain = [("tenant", tenant_key, '{"operation":"read","collection":"contacts"}'),
             ("tenant", tenant_key, '{"principal":"support desk"}'),
             ("subject", subject_key, '{"reason":"ticket 4711","subject":"nora@example.com"}')]
    parts = [event_part(i, *p, log, event, minute // 60) for i, p in enumerate(plain, 1)]
    leaf = b"\x01" + (0x0102).to_bytes(2, "big") + f.u64(minute) + b"".join(out["commitment"] for _, out in parts)
    yield case("a record is read", "open_part",
               {"log": log, "event": event, "type": 0x0102, "minute": minute, "hour": minute // 60,
                "parts": [given for given, _ in parts]},
               {"leaf": leaf, "leaf_hash": f.leaf_hash(leaf), "parts": [out for _, out in parts]})


# --- blind-index.json

def index_cases():
    for name, field, normaliser, value in (("an e-mail address", "email", 1, b"nora@example.com"),
                                           ("a later normaliser", "email", 2, b"nora@example.com"),
                                           ("UTF-8", "customer_no", 1, "Ångström-7".encode()),
                                           ("an empty value", "email", 1, b"")):
        key = fixed("index key", 64)
        facts = {"collection": "contacts", "field": field, "normaliser": normaliser, "value": value}
        yield case(name, "blind_index", {"index_key": key, **facts},
                   {"message": f.index_message(**facts), "index": f.blind_index(key, **facts)})


# --- token.json

def token_text(tenant, token_id, secret):
    b64 = lambda data: f.base64.urlsafe_b64encode(data).rstrip(b"=").decode()
    body = ".".join(["troth1", b64(tenant), b64(token_id), b64(secret)])
    return body + "." + f.sha256(body.encode())[:4].hex()


def token_cases():
    dashes = (b"\xfb\xff\xbf" * 5 + b"\xfb", b"\xff\xfb\xef" * 10 + b"\xfe\x00")
    for name, token_id, secret in (("a token", fixed("token id", 16), fixed("token secret", 32)),
                                   ("'-' and '_' in id and secret", *dashes)):
        token = f.Token(fixed("tenant", 16), token_id, secret)
        facts = {"principal": fixed("principal", 16), "permissions": (1 << 52) + 5, "expiry": 1798761600000000,
                 "issued": 1767225600000000}
        access_key = fixed("access key", 64)
        yield case(name, "parse_token", {**token._asdict(), **facts, "access_key": access_key},
                   {"text": token_text(*token), "message": f.token_message(token, **facts),
                    "mac": f.token_mac(access_key, token, **facts)})


ABOUT = {"tlv": tlv_cases, "envelope": envelope_cases, "wraps": wrap_cases, "event": event_cases,
         "blind-index": index_cases, "token": token_cases}


def to_json(value):
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {k: to_json(v) for k, v in value.items()}
    return [to_json(v) for v in value] if isinstance(value, (list, tuple)) else value


def all_vectors():
    """{file name: its text}"""
    out = {}
    for name, make in ABOUT.items():
        cases = list(make())
        body = {"format": f"docs/formats/{name}.md", "cases": cases, "must_fail": list(refused.of(name, cases))}
        out[name + ".json"] = json.dumps(to_json(body), indent=1, ensure_ascii=False) + "\n"
    return out


if __name__ == "__main__":
    VECTORS.mkdir(exist_ok=True)
    for file, text in all_vectors().items():
        (VECTORS / file).write_text(text)
        print(f"{file}: {len(json.loads(text)['cases'])} cases, {len(json.loads(text)['must_fail'])} must fail")
