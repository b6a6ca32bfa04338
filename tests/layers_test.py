#!/usr/bin/env python3
"""Holds every #include under src/ and cmd/ to layers.txt.

usage: layers_test.py [ROOT] | --self-test

layers.txt says `folder: folders it may include` (closed transitively) and `only header: folders` for headers from elsewhere;
a header that ends in no name of a file stands for everything that begins with it. Tests may include what their folder may.
What is refused:
  an #include "x/..." of a folder that is not below the file's own, of a file that is not there, or of another folder's internal/
  a test's header (x_fixture.h, testing.h) in a file that is no test's
  a <header> from elsewhere that layers.txt does not give to the folder, and one that layers.txt does not know
  a folder of sources that is not in layers.txt; a name in layers.txt that has no line of its own; a circle of folders
"""
import pathlib
import re
import shutil
import sys
import tempfile

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include\b[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>|(\S.*))', re.M)
COMMENT = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', re.S)
SYSTEM_FOLDERS = ("sys/", "netinet/", "arpa/", "linux/")
SYSTEM_HEADERS = {"dirent.h", "dlfcn.h", "errno.h", "fcntl.h", "netdb.h", "poll.h", "pthread.h", "pwd.h", "signal.h", "spawn.h", "stdlib.h",
                  "termios.h", "time.h", "unistd.h"}
TEST_FOLDERS = ("gtest/",)
IN_TESTS_ONLY = re.compile(r"(.*_)?(test|fuzz|bench|fixture|testing)")  # names of files that no product source includes


class Layers:
    def __init__(self, text):
        self.arrows, self.only, self.wrong = {}, {}, []
        for number, line in enumerate(text.splitlines(), 1):
            line = line.partition("#")[0].strip()
            name, colon, words = line.partition(":")
            if not line:
                continue
            if not colon:
                self.wrong.append(f"layers.txt:{number}: neither `folder: folders` nor `only header: folders`")
            elif name.startswith("only "):
                self.only[name[5:].strip()] = set(words.split())
            elif name in self.arrows:
                self.wrong.append(f"layers.txt:{number}: {name} has two lines")
            else:
                self.arrows[name] = set(words.split())
        for name, named in [*self.arrows.items(), *self.only.items()]:
            self.wrong += [f"layers.txt: {name} names {other}, which has no line" for other in sorted(named - set(self.arrows))]
        self.below = {name: self.reach(name) for name in self.arrows}
        self.wrong += [f"layers.txt: {name} reaches itself" for name in self.arrows if name in self.below[name]]

    def reach(self, name):
        seen, todo = set(), list(self.arrows[name])
        while todo:
            one = todo.pop()
            if one not in seen:
                seen.add(one)
                todo += self.arrows.get(one, ())
        return seen

    def owners(self, header):
        """Who may include this header from elsewhere; None if layers.txt does not know it. The longest name counts."""
        fitting = [n for n in self.only if header == n or header.startswith(n if n.endswith("/") else n + "/") or header == n + ".hpp"]
        return self.only[max(fitting, key=len)] if fitting else None


def is_system(header):
    """The C++ library has headers without a dot and a slash; C's and the kernel's are named above."""
    return header in SYSTEM_HEADERS or header.startswith(SYSTEM_FOLDERS) or re.fullmatch(r"[a-z_]+", header)


def folder_of(path):
    """src/store/sqlite/wal.cpp -> store; cmd/troth/main.cpp -> cmd/troth."""
    parts = path.parts
    if len(parts) < 3:
        return None
    return parts[1] if parts[0] == "src" else "/".join(parts[:2])


def without_comments(text):
    return COMMENT.sub(lambda m: m[0] if m[0][0] == '"' else re.sub(r"[^\n]", " ", m[0]), text)


def for_tests(path):
    return bool(IN_TESTS_ONLY.fullmatch(pathlib.PurePath(path).stem))


def quoted(root, layers, path, folder, header):
    top, parts = header.partition("/")[0], header.split("/")
    if for_tests(header) and not for_tests(path):
        return "it is for tests"
    if "/" not in header and folder.startswith("cmd/"):
        return None if (root / path.parent / header).is_file() else "there is no such file beside it"
    if ".." in parts or not (root / "src" / header).is_file():
        return "there is no such file under src/ (includes are written from there)"
    if top == folder:
        return None
    if top not in layers.below[folder]:
        return f"{folder} may not include {top}"
    return f"{top}/internal is for {top} alone" if "internal" in parts else None


def angled(layers, path, folder, header):
    owners = layers.owners(header)
    if owners is not None:
        return None if folder in owners else f"only {', '.join(sorted(owners)) or 'nobody'} may include it"
    if is_system(header) or (for_tests(path) and header.startswith(TEST_FOLDERS)):
        return None
    return "layers.txt does not know it"


