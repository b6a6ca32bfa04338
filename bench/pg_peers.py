"""The peer: a PostgreSQL of our own in a temporary folder, with pgcrypto, and pgaudit where it is installed.

Everything it could be slowed down by and we could be blamed for is left to its good: unix socket instead of TLS,
prepared statements, narrow rows with a sequential key, one key for all rows, no autovacuum and no checkpoint in the run.
What stays as it is: fsync, synchronous_commit, full_page_writes.
"""
import glob
import os
import pwd
import re
import subprocess

VERSION = 15
BODY_BYTES = 600
SUBJECTS = 10_000

SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{folder}'
fsync = on
synchronous_commit = on
shared_buffers = 256MB
max_connections = 80
autovacuum = off
checkpoint_timeout = 1h
max_wal_size = 8GB
logging_collector = on
log_directory = '{folder}'
log_min_messages = warning
"""

SCHEMA = """
CREATE EXTENSION pgcrypto;
CREATE TABLE record (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, subject_id int NOT NULL, iv bytea,
                     body bytea NOT NULL, created timestamptz NOT NULL DEFAULT now());
CREATE TABLE readable (LIKE record INCLUDING ALL);
CREATE TABLE audit (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(),
                    actor text NOT NULL, act text NOT NULL, subject_id int NOT NULL);
INSERT INTO readable (subject_id, body) SELECT i, pgp_sym_encrypt(repeat('x', {body}), repeat('k', 32),
                    'cipher-algo=aes256, compress-algo=0') FROM generate_series(1, {subjects}) i;
"""

SUBJECT = f"\\set subject random(1, {SUBJECTS})\n"
IV_INSERT = ("WITH fresh AS (SELECT gen_random_bytes(16) AS iv) INSERT INTO record (subject_id, iv, body) SELECT :subject,"
             " iv, encrypt_iv(convert_to(:body, 'UTF8'), decode(:key, 'hex'), iv, 'aes-cbc') FROM fresh")
AUDIT = "INSERT INTO audit (actor, act, subject_id) VALUES ('bench', '{}', :subject)"

SCRIPTS = {
    # P1: the plain way, four messages and four answers.
    "pgcrypto_write": SUBJECT + f"BEGIN;\n{IV_INSERT};\n{AUDIT.format('recorded')};\nCOMMIT;\n",
    # P1 as fast as it can be written: one statement.
    "pgcrypto_write_one_statement": SUBJECT + f"WITH told AS ({AUDIT.format('recorded')}), "
                                    + IV_INSERT.removeprefix("WITH ") + ";\n",
    # P2: pgaudit writes the audit line, to a log file that nobody syncs.
    "pgp_pgaudit_write": SUBJECT + "INSERT INTO record (subject_id, body) VALUES (:subject, pgp_sym_encrypt(:body, :key,"
                         " 'cipher-algo=aes256, compress-algo=0'));\n",
    # P3: one statement too. PostgreSQL sends the row before the commit, pgbench counts it after.
    "pgp_consult": SUBJECT + f"WITH told AS ({AUDIT.format('consulted')})"
                   " SELECT pgp_sym_decrypt(body, repeat('k', 32)) FROM readable WHERE id = :subject;\n",
}


def programs():
    """The folder of initdb, or None."""
    found = glob.glob(f"/usr/lib/postgresql/{VERSION}/bin/initdb")
    return os.path.dirname(found[0]) if found else None


def has_pgaudit():
    return os.path.exists(f"/usr/lib/postgresql/{VERSION}/lib/pgaudit.so")


class Postgres:
    def __init__(self, folder):
        self.folder, self.data, self.bin = folder, folder + "/data", programs()
        os.mkdir(folder)
        # It refuses to run as root.
        self.user = {"user": self.unprivileged(), "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
        self.run("initdb", "-D", self.data, "-U", "bench", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale", "C")
        settings = SETTINGS.format(folder=folder) + ("shared_preload_libraries = 'pgaudit'\n" if has_pgaudit() else "")
        with open(self.data + "/postgresql.conf", "a") as file:
            file.write(settings)
        self.run("pg_ctl", "-D", self.data, "-w", "-s", "-l", folder + "/start.log", "start")
        try:
            self.sql(SCHEMA.format(body=BODY_BYTES, subjects=SUBJECTS) +
                     ("CREATE EXTENSION pgaudit;" if has_pgaudit() else ""))
            self.sql("VACUUM ANALYZE")
            self.sql("CHECKPOINT")
        except BaseException:
            self.close()
            raise

    def unprivileged(self):
        user = "postgres" if any(u.pw_name == "postgres" for u in pwd.getpwall()) else "nobody"
        os.chown(self.folder, pwd.getpwnam(user).pw_uid, -1)
        return user

    def run(self, program, *arguments, options=""):
        done = subprocess.run([f"{self.bin}/{program}", *arguments], cwd=self.folder, text=True, timeout=300,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                              env={"PATH": os.environ["PATH"], "PGOPTIONS": options, "LC_ALL": "C"}, **self.user)
        if done.returncode != 0:
            raise RuntimeError(f"{program}: {done.stdout}")
        return done.stdout

    def sql(self, text):
        return self.run("psql", "-h", self.folder, "-U", "bench", "-v", "ON_ERROR_STOP=1", "-qtA", "-d", "postgres",
                        "-c", text)

    def load(self, name, clients, seconds, warm=1):
        """Transactions per second of one script of SCRIPTS."""
        script = f"{self.folder}/{name}.sql"
        with open(script, "w") as file:
            file.write(SCRIPTS[name])
        options = "-c pgaudit.log=read,write" if "pgaudit" in name else ""
        for length in filter(None, (warm, seconds)):
            said = self.run("pgbench", "-h", self.folder, "-U", "bench", "-n", "-M", "prepared", "-c", str(clients),
                            "-j", "2", "-T", str(length), "-D", "body=" + "x" * BODY_BYTES, "-D", "key=" + "6b" * 32,
                            "-f", script, "postgres", options=options)
        failed = re.search(r"number of failed transactions: (\d+)", said)
        if not failed or failed[1] != "0":
            raise RuntimeError("pgbench: " + said)
        return float(re.search(r"^tps = ([\d.]+)", said, re.M)[1])

    def close(self):
        self.run("pg_ctl", "-D", self.data, "-s", "-m", "immediate", "stop")
