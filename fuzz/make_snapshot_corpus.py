"""Writes fuzz/corpus/snapshot: records of the key snapshot, whole and broken (grammar in src/keys/internal/snapshot_file.h)."""
import os
import struct

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "corpus", "snapshot")


def tlv(*items):
    return b"".join(struct.pack(">BI", tag, len(value)) + value for tag, value in items)


def number(value):
    return struct.pack(">Q", value)


KEY = tlv((1, b"k"), (2, b"t" * 16), (3, number(5)), (4, b"s" * 16), (5, number(1)), (6, number(1)), (7, b"w" * 124), (8, number(9)))
RECORDS = {
    "head": tlv((1, b"h"), (2, b"eu-1"), (3, b"eu-central"), (4, b"w" * 98), (5, number(9)), (6, number(1))),
    "key": KEY,
    "key_cut": KEY[:-3],
    "end": tlv((1, b"z"), (2, number(3))),
    "unknown": tlv((1, b"q")),
    "descending": tlv((2, b"x"), (1, b"k")),
    "long_length": struct.pack(">BI", 1, 0xFFFFFFFF),
    "short": struct.pack(">BI", 1, 5) + b"k",
    "empty": b"",
}

if __name__ == "__main__":
    os.makedirs(FOLDER, exist_ok=True)
    for name, record in RECORDS.items():
        with open(os.path.join(FOLDER, name), "wb") as file:
            file.write(record)
