"""What a server asked of its disk, and the disks that a power loss may leave of it.

The server runs under strace, which writes each of its calls down with its bytes. Played back call by call, the tape knows
what an fsync has made durable and what was merely written; a power loss at any call may keep of the latter nothing, all, some
writes, or some sectors of some writes. Names follow a journaling file system: what was created, renamed or deleted is kept in
that order, up to any place, and wholly once the folder (or, of a new file, the file) was synced.
"""
import os
import re

SYNCS, NAMING = ("fsync", "fdatasync"), ("rename", "renameat", "unlink", "unlinkat", "linkat", "openat")
CALLS = ",".join(("pwrite64", "write", "ftruncate", *SYNCS, *NAMING))
SECTORS = (512, 4096)
MODES = ("nothing", "everything", "some writes", *(f"sectors of {size}" for size in SECTORS))
NOT_KEPT = ("-shm", ".sock", "/lock", "/reserve", "/reserve-erasure")  # made anew by each start
CALL = re.compile(r"^(\d+) +(\d+\.\d+) (?:(\w+)\((.*)|<\.\.\. (\w+) resumed>(.*))$")
FD = re.compile(r"^(\d+)<([^>]*)>(?:, )?(.*)$")
OPENED = re.compile(r"\) = (\d+)<")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
NAME = re.compile(r'(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?' + TEXT.pattern)
NUMBER = re.compile(r"\d+")


def strace(tape):
    """The command that runs a server and writes its tape."""
    return ("strace", "-f", "-qq", "-y", "-xx", "-ttt", "-s", str(1 << 20), "--seccomp-bpf", "-o", tape, "-e", f"trace={CALLS}")


def unhex(text):
    return bytes.fromhex(text.replace("\\x", ""))


class File:
    """`durable` has been synced; `pending` has not: ("write", at, bytes) or ("cut", size), in order."""

    def __init__(self, durable=b""):
        self.durable, self.pending, self.synced = bytearray(durable), [], 0

    def calls(self):
        return self.synced + len(self.pending)

    def sync(self, calls):
        """Of all calls ever made, those that were made before the sync began."""
        count = max(calls - self.synced, 0)
        for call in self.pending[:count]:
            apply(self.durable, *call)
        del self.pending[:count]
        self.synced += count

    def image(self, mode, random):
        out = bytearray(self.durable)
        for call in self.pending if mode != "nothing" else ():
            if mode.startswith("sectors") and call[0] == "write":
                tear(out, *call[1:], int(mode.split()[-1]), random)
            elif mode == "everything" or random.random() < 0.5:
                apply(out, *call)
        return out


def apply(content, kind, at, data=None):
    if kind == "cut":
        del content[at:]
        content.extend(bytes(at - len(content)))
        return
    content.extend(bytes(max(at - len(content), 0)))
    content[at:at + len(data)] = data


def tear(content, at, data, sector, random):
    """Of one write, each sector by itself is there or not."""
    first = at
    while first < at + len(data):
        last = min((first // sector + 1) * sector, at + len(data))
        if random.random() < 0.5:
            apply(content, "write", first, data[first - at:last - at])
        first = last


class Disk:
    """The folders of one cell as the tape goes on. Begins with what lies there now, all of it durable."""

    def __init__(self, *folders):
        self.folders = folders
        self.names, self.kept, self.renamings = {}, {}, []  # now; durable; (folders it touches, do) of what is not
        for folder in folders:
            for path in (os.path.join(at, name) for at, _, names in os.walk(folder) for name in names):
                if self.ours(path):
                    with open(path, "rb") as file:
                        self.names[path] = File(file.read())
        self.kept = dict(self.names)
        self.at = {}  # where in its file each descriptor writes next

    def ours(self, path):
        return path.startswith(tuple(folder + "/" for folder in self.folders)) and not path.endswith(NOT_KEPT)

    def play(self, tape):
        """Yields (time, sync) before each call that changes the disk; `sync` is the path of one that was just ended."""
        begun, synced = {}, None
        with open(tape) as lines:
            for line in lines:
                if not (match := CALL.match(line)):
                    continue
                thread, at, call, arguments, resumed, rest = match.groups()
                if "openat" in (call, resumed) and (opened := OPENED.search(arguments or rest)):
                    self.at[opened[1]] = 0
                if resumed:
                    synced = self.end_sync(*begun.pop(thread)) if thread in begun else synced
                elif call in SYNCS:
                    path = unhex(FD.match(arguments)[2]).decode()
                    begun[thread] = path, self.names[path].calls() if path in self.names else 0, list(self.renamings)
                    if "<unfinished" not in line:
                        synced = self.end_sync(*begun.pop(thread))
                elif change := self.change_of(call, arguments):
                    yield float(at), synced
                    change()
                    synced = None
        yield float("inf"), synced

    def end_sync(self, path, calls, renamings):
        if path in self.names:
            self.names[path].sync(calls)
        ended = [one for one in self.renamings if path in one[0] and any(one is other for other in renamings)]
        for _, do in ended:
            do(self.kept)
        self.renamings = [one for one in self.renamings if not any(one is other for other in ended)]
        return path

    def change_of(self, call, arguments):
        """What the call does to the disk; none if nothing, or to other files."""
        if call in NAMING:
            paths = [os.path.join(*(unhex(part).decode() for part in name)) for name in NAME.findall(arguments)]
            made = call != "openat" or "O_CREAT" in arguments and paths[0] not in self.names
            if not made or not all(map(self.ours, paths)) or " = -1" in arguments:
                return None
            return lambda: getattr(self, call.removesuffix("at"))(*paths)
        fd, path, rest = FD.match(arguments).groups()
        path = unhex(path).decode()
        if path not in self.names:
            return None
        data, numbers = TEXT.match(rest), [int(number) for number in NUMBER.findall(TEXT.sub("", rest.split(" = ")[0]))]
        if call == "ftruncate":
            return lambda: self.names[path].pending.append(("cut", numbers[0]))
        file, at = self.names[path], numbers[1] if call == "pwrite64" else self.at.get(fd, 0)
        if call == "write":
            self.at[fd] = at + numbers[0]
        return lambda: file.pending.append(("write", at, unhex(data[1])))

    def rename(self, old, new):
        file = self.names[old]
        self.renamings.append(({os.path.dirname(new)}, lambda names: (names.pop(old, None), names.update({new: file}))))
        self.renamings[-1][1](self.names)

    def link(self, old, new):
        file = self.names[old]
        self.renamings.append(({os.path.dirname(new)}, lambda names: names.update({new: file})))
        self.renamings[-1][1](self.names)

    def unlink(self, path):
        if self.names.pop(path, None):
            self.renamings.append(({os.path.dirname(path)}, lambda names: names.pop(path, None)))

    def open(self, path):
        file = self.names[path] = File()
        self.renamings.append(({os.path.dirname(path), path}, lambda names: names.setdefault(path, file)))

    def image(self, mode, random):
        """{path: bytes} of a disk that lost its power now."""
        names = dict(self.kept)
        count = {"nothing": 0, "everything": len(self.renamings)}.get(mode, random.randint(0, len(self.renamings)))
        for _, do in self.renamings[:count]:
            do(names)
        return {path: bytes(file.image(mode, random)) for path, file in names.items()}
