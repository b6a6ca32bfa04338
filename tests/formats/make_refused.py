"""The spoilt copies of the vectors: each is the input of one reader in troth_formats.py, which must raise FormatError.

Where a reader computes instead of opening (blind_index, token_mac), `given` holds the value that must not come out.
"""
import troth_formats as f

OTHER_ID = bytes(range(16))


def entry(name, step, args, given=None):
    return {"name": name, "step": step, "in": args} | ({} if given is None else {"given": given})


def flip(data, at):
    at %= len(data)
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]


def spoilt_bytes(step, args, key, places):
    """`places`: {name: offset} of one byte to flip; and the lengths that are none."""
    data = args[key]
    for name, at in places.items():
        yield entry("flipped bit: " + name, step, {**args, key: flip(data, at)})
    for name, bad in (("empty", b""), ("last byte missing", data[:-1]), ("one byte too many", data + b"\0")):
        yield entry(name, step, {**args, key: bad})


def other_context(step, args, skip=()):
    """One fact about where the bytes belong is another one each time."""
    for key, value in args.items():
        if key in skip:
            continue
        bad = value + 1 if isinstance(value, int) else value + "x" if isinstance(value, str) else flip(value, -1)
        yield entry("another " + key.replace("_", " "), step, {**args, key: bad})


def of_tlv(cases):
    good = f.tlv({1: b"ab", 2: b"c"})
    for name, data in (("tags descend", f.tlv({2: b"c"}) + f.tlv({1: b"ab"})), ("a tag twice", f.tlv({1: b"a"}) * 2),
                       ("cut in a value", good[:-1]), ("cut in a head", good[:-2]), ("one byte too many", good + b"\3"),
                       ("length beyond the end", b"\1\xff\xff\xff\xff")):
        yield entry(name, "parse_tlv", {"data": data})


def of_envelope(cases):
    first = cases[0]
    args = {k: v for k, v in first["in"].items() if k not in ("plaintext", "nonce", "key_version")}
    args["envelope"] = first["out"]["envelope"]
    places = {"magic": 0, "version": 1, "suite": 2, "flags": 3, "key version": 7, "nonce": 8, "ciphertext": 20, "tag": -1}
    yield from spoilt_bytes("open_envelope", args, "envelope", places)
    yield entry("header only", "open_envelope", {**args, "envelope": args["envelope"][:8]})
    yield from other_context("open_envelope", args, skip=("envelope",))
    yield entry("text moved between region and collection", "open_envelope",
                {**args, "region": args["region"] + "c", "collection": args["collection"][1:]})
    yield entry("tenant and subject exchanged", "open_envelope",
                {**args, "tenant": args["subject"], "subject": args["tenant"]})


def of_wraps(cases):
    by_name = {c["name"]: c for c in cases}
    yield from of_inner(by_name)
    outer = by_name["outer wrap: subject"]
    args = {k: v for k, v in outer["in"].items() if k != "inner"} | {"outer": outer["out"]["outer"]}
    places = {"version": 0, "kind": 1, "epoch": 9, "siv": 10, "ciphertext": 26, "last byte": -1}
    yield from spoilt_bytes("unwrap_outer", args, "outer", places)
    yield from other_context("unwrap_outer", args, skip=("outer", "kind"))
    yield entry("another kind", "unwrap_outer", {**args, "kind": "tenant"})
    yield entry("an inner wrap given as an outer one", "unwrap_outer", {**args, "outer": outer["in"]["inner"]})
    epoch = by_name["epoch key object"]
    args = {k: v for k, v in epoch["in"].items() if k != "key"} | {"data": epoch["out"]["data"]}
    yield from spoilt_bytes("unwrap_epoch", args, "data", {"version": 0, "kind": 1, "epoch": 9, "siv": 10, "ciphertext": 26})
    yield from other_context("unwrap_epoch", args, skip=("data",))


