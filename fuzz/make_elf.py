#!/usr/bin/env python3
"""usage: make_elf.py FOLDER: writes the seeds of the corpus `elf` that are no text: a small sound program, and what is wrong with others."""
import pathlib
import struct
import sys

NAMES = b"\0libc.so.6\0__stack_chk_fail\0__memcpy_chk\0$ORIGIN/lib\0"
LOAD, DYNAMIC, STACK, RELRO, PROPERTY = 1, 2, 0x6474E551, 0x6474E552, 0x6474E553
NEEDED, STRTAB, STRSZ, RUNPATH, FLAGS, BIND_NOW = 1, 5, 10, 29, 30, 8
PROPERTIES = struct.pack("<III4s", 4, 16, 5, b"GNU\0") + struct.pack("<IIII", 0xC0000002, 4, 3, 0)  # branches and shadow stack marked
HEADERS = 64 + 5 * 56


def segment(kind, flags, at=0, size=0, in_memory=True):
    where = at if in_memory else 0
    return struct.pack("<IIQQQQQQ", kind, flags, at, where, where, size, size, 8)


def program(runpath=False, kind=3, stack=6, segments=5, table=64, names=len(NAMES)):
    """ELF64, little-endian, x86-64 (System V gABI): header, five segments, names, dynamic section, properties."""
    path = [(RUNPATH, NAMES.index(b"$ORIGIN/lib"))] if runpath else []
    entries = [(NEEDED, 1), *path, (STRTAB, HEADERS), (STRSZ, names), (FLAGS, BIND_NOW), (0, 0)]
    dynamic = b"".join(struct.pack("<QQ", *entry) for entry in entries)
    at = HEADERS + len(NAMES)
    end = at + len(dynamic)
    whole = end + len(PROPERTIES)
    header = struct.pack("<4s5B7xHHIQQQIHHHHHH", b"\x7fELF", 2, 1, 1, 0, 0, kind, 62, 1, 0x1000, table, 0, 0, 64, 56, segments, 64, 0, 0)
    parts = [segment(LOAD, 5, 0, whole), segment(DYNAMIC, 6, at, len(dynamic)), segment(STACK, stack), segment(RELRO, 4, HEADERS, 8),
             segment(PROPERTY, 4, end, len(PROPERTIES), in_memory=False)]
    return header + b"".join(parts) + NAMES + dynamic + PROPERTIES


SEEDS = {"sound": program(), "planted": program() + b"\0TROTH_MUTANT\0", "runpath": program(runpath=True),
         "fixed_exec_stack": program(kind=2, stack=7), "names_out_of_file": program(names=2**64 - 1),
         "segments_out_of_file": program(segments=0xFFFF), "table_at_the_end": program(table=2**64 - 32)}

if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, seed in SEEDS.items():
        (folder / name).write_bytes(seed)
