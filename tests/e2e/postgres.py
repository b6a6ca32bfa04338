"""A PostgreSQL of the tests' own: a temporary folder, a unix socket in it, no other way in."""
import atexit
import glob
import json
import os
import pwd
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time


def programs():
    """The folder of Debian's newest PostgreSQL programs, or TROTH_PG_BIN; None if there are none."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    return os.environ.get("TROTH_PG_BIN") or (os.path.dirname(found[-1]) if found else None)


class Postgres:
    """One cluster. fsync is on: what it confirms is on the disk, here too."""

    def __init__(self, **settings):
        self.bin, self.process, self.made = programs(), None, 0
        self.settings = {"recovery_init_sync_method": "syncfs", **settings}  # a crash is recovered from in less than a second
        assert self.bin, "no PostgreSQL here: apt-get install postgresql"
        self.folder = tempfile.mkdtemp(prefix="troth-pg-")
        self.data = self.folder + "/data"
        self.user = {}
        if os.geteuid() == 0:  # as root it refuses to run
            user = "postgres" if any(u.pw_name == "postgres" for u in pwd.getpwall()) else "nobody"
            os.chown(self.folder, pwd.getpwnam(user).pw_uid, -1)
            self.user = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}
        self.run("initdb", "-D", self.data, "-U", "troth", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale", "C")
        self.start()

    def run(self, program, *arguments):
        done = subprocess.run([f"{self.bin}/{program}", *arguments], cwd="/", text=True, timeout=120, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, **self.user)
        assert done.returncode == 0, (program, arguments, done.stdout)
        return done.stdout.strip()

    def start(self):
        more = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        with open(self.folder + "/log", "a") as log:
            self.process = subprocess.Popen([self.bin + "/postgres", "-D", self.data, "-k", self.folder, "-c", "listen_addresses=",
                                             *more], cwd="/", stdout=log, stderr=log, **self.user)
        self.ready()

    def ready(self):
        """Waits until it takes connections, as after a crash of one of its processes."""
        deadline = time.time() + 60
        while subprocess.run([self.bin + "/pg_isready", "-q", "-h", self.folder]).returncode != 0:
            assert self.process.poll() is None and time.time() < deadline, open(self.folder + "/log").read()
            time.sleep(0.02)

    def stop(self, how=signal.SIGINT):
        """SIGINT: in order. SIGQUIT: at once, as after a crash. SIGKILL leaves its children to notice by themselves."""
        if self.process:
            self.process.send_signal(how)
            self.process.wait(timeout=60)
            self.process = None

    def url(self, database):
        return f"postgres://troth@/{database}?host={self.folder}"

    def sql(self, text, database="postgres"):
        return self.run("psql", "-h", self.folder, "-U", "troth", "-d", database, "-v", "ON_ERROR_STOP=1", "-XqtA", "-c", text)

    def fresh(self, kind="LC_COLLATE 'C' ENCODING 'UTF8'"):
        """The URL of a new database, made as the documentation tells people to make theirs."""
        self.made += 1
        name = f"db{self.made}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE template0 {kind}")
        return self.url(name)

    def close(self):
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def database_of(url):
    return url.split("@/")[1].split("?")[0]


class Session:
    """Queries of an observer, each a transaction of its own, through one psql: `?` for values, as Python's sqlite3 has it."""

    END = "--end--"

    def __init__(self, url):
        self.psql = subprocess.Popen([programs() + "/psql", "-XqtA", url], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                     stderr=subprocess.STDOUT, text=True)

    def lines(self, statement):
        self.psql.stdin.write(f"{statement};\n\\echo {self.END}\n")
        self.psql.stdin.flush()
        out = []
        while (line := self.psql.stdout.readline().rstrip("\n")) != self.END:
            if not line and self.psql.poll() is not None:
                raise OSError("psql has ended: " + "\n".join(out))
            out.append(line)
        return out

    def rows(self, sql, *parameters):
        pieces = sql.split("?")
        text = pieces[0] + "".join(literal(value) + piece for value, piece in zip(parameters, pieces[1:]))
        out = self.lines(f"COPY ({text}) TO STDOUT")
        assert not out or not out[0].startswith("ERROR"), (text, out)
        return [tuple(value_of(field) for field in line.split("\t")) for line in out]

    def tables(self):
        return [name for name, in self.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")]

    def close(self):
        self.psql.stdin.close()
        self.psql.wait(timeout=10)


def literal(value):
    if isinstance(value, (bytes, bytearray)):
        return f"'\\x{value.hex()}'::bytea"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


ESCAPES = {"\\n": "\n", "\\t": "\t", "\\r": "\r", "\\\\": "\\", "\\b": "\b", "\\f": "\f", "\\v": "\v"}


def value_of(field):
    """A field of COPY's text form. Bytes are told by \\x, numbers by their look: no text of ours begins with the one or is the other."""
    if field == "\\N":
        return None
    if field.startswith("\\\\x"):
        return bytes.fromhex(field[3:])
    if re.fullmatch(r"-?\d{1,19}", field):
        return int(field)
    return {"t": 1, "f": 0}.get(field, re.sub(r"\\[ntrbfv\\]", lambda found: ESCAPES[found[0]], field))


def as_sqlite(url):
    """A copy of the database in memory, as of one moment, for those who look at a cell's tables through sqlite3."""
    session, out = Session(url), sqlite3.connect(":memory:")
    try:
        session.lines("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for table in session.tables():
            columns = [name for name, in session.rows("SELECT column_name FROM information_schema.columns WHERE table_name = ?"
                                                      " AND table_schema = 'public' ORDER BY ordinal_position", table)]
            out.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
            marks = ", ".join("?" * len(columns))
            out.executemany(f"INSERT INTO {table} VALUES ({marks})", session.rows(f"SELECT * FROM {table}"))
    finally:
        session.close()
    out.commit()
    return out


def values(database):
    """Every value of a copy, one after the other: what a thief of its live rows has."""
    out = []
    for table, in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        for row in database.execute(f"SELECT * FROM {table}"):
            out += [v if isinstance(v, bytes) else str(v).encode() for v in row if v is not None]
    return b"\0".join(out)


def urls_of(data):
    """(URL of the data, URL of the keys) that a cell's folder names; None for a file in it."""
    with open(data + "/cell.json") as file:
        cell = json.load(file)
    return cell.get("store"), cell.get("keys")


clusters = []


def arguments():
    """With TROTH_TEST_STORE=postgres: what `init` is told, two fresh databases in two clusters that end with this process."""
    if os.environ.get("TROTH_TEST_STORE") != "postgres":
        return []
    while len(clusters) < 2:
        clusters.append(Postgres())
        atexit.register(clusters[-1].close)
    return ["--store", clusters[0].fresh(), "--keys", clusters[1].fresh()]
