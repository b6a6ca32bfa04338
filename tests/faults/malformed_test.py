#!/usr/bin/env python3
"""Requests as nobody should send them, over the unix socket and a few over TLS: each is refused, answered or cut off, none brings
the server down or to a 500, and whoever asks properly in between is served.

usage: malformed_test.py
  TROTH_BINARY    the server (default build/release/troth)
  TROTH_REQUESTS  how many (default 20000)      TROTH_SEED  repeats them
"""
import collections
import concurrent.futures
import os
import random
import re
import socket
import ssl
import time
import urllib.parse
import uuid

import files  # noqa: F401  (puts cell.py on the path)
from cases import Cases
from cell import Cell

REQUESTS = int(os.environ.get("TROTH_REQUESTS", "20000"))
THREADS, OVER_TLS, HEALTHY_EVERY = 4, 40, 200  # one of so many comes over TLS; after so many somebody asks properly
ENDS_IT = re.compile("freeze|destruction|erasure|restriction|objection|rotation|epochs")  # asked of nobody real: it might be granted
STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")
SAYS_SO = {501, 503, 505, 507}  # a method or a version we do not know; a part that does not answer
NUMBERS = ("-1", "0", "00", "+5", "1e3", "0x10", "18446744073709551616", "9" * 40, "5, 5", "")
HEADERS = ("Content-Length: {n}", "Transfer-Encoding: chunked", "Transfer-Encoding: gzip, chunked", "Host: other", "Expect: 100-continue",
           "Idempotency-Key: {x}", "Purpose: {x}", "If-Match: {x}", "Authorization: Bearer {x}", "Connection: upgrade",
           "Range: bytes=0-{n}", "X: a\r\n b", "\0: {x}", "Accept: {x}", "Content-Type: {x}")
JSONS = ('{', '[' * 5000, '{"a":' * 500, '{"fields":[{}]}', '{"\\ud800":1}', '{"display_name":"\\u0000"}', 'null', '""', '1e999',
         '{"display_name":1,"display_name":2}', '{"email":{"a":[]}}', '{"display_name":"' + "x" * 70_000 + '"}', "\ufeff{}", '{"a":1}{}',
         "\xff\xfe", '{"permissions":["all"],"name":"x"}', '-0', '{"ground":[]}')


class Generator:
    def __init__(self, cell, seed):
        self.random, self.cell = random.Random(seed), cell
        self.subject, self.record = cell.record()
        self.routes = self.all_routes()

    def all_routes(self):
        """Every one that the API names, with ids that are there, that are not, and that are none."""
        paths = cell_api(self.cell)
        return [(method.upper(), path) for path, methods in paths.items() for method in methods
                if method in ("get", "put", "post", "patch", "delete")]

    def path(self):
        method, path = self.random.choice(self.routes)
        known = {"{tenant}": self.cell.tenant, "{subject}": self.subject, "{record}": self.record, "{collection}": "contact"}

        def fill(match):
            odd = (str(uuid.UUID(int=0)), str(uuid.uuid4()), "%00", "..", "%2e%2e%2f", "x" * 300, "%", "%zz", "'--", "\u00e9", "")
            real = match[0] in known and not ENDS_IT.search(path) and self.random.random() < 0.7
            return known[match[0]] if real else self.random.choice(odd)
        return method, re.sub(r"\{\w+\}", fill, path) + self.random.choice(("", "", "", "?", "?limit=-1&limit=2", "?cursor=%00", "#x"))

    def well_framed(self):
        """A head that is read, with a body, ids and headers that should not be taken."""
        r, (method, path) = self.random, self.path()
        body = r.choice(JSONS).encode("utf-8", "surrogatepass") if r.random() < 0.8 else r.randbytes(r.randrange(200))
        lines = [f"{method} {urllib.parse.quote(path, safe='/?&=%')} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}",
                 "Authorization: Bearer " + r.choice((self.cell.owner_token,) * 8 + (self.cell.admin_token, "x" * 43))]
        for name in ("Purpose", "If-Match", "Idempotency-Key", "Reason"):
            if r.random() < 0.4:
                lines.append(f"{name}: {r.choice(('support', '*', '1', '%22', 'k' * 300, '-1', str(uuid.uuid4())))}")
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

    def request(self):
        r = self.random
        if r.random() < 0.6:
            return self.well_framed()
        method, path = self.path()
        method = r.choice((method, method, method, "get", "TRACE", "G\0T", "CONNECT", "", "A" * 200))
        body = r.choice(JSONS).encode("utf-8", "surrogatepass") if r.random() < 0.6 else r.randbytes(r.randrange(200))
        lines = [f"{method} {path} {r.choice(('HTTP/1.1',) * 6 + ('HTTP/1.0', 'HTTP/2.0', 'HTTP/1.1 ', 'HTP/9', ''))}", "Host: localhost"]
        token = r.choice((self.cell.owner_token, self.cell.owner_token, self.cell.admin_token, "x" * 43, ""))
        lines += [f"Authorization: Bearer {token}", "Purpose: support"][:r.randrange(3)]
        lines += [r.choice(HEADERS).format(n=r.choice(NUMBERS), x=r.choice(NUMBERS + ("\x7f", "\u00e9", "a" * 9000, "support")))
                  for _ in range(r.randrange(3))]
        if r.random() < 0.8:
            lines.append(f"Content-Length: {len(body) if r.random() < 0.9 else r.choice(NUMBERS)}")
        out = bytearray(r.choice(("\r\n",) * 9 + ("\n",)).join(lines).encode("utf-8", "surrogatepass") + b"\r\n\r\n" + body)
        for _ in range(r.choice((0, 0, 0, 1, 3, 30))):  # bits that fell over on the way
            out[r.randrange(len(out))] ^= 1 << r.randrange(8)
        return bytes(out[:r.randrange(1, len(out) + 1)] if r.random() < 0.1 else out)


