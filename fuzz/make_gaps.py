#!/usr/bin/env python3
"""usage: make_gaps.py FOLDER: writes the seeds of the corpus `gaps` that are no text: pages of each kind out of a small database, and
one whose freeblocks go in a circle. The first page has an even length and the others an odd one: so the target tells them apart."""
import pathlib
import sqlite3
import sys
import tempfile

PAGE, KINDS = 512, {2: "index_inner", 5: "table_inner", 10: "index_leaf", 13: "table_leaf"}


def pages():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "small.db"
        store = sqlite3.connect(path, isolation_level=None)
        store.execute(f"PRAGMA page_size = {PAGE}")
        store.execute("CREATE TABLE t (a TEXT PRIMARY KEY, b)")
        store.executemany("INSERT INTO t VALUES (?, ?)", ((f"name {i:040}", bytes(20 + i % 40)) for i in range(200)))
        store.execute("DELETE FROM t WHERE rowid % 3 = 0")
        store.close()
        whole = path.read_bytes()
    return [whole[at:at + PAGE] for at in range(0, len(whole), PAGE)]


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    first, *others = pages()
    seeds = {"first": first, "circle": bytes([13, 1, 0, 0, 0, 1, 0, 0]) + bytes(248) + bytes([1, 0, 0, 8]) + bytes(253)}
    seeds |= {KINDS[page[0]]: page + b"\0" for page in others if page[0] in KINDS}
    assert set(KINDS.values()) <= seeds.keys(), sorted(seeds)
    for name, seed in seeds.items():
        (folder / name).write_bytes(seed)


if __name__ == "__main__":
    main()
