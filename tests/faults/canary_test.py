#!/usr/bin/env python3
"""What is typed into a cell must not lie about: random strings go into every input, and then no file, log line or process
fact of the server may hold one of them, in any of the usual spellings.

usage: canary_test.py

Four kinds of administrative text are kept in clear by design and are left out: the names of tenants, of principals, the titles
of purposes, and the grounds of retention classes. (So are names that a tenant defines: collections, fields, purposes.)
"""
import base64
import os
import secrets
import signal
import tempfile
import time

import files  # also puts cell.py on the path
from cases import Cases
from cell import Cell, Client
from load import BROKEN_OFF

ERASED_OF, SUBJECTS = 12, 40


def spellings(text):
    """{name: bytes to look for}. In base64 a string looks three ways, by where it begins; its ends mix with what is around."""
    plain = text.encode() if isinstance(text, str) else text
    out = {"as it is": plain, "UTF-16LE": plain.decode("latin-1").encode("utf-16-le"), "hex": plain.hex().encode()}
    for shift in range(3):
        whole = base64.b64encode(bytes(shift) + plain + bytes(2)).rstrip(b"=")
        inner = whole[(shift * 8 + 5) // 6:len(whole) - 4]
        out[f"base64, {shift}"] = inner
        out[f"base64url, {shift}"] = inner.replace(b"+", b"-").replace(b"/", b"_")
    return out


def places(*folders):
    """{path: bytes} of every plain file; what is no text is looked through in small letters too."""
    out = {}
    for folder in folders:
        for at, _, names in os.walk(folder):
            for name in names:
                path = os.path.join(at, name)
                if os.path.isfile(path):
                    out[path] = files.read(path)
    return out


def hits(canaries, found):
    """[(canary, spelling, place)]"""
    out = []
    for place, content in found.items():
        small = content.lower()
        for name, text in canaries.items():
            out += [(name, how, place) for how, form in spellings(text).items()
                    if form in content or ("base64" not in how and form in small)]
    return out


class Typist:
    """Sends a fresh canary through one input after another, and remembers what it stood for."""

    def __init__(self, cell):
        self.cell, self.canaries, self.statuses = cell, {}, {}

    def canary(self, name):
        return self.canaries.setdefault(name, "cnry" + secrets.token_hex(14))

    def send(self, name, method, path, body=None, client=None, **headers):
        client = client or Client(self.cell.port, self.cell.data + "/tls/cert.pem", self.cell.owner_token)
        try:
            answer = client(method, path, body, **headers)
        except BROKEN_OFF as error:
            self.statuses[name] = repr(error)
            return None
        self.statuses[name] = answer.status
        return answer

    def everything(self):
        self.content()
        self.refused_content()
        self.headers()
        self.paths()
        self.tokens()
        self.imports()

    def content(self):
        c, base = self.canary, self.cell.base
        email = c("indexed field") + "@example.com"
        subject, record = self.cell.record(email, c("record field"))
        path, one = self.cell.path(subject), self.cell.path(subject, record)
        self.send("message", "POST", path + "/records/message",
                  {"text": "Hello " + c("message"), "conversation": c("internal field")})
        self.send("alteration", "PATCH", one, {"display_name": c("alteration")}, If_Match='"1"')
        for name, value in (("search, found", email), ("search, not found", c("search value") + "@example.com")):
            asked = {"collection": "contact", "field": "email", "value": value}
            self.send(name, "POST", base + "/lookup", asked, Purpose="support")
        self.send("consultation", "GET", one, Purpose="support", Reason=c("reason of a consultation"))
        notice = {"version": c("notice version"), "sha256": secrets.token_hex(32), "choice": "accepted"}
        self.canaries["notice hash"] = notice["sha256"]
        person = {"display_name": c("collected field"), "email": c("collected address") + "@example.com"}
        self.send("collection", "POST", base + "/collect", {"collection": "contact", "record": person, "notice": notice})
        self.send("collection refused", "POST", base + "/collect", {
            "collection": "contact", "record": {"display_name": c("field of a person who declined")},
            "notice": {**notice, "choice": c("notice choice")}})
        self.send("restriction", "PUT", path + "/restriction",
                  {"ground": "accuracy-contested", "reason": c("reason of a restriction")})
        self.send("consultation of restricted", "GET", one, Purpose="support", Reason=c("reason of a refused consultation"))
        self.send("restriction lifted", "DELETE", path + "/restriction", {"reason": c("reason of a lifting")})

    def refused_content(self):
        c, base = self.canary, self.cell.base
        subject, record = self.cell.record(c("address of a second person") + "@example.com", "Bo Example")
        path, one = self.cell.path(subject), self.cell.path(subject, record)
        for name, method, where, body in (
                ("unknown field", "POST", path + "/records/contact", {c("unknown field"): "x"}),
                ("value of an unknown field", "POST", path + "/records/contact", {"nothing": c("value of an unknown field")}),
                ("field of another type", "POST", path + "/records/contact", {"score": c("field of another type")}),
                ("broken JSON", "POST", path + "/records/contact", '{"display_name":"' + c("broken JSON")),
                ("no UTF-8", "POST", path + "/records/contact", b'{"display_name":"' + c("no UTF-8").encode() + b'\xff"}'),
                ("a member too many", "POST", base + "/lookup", {"collection": "contact", c("a member too many"): 1}),
                ("collection in a body", "POST", base + "/lookup",
                 {"collection": c("collection in a body"), "field": "email", "value": "x"}),
                ("field in a search", "POST", base + "/lookup",
                 {"collection": "contact", "field": c("field in a search"), "value": "x"}),
                ("ground of an erasure", "POST", path + "/erasure", {"ground": c("ground of an erasure")}),
                ("ground of a restriction", "PUT", path + "/restriction",
                 {"ground": c("ground of a restriction"), "reason": "x"}),
                ("permission", "POST", base + "/principals", {"name": "desk", "permissions": [c("permission")]}),
                ("body of a route without one", "POST", base + "/subjects", {"subject": c("body of a route without one")}),
                ("alteration refused", "PATCH", one, {"display_name": c("alteration refused")})):
            self.send(name, method, where, body)

    def headers(self):
        c = self.canary
        subject, record = self.cell.record("cy@example.com", "Cy Example")
        one = self.cell.path(subject, record)
        for name in ("Purpose", "User-Agent", "Cookie", "Referer", "Accept-Language", "Forwarded", "X-Request-Id"):
            self.send("header " + name, "GET", one, **{"Purpose": "support", name: c("header " + name)})
        self.send("header Idempotency-Key", "POST", self.cell.base + "/subjects",
                  **{"Idempotency-Key": c("header Idempotency-Key")})
        self.send("header If-Match", "PATCH", one, {"display_name": "x"}, **{"If-Match": c("header If-Match")})
        self.send("header of an odd name", "GET", one, **{"X-" + c("header of an odd name"): "1"})

    def paths(self):
        c, base = self.canary, self.cell.base
        subject, record = self.cell.record("di@example.com", "Di Example")
        for name, path in (("unknown path", "/" + c("unknown path")),
                           ("public path", "/?q=" + c("public path")),
                           ("tenant in a path", "/v1/tenants/" + c("tenant in a path")),
                           ("subject in a path", f"{base}/subjects/{c('subject in a path')}/records"),
                           ("collection in a path", f"{self.cell.path(subject)}/records/{c('collection in a path')}/{record}"),
                           ("record in a path", f"{self.cell.path(subject)}/records/contact/{c('record in a path')}"),
                           ("job in a path", f"{base}/jobs/{c('job in a path')}"),
                           ("fields in a query", f"{self.cell.path(subject, record)}?fields={c('fields in a query')}"),
                           ("cursor in a query", f"{self.cell.path(subject)}/records?cursor=contact/{c('cursor in a query')}"),
                           ("query that nobody reads", f"{self.cell.path(subject)}/records?{c('query that nobody reads')}=1")):
            self.send(name, "GET", path, Purpose="support")
        self.send("method", "X" + c("method"), base)

    def tokens(self):
        c = self.canary
        for name, sent in (("wrong token", "Bearer " + c("wrong token")),
                           ("password", "Basic " + c("password")),
                           ("mistyped token", "Bearer " + self.cell.owner_token[:-6] + "abcdef"),
                           ("scheme", c("scheme") + " x")):
            self.send(name, "GET", self.cell.base, client=self.cell.client(), Authorization=sent)
        for name, token in (("owner's token", self.cell.owner_token), ("administrator's token", self.cell.admin_token)):
            self.canaries[name] = token.split(".")[3]
            self.canaries[name + ", its secret"] = base64.urlsafe_b64decode(token.split(".")[3] + "=")

    def imports(self):
        c, base = self.canary, self.cell.base
        self.send("collection of an import", "POST", base + "/imports", {"collection": c("collection of an import")})
        opened = self.send("import", "POST", base + "/imports", {"collection": "message"})
        lines = ['{"new":"%s","record":{"text":"%s"}}' % (c("label of a line"), c("accepted line")),
                 '{"new":"a","record":{"%s":"x"}}' % c("field of a rejected line"),
                 '{"new":"b","record":{"text":7,"conversation":"%s"}}' % c("rejected line"),
                 '{"subject":"%s","record":{"text":"x"}}' % c("subject of a rejected line"),
                 '{"new":"c","record":{"text":"%s"' % c("broken line")]
        chunk = self.send("chunk", "PUT", f"{base}/imports/{opened.json['import']}/chunks/0", "\n".join(lines))
        assert (chunk.json["accepted"], len(chunk.json["rejected"])) == (1, 4), chunk.body
        self.send("chunk out of order", "PUT", f"{base}/imports/{opened.json['import']}/chunks/7",
                  '{"new":"d","record":{"text":"%s"}}' % c("chunk out of order"))


def scan_self_test(cases, folder):
    canary = "cnry" + secrets.token_hex(14)
    for how, form in spellings(canary).items():
        with open(folder + "/control", "wb") as file:
            file.write(b"before " + form + b" after")
        found = hits({"control": canary}, places(folder))
        cases.check(f"control: a canary written by hand is found, {how}", how in [spelling for _, spelling, _ in found])
    with open(folder + "/control", "wb") as file:
        file.write(base64.b64encode(b'{"x":"' + canary.encode() + b'"}'))
    cases.check("control: a canary within a base64 text is found", hits({"control": canary}, places(folder)))
    os.remove(folder + "/control")


def process_facts(pid):
    """What the kernel tells of the server; as another user than root one cannot ask, which is as it should be."""
    out = {}
    for name in ("environ", "cmdline"):
        try:
            out[f"/proc/PID/{name}"] = files.read(f"/proc/{pid}/{name}")
        except PermissionError:
            print(f"left out: /proc/PID/{name} (not readable by this user)")
    return out


def nothing_lies_about(cases, cell, watched):
    typist = Typist(cell)
    typist.everything()
    statuses = sorted(set(map(str, typist.statuses.values())))
    print(f"{len(typist.canaries)} canaries through {len(typist.statuses)} requests: {statuses}")
    strange = {name: status for name, status in typist.statuses.items() if str(status) in ("500", "503")}
    cases.check("no input made the cell fail", not strange, strange)
    taken = ("message", "alteration", "search, found", "consultation", "collection", "restriction", "restriction lifted", "chunk")
    refused = {name: typist.statuses[name] for name in taken if typist.statuses[name] not in (200, 201)}
    cases.check("content went in through every operation", not refused, refused)
    cases.check("inputs were both taken and refused", {200, 201, 400, 401, 403, 404, 428} <= set(typist.statuses.values()))

    title = "cnry" + secrets.token_hex(14)
    assert cell.owner("PUT", cell.base + "/purposes/support", {"title": title, "reason": "never"}).status == 200
    running = {**places(cell.data, cell.seal, watched), **process_facts(cell.process.pid)}
    report(cases, typist, running, "while it runs")
    cases.check("control: the title of a purpose, kept in clear by design, is found in the data's log",
                hits({"title": title}, {path: content for path, content in running.items() if "data.db" in path}))

    process, cell.process = cell.process, None
    process.send_signal(signal.SIGTERM)
    cases.check("the cell ended with 0", process.wait(timeout=60) == 0, process.returncode)
    said = cell.said.everything().encode()
    report(cases, typist, {**places(cell.data, cell.seal, watched), "what it printed": said}, "after its end")
    cases.check("control: the title is found in data.db itself",
                hits({"title": title}, {"data.db": files.read(cell.data + "/data.db")}))
    cases.check("nothing was left in TMPDIR", not os.listdir(watched), os.listdir(watched))


def report(cases, typist, found, when):
    bad = hits(typist.canaries, found)
    cases.check(f"0 hits of {len(typist.canaries)} canaries in {len(found)} places, {when}", not bad, bad[:10])


def erased_keys_are_nowhere(cases, cell):
    """The bytes of keys, which only the second reader knows: wrapped as they lie, and in the clear."""
    cell.start()
    cell.owner = cell.client(cell.owner_token)
    subjects = [cell.record(f"erased{n}@example.com")[0] for n in range(SUBJECTS)]
    cell.stop()
    wraps, keys, tenant = {}, {}, files.id_bytes(cell.tenant)
    with files.Copy(cell.data, cell.seal) as copy:
        for subject in subjects:
            wraps[subject] = copy.subject_wraps()[files.id_bytes(subject)]
            key = copy.subject_key(tenant, files.id_bytes(subject))
            keys[subject] = key
            keys[subject + ", for records"] = files.formats.record_key(key)
            keys[subject + ", for the log"] = files.formats.audit_secret(key)
        found = dict(copy.raw)
    seen = {name for name, _, _ in hits(wraps, found)}
    cases.check("control: before the erasure each wrap is found in keys.db", len(seen) == SUBJECTS, len(seen))
    cases.check("no key lies about in the clear", not hits(keys, places(cell.data, cell.seal)))

    cell.start()
    cell.owner = cell.client(cell.owner_token)
    chosen = secrets.SystemRandom().sample(subjects, ERASED_OF)
    for subject in chosen:
        answer = cell.owner("POST", cell.path(subject) + "/erasure", {"ground": "consent-withdrawn"})
        left = hits({subject: wraps[subject], subject + ", in the clear": keys[subject]}, databases(cell))
        if answer.status != 200 or left:
            cases.check("an erased key's bytes are gone when the erasure is acknowledged", False, (answer.status, left))
    gone = {subject: wraps[subject] for subject in chosen}
    bad = hits({**gone, **keys}, databases(cell))
    cases.check(f"0 hits of {ERASED_OF} erased keys in data.db* and keys.db* of the running cell", not bad, bad[:5])
    administrator = cell.client(cell.admin_token)
    cell.wait_job(administrator("POST", "/v1/cell/epochs").json["job"], administrator, "/v1/cell")
    cell.stop()
    bad = hits({**wraps, **keys}, places(cell.data, cell.seal))
    cases.check("after the epoch: 0 hits of any key or old wrap in the folders, snapshot and seal included", not bad, bad[:5])


def databases(cell):
    return {path: content for path, content in places(cell.data).items() if "/data.db" in path or "/keys.db" in path}


def main():
    begun, cases = time.monotonic(), Cases()
    with tempfile.TemporaryDirectory(prefix="troth-watched-") as watched:
        scan_self_test(cases, watched)
        with Cell(environment={"TMPDIR": watched}, serve=("--reserve-mib", "1")) as cell:
            nothing_lies_about(cases, cell, watched)
            erased_keys_are_nowhere(cases, cell)
    print(f"{time.monotonic() - begun:.0f} s")
    cases.end()


if __name__ == "__main__":
    main()
