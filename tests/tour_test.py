#!/usr/bin/env python3
"""Holds docs/tour.md to the tree: what it names must be there.

usage: tour_test.py [ROOT] | --self-test

The convention. An inline code span of the tour is a reference when it has one of these forms, from the root of the checkout:
  `path/to/file.ext`         that file exists
  `path/to/file.ext:Symbol`  and its text contains Symbol as a whole word; `Type::member` and `name()` are symbols too, a member
                             is looked for by its last word
  `path/to/folder/`          that folder exists
A path has at least one slash and only the characters A-Z a-z 0-9 _ . - so that `GET /v1/x`, `a/b` without an extension and URLs are
no references. Fenced blocks are not read. The tour holds at least 15 references, counted once each.
"""
import pathlib
import re
import sys
import tempfile

LEAST = 15
FENCE = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.S | re.M)
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
REFERENCE = re.compile(r"((?:[\w.-]+/)+(?:[\w-][\w.-]*\.[A-Za-z]\w*)?)(?::([A-Za-z_~][\w:~]*)(?:\(\))?)?")


def references(text):
    """(line, path, symbol or None) of each reference."""
    text = FENCE.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)
    for span in SPAN.finditer(text):
        found = REFERENCE.fullmatch(span[1].strip())
        if found:
            yield text.count("\n", 0, span.start()) + 1, found[1], found[2]


def fault(root, path, symbol):
    if ".." in path.split("/"):
        return "leads out of the tree"
    if path.endswith("/"):
        return "a folder has no symbols" if symbol else None if (root / path).is_dir() else "there is no such folder"
    if not (root / path).is_file():
        return "there is no such file"
    if symbol:
        word = symbol.split("::")[-1]
        if not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", (root / path).read_text(encoding="utf-8")):
            return f"has no word {word}"
    return None


def findings(root):
    tour = root / "docs" / "tour.md"
    if not tour.is_file():
        yield "docs/tour.md: there is no tour"
        return
    named = set()
    for line, path, symbol in references(tour.read_text(encoding="utf-8")):
        named.add((path, symbol))
        why = fault(root, path, symbol)
        if why:
            yield f"docs/tour.md:{line}: {path}{':' + symbol if symbol else ''}: {why}"
    if len(named) < LEAST:
        yield f"docs/tour.md: {len(named)} references, at least {LEAST} are wanted"


def tree(root, tour):
    (root / "docs").mkdir()
    (root / "src" / "vault").mkdir(parents=True)
    (root / "src" / "vault" / "record.h").write_text("struct Record { int open_it(); };  // words_within_words\n")
    for number in range(LEAST):
        (root / "src" / f"n{number}.h").write_text("")
    many = "".join(f"`src/n{number}.h` " for number in range(LEAST))
    (root / "docs" / "tour.md").write_text(many + tour if tour is not None else "`src/n0.h` " * LEAST)


GOOD = ["`src/vault/record.h:Record`", "`src/vault/record.h:Record::open_it()`", "`src/vault/`", "`GET /v1/x`", "`a/b`",
        "`https://example.com/x.h`", "\n```\n`src/none.h`\n```", "plain src/none.h", "`record.h`"]
BAD = ["`src/none.h`", "`src/vault/record.h:record`", "`src/vault/record.h:words`", "`src/vault/record.h:Record::shut_it`", "`src/none/`",
       "two\n`src/vault/none.h:Record` lines", "`../x/y.h`", "`src/n0.h/`", None]


def refused(tour):
    with tempfile.TemporaryDirectory() as folder:
        tree(pathlib.Path(folder), tour)
        return list(findings(pathlib.Path(folder)))


def self_test():
    wrong = [f"refused: {t!r}: {refused(t)}" for t in GOOD if refused(t)] + [f"not caught: {t!r}" for t in BAD if not refused(t)]
    print(*wrong or [f"ok: {len(BAD)} planted faults caught"], sep="\n")
    return bool(wrong)


def main(words):
    if words == ["--self-test"]:
        return self_test()
    found = list(findings(pathlib.Path(words[0]) if words else pathlib.Path(__file__).resolve().parent.parent))
    print(*found or ["ok"], sep="\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