def cell_api(cell):
    answer = cell.client()("GET", "/v1/openapi.json")
    return answer.json["paths"] if answer.status == 200 else {"/v1/tenants/{tenant}/subjects/{subject}": {"get": 1}}


def send(connection, request):
    """All statuses that came back before the connection was cut; nothing is a cut at once."""
    out = b""
    try:
        connection.sendall(request)
        if not isinstance(connection, ssl.SSLSocket):
            connection.shutdown(socket.SHUT_WR)
        while more := connection.recv(65536):
            out += more
            if isinstance(connection, ssl.SSLSocket) and b"\r\n\r\n" in out:
                break
    except (ConnectionError, ssl.SSLError, TimeoutError):
        pass
    finally:
        connection.close()
    return [int(status) for status in STATUS.findall(out)] or ["cut off"]


class Sender:
    def __init__(self, cell, seed):
        self.cell, self.made = cell, [Generator(cell, f"{seed}/{thread}") for thread in range(THREADS)]
        self.context = ssl.create_default_context(cafile=cell.data + "/tls/cert.pem")

    def connect(self, tls):
        if tls:
            plain = socket.create_connection(("127.0.0.1", self.cell.port), 2)
            return self.context.wrap_socket(plain, server_hostname="localhost")
        out = socket.socket(socket.AF_UNIX)
        out.settimeout(20)
        out.connect(self.cell.data + "/admin.sock")
        return out

    def __call__(self, thread):
        made, seen, bad, healthy = self.made[thread], collections.Counter(), [], []
        friend = self.cell.client(self.cell.owner_token)
        for number in range(REQUESTS // THREADS):
            request = made.request()
            for status in send(self.connect(number % OVER_TLS == 0), request):
                seen[status] += 1
                if status != "cut off" and status >= 500 and status not in SAYS_SO:
                    bad.append((status, request[:300]))
            if number % HEALTHY_EVERY == 0:
                healthy.append(friend("GET", self.cell.path(made.subject, made.record), Purpose="support").status)
        return seen, bad, healthy


def main():
    cases, seed = Cases(), os.environ.get("TROTH_SEED") or str(random.randrange(10**9))
    print(f"TROTH_SEED={seed}")
    begun = time.monotonic()
    with Cell() as cell:
        with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
            seen, bad, healthy = zip(*pool.map(Sender(cell, seed), range(THREADS)))
        total = sum(seen, collections.Counter())
        print(f"{sum(total.values())} answers in {time.monotonic() - begun:.0f} s: {dict(total.most_common())}")
        bad = [one for some in bad for one in some]
        cases.check("nothing of it is answered with a 500", not bad, bad[:3])
        healthy = [status for some in healthy for status in some]
        cases.check(f"each of {len(healthy)} proper requests in between is served", set(healthy) == {200}, collections.Counter(healthy))
        cases.check("much of it was read as a request and judged", sum(total[status] for status in (200, 400, 403, 404)) * 4 > REQUESTS,
                    dict(total))
        cases.check("the server lived through it, and ends in order", cell.stop() == 0)
        done = cell.run("log", "fsck", "--data", cell.data, "--json", check=False)
        cases.check("and its log is whole", done.returncode == 0, done.stdout)
    cases.end()


if __name__ == "__main__":
    main()