def of_inner(by_name):
    inner = by_name["inner wrap: subject"]
    args = {k: v for k, v in inner["in"].items() if k != "key"} | {"wrap": inner["out"]["wrap"]}
    places = {"version": 0, "kind": 1, "wrapper": 2, "siv": 18, "ciphertext": 34, "last byte": -1}
    yield from spoilt_bytes("unwrap_inner", args, "wrap", places)
    yield from other_context("unwrap_inner", args, skip=("wrap", "kind"))
    yield entry("another kind", "unwrap_inner", {**args, "kind": "tenant"})
    relabelled = args["wrap"][:1] + b"\2" + args["wrap"][2:]
    yield entry("kind changed on both sides", "unwrap_inner",
                {**args, "wrap": relabelled, "kind": "tenant", "holder": f.ZERO_ID})
    moved = args["wrap"][:2] + OTHER_ID + args["wrap"][18:]
    yield entry("wrapper changed on both sides", "unwrap_inner", {**args, "wrap": moved, "wrapper": OTHER_ID})
    audit = by_name["inner wrap: audit"]
    args = {k: v for k, v in audit["in"].items() if k != "key"} | {"wrap": audit["out"]["wrap"]}
    yield entry("a holder where there is none", "unwrap_inner", {**args, "holder": OTHER_ID})


def of_event(cases):
    event = cases[0]["in"]
    part, out, leaf = event["parts"][2], cases[0]["out"]["parts"][2], cases[0]["out"]["leaf"]
    args = {"secret": out["secret"], "sealed": out["sealed"], "log": event["log"], "event": event["event"], "index": 3,
            "hour": event["hour"]}
    yield from spoilt_bytes("open_part", args, "sealed", {"nonce": 0, "r": 12, "part": 44, "tag": -1})
    yield entry("shorter than nonce, r and tag", "open_part", {**args, "sealed": args["sealed"][:59]})
    yield from other_context("open_part", args, skip=("sealed", "index"))
    yield entry("another index", "open_part", {**args, "index": 2})
    args = {"leaf": leaf, "index": 3, "nonce": part["r"], "part": part["part"]}
    yield from spoilt_bytes("verify_commitment", args, "part", {"first byte": 0})
    yield entry("a line end added to the part", "verify_commitment", {**args, "part": part["part"] + b"\n"})
    for key in ("nonce", "leaf"):
        yield from spoilt_bytes("verify_commitment", args, key, {"last byte": -1})
    for index in (0, 1, 2, 4):
        yield entry(f"index {index}", "verify_commitment", {**args, "index": index})
    shifted = {"nonce": part["r"] + part["part"][:1], "part": part["part"][1:]}
    yield entry("a byte moved from the part to r", "verify_commitment", {**args, **shifted})
    yield from spoilt_bytes("parse_leaf", {"data": leaf}, "data", {"version": 0})


def of_index(cases):
    first = cases[0]
    for bad in other_context("blind_index", first["in"]):
        yield {**bad, "given": first["out"]["index"]}
    moved = {"collection": "contact", "field": "s" + first["in"]["field"]}
    yield entry("text moved between collection and field", "blind_index", {**first["in"], **moved}, first["out"]["index"])


def with_check(body):
    return body + "." + f.sha256(body.encode())[:4].hex()


def of_token(cases):
    text = cases[0]["out"]["text"]
    body, check = text.rsplit(".", 1)
    head, tenant, token_id, secret = body.split(".")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    unused_bit = tenant[:-1] + alphabet[alphabet.index(tenant[-1]) ^ 1]
    texts = {"empty": "", "a digit of the check changed": text[:-1] + ("0" if text[-1] != "0" else "1"),
             "no check": body, "check cut": text[:-1], "a letter changed": text.replace(secret, secret[:-2] + "A" + secret[-1]),
             "space before": " " + text, "line end behind": text + "\n", "part missing": with_check(f"{head}.{tenant}.{secret}"),
             "part too many": with_check(body + "." + token_id), "padded": with_check(f"{head}.{tenant}==.{token_id}.{secret}"),
             "secret too short": with_check(body[:-1]), "another prefix": with_check(body.replace("troth1", "troth2")),
             "unused bits set": with_check(f"{head}.{unused_bit}.{token_id}.{secret}"),
             "base64 of the other alphabet": with_check(f"{head}.{tenant}.{token_id}.{'+' + secret[1:]}")}
    if check.upper() != check:
        texts["check in upper case"] = body + "." + check.upper()
    for name, bad in texts.items():
        yield entry(name, "parse_token", {"text": bad})
    for bad in other_context("token_mac", cases[0]["in"]):
        yield {**bad, "given": cases[0]["out"]["mac"]}


def of(name, cases):
    table = {"tlv": of_tlv, "envelope": of_envelope, "wraps": of_wraps, "event": of_event, "blind-index": of_index,
             "token": of_token}
    return table[name](cases)