def findings(root):
    layers = Layers((root / "layers.txt").read_text())
    yield from layers.wrong
    files = [p.relative_to(root) for top in ("src", "cmd") for p in sorted((root / top).rglob("*")) if p.suffix in (".h", ".cpp", ".def")]
    if not files:
        yield "no sources found"
    for path in files:
        folder = folder_of(path)
        if folder not in layers.arrows:
            yield f"{path}: its folder is not in layers.txt"
            continue
        text = without_comments((root / path).read_text())
        for found in INCLUDE.finditer(text):
            if found[1]:
                why = quoted(root, layers, path, folder, found[1])
            elif found[2]:
                why = angled(layers, path, folder, found[2])
            else:
                why = "write the name of a header"
            if why:
                yield f"{path}:{text.count(chr(10), 0, found.start()) + 1}: {found[1] or found[2] or found[3]}: {why}"


LAYERS = """# comment
base:
store: base
vault: store
app: vault
cmd/tool: app

only sqlite3.h: store
only boost/asio: app
only openssl/: base
"""
GOOD = {"src/base/a.h": "#include <string>\n#include <openssl/evp.h>\n#include <sys/stat.h>\n",
        "src/store/deep/b.h": '#include "base/a.h"\n#include "store/internal/c.h"\n#include <sqlite3.h>\n',
        "src/store/internal/c.h": "// #include \"vault/d.h\"\n/*\n#include <sqlite3.h>\n*/\n",
        "src/vault/d.h": '#include "base/a.h"\n', "src/vault/d_test.cpp": '#include <gtest/gtest.h>\n#include "vault/d_fixture.h"\n',
        "src/vault/d_fixture.h": '#include <gtest/gtest.h>\n#include "store/deep/b.h"\n',
        "src/app/e.cpp": "#include <boost/asio.hpp>\n#include <boost/asio/post.hpp>\n",
        "cmd/tool/main.cpp": '#include "app/f.h"\n#include "own.h"\n', "src/app/f.h": "", "cmd/tool/own.h": ""}
BAD = [("an arrow upwards", "src/store/x.h", '#include "vault/d.h"'), ("upwards in a test", "src/base/x_test.cpp", '#include "store/deep/b.h"'),
       ("upwards, spaced", "src/base/x.h", ' #  include   "store/deep/b.h"'), ("a foreign internal/", "src/vault/x.h", '#include "store/internal/c.h"'),
       ("a header of another folder", "src/vault/x.cpp", "#include <sqlite3.h>"), ("the same in a test", "src/vault/x_test.cpp", "#include <sqlite3.h>"),
       ("a part of a library", "src/vault/x.cpp", "#include <boost/asio/post.hpp>"), ("its umbrella", "src/vault/x.cpp", "#include <boost/asio.hpp>"),
       ("a library nobody named", "src/vault/x.cpp", "#include <boost/regex.hpp>"), ("a C header nobody named", "src/vault/x.cpp", "#include <zlib.h>"),
       ("a fixture outside tests", "src/vault/x.cpp", '#include "vault/d_fixture.h"'),
       ("gtest outside tests", "src/vault/x.cpp", "#include <gtest/gtest.h>"), ("an unknown folder", "src/other/x.h", ""),
       ("a file outside folders", "src/x.h", ""), ("an unknown command", "cmd/other/main.cpp", ""), ("a macro", "src/vault/x.h", "#include HEADER"),
       ("out of the tree", "src/vault/x.h", '#include "../base/a.h"'), ("a file that is not there", "src/vault/x.h", '#include "base/none.h"'),
       ("a circle", "layers.txt", LAYERS.replace("base:", "base: vault")), ("a name without a line", "layers.txt", LAYERS + "more: none\n"),
       ("two lines", "layers.txt", LAYERS + "vault: base\n"), ("an arrow removed", "layers.txt", LAYERS.replace("store: base", "store:")),
       ("no line form", "layers.txt", LAYERS + "vault base\n"), ("a header's owner unknown", "layers.txt", LAYERS + "only z.h: none\n")]


def make(root, files):
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def caught(real, files, name, text):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        if real:
            for part in ("src", "cmd"):
                shutil.copytree(real / part, root / part)
            shutil.copy(real / "layers.txt", root)
        make(root, files)
        before = set(findings(root))
        make(root, {name: text} if name else {})
        return set(findings(root)) - before


def self_test(real):
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        make(pathlib.Path(folder), {**GOOD, "layers.txt": LAYERS})
        wrong += ["the good tree is refused: " + f for f in findings(pathlib.Path(folder))]
    wrong += ["not caught: " + what for what, name, text in BAD if not caught(None, {**GOOD, "layers.txt": LAYERS}, name, text)]
    planted = [("src/base/planted.h", '#include "vault/record.h"'), ("src/vault/planted.cpp", "#include <sqlite3.h>"),
               ("src/planted/planted.h", "")]
    wrong += ["not caught in the tree itself: " + name for name, text in planted if not caught(real, {}, name, text)]
    print(*wrong or [f"ok: {len(BAD) + len(planted)} planted violations caught"], sep="\n")
    return bool(wrong)


def main(words):
    here = pathlib.Path(__file__).resolve().parent.parent
    if words == ["--self-test"]:
        return self_test(here)
    found = list(findings(pathlib.Path(words[0]) if words else here))
    print(*found or ["ok"], sep="\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
