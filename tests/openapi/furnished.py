"""A cell with something of everything in it, so that a generated request can meet it, and the tokens of those who may ask."""
import datetime
import hashlib
import hmac

import evidence_test as evidence
from cell import Cell

NOTICE = {"version": "2026-11", "sha256": hashlib.sha256(b"the notice").hexdigest()}
ORIGIN = "https://www.example.com"
FORM = {"collection": "contact", "purpose": "support", "fields": ["email"], "origins": [ORIGIN], "notice": "made", "per_minute": 10_000,
        "per_day": 1_000_000}
RECIPIENT = {"title": "Mailer", "country": "DE", "basis": "authority", "transfer": "eea", "purposes": ["support"],
             "key": {"kty": "OKP", "crv": "X25519", "x": "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo"}}
OPERATIONS = ["collection", "recording", "organisation", "structuring", "storage", "retrieval", "consultation", "use", "disclosure",
              "combination", "restriction", "erasure", "destruction", "alteration", "dissemination"]


class Furnished(Cell):
    def __init__(self):
        super().__init__(serve=("--seal-seconds", "1"))
        self.admin = self.client(self.admin_token)
        self.tokens, self.real, self.after = {}, {}, {}
        self.appoint()
        self.lay_down()
        self.take_in()
        self.begin()

    def ok(self, method, path, body=None, by=None, **headers):
        answer = (by or self.owner)(method, path if path.startswith("/v1") else self.base + path, body, **headers)
        assert answer.status < 300, (method, path, answer.status, answer.body)
        return answer.json

    def principal(self, name, permissions, by_cell=False):
        where = "/v1/cell/principals" if by_cell else self.base + "/principals"
        return self.ok("POST", where, {"name": name, "permissions": permissions}, by=self.admin if by_cell else None)

    def appoint(self):
        """The owner's token for most; principals of their own for what the owner does not hold."""
        for name in ("read_log", "export_data", "rotate_keys"):
            self.tokens[name] = self.principal(name.replace("_", "-"), [name])["token"]
        for name in ("read_log", "run_probes", "publish_tom"):
            self.tokens[name + "@cell"] = self.principal(name.replace("_", "-"), [name], by_cell=True)["token"]
        self.spare = self.principal("spare", ["consult"])["token"]
        leavers = [self.principal("leaver", ["consult"]) for _ in range(20)]
        self.real["revokeToken/token"] = [one["token_id"] for one in leavers]
        self.real["principal"] = [leavers[0]["principal"]]

    def lay_down(self):
        self.ok("PUT", "/labels/made", {"title": "Made", "class": "internal"})
        self.ok("PUT", "/recipients/mailer", RECIPIENT)
        self.ok("PUT", "/notices/made", {**NOTICE, "title": "The notice"})
        self.ok("PUT", "/forms/made", FORM)
        self.tokens["collectByForm"] = self.ok("POST", "/forms/made/tokens")["token"]
        self.ok("PUT", "/role", {"role": "controller"})
        self.ok("PUT", "/use/budgets", {"per_principal": 600, "per_subject": 100})
        self.secret = self.ok("PUT", "/identity-secret")["secret"]
        made = {"tenant": [self.tenant], "collection": ["contact", "message"], "purpose": ["support"], "Purpose": ["support"], "purposes": [["support"]], "field": ["email"],
                "retention": ["chat"], "label": ["made"], "recipient": ["mailer"], "Origin": [ORIGIN], "name": ["made"],
                "If-Match": ['"1"'], "permissions": [["consult"], ["consult", "retrieve"]], "structure/name": ["fuzzed-1", "fuzzed-2"],
                "suspendRecipient/name": ["leaver"], "notice": [{**NOTICE, "choice": "accepted"}], "value": ["ada@example.com"],
                "record/body": [{"email": "one@example.com"}], "alter/body": [{"display_name": "Another"}, {"email": None}],
                "collect/body": [{"collection": "contact", "notice": {**NOTICE, "choice": "accepted"}, "record": {"email": "new@example.com"}}],
                "defineForm/body": [FORM], "defineRecipient/body": [RECIPIENT], "ground": ["consent-withdrawn", "accuracy-contested"],
                "importChunk/body": ['{"record":{"email":"line@example.com"}}\n'], "fields": [["email"], ["email", "display_name"]]}
        self.real |= made
        self.write_bodies()

    def write_bodies(self):
        """Whole bodies that get through, for what is too narrow to be met by chance."""
        field = {"name": "note", "type": "text", "sensitivity": "internal", "purposes": ["support"], "retention": "chat"}
        now = datetime.datetime.now(datetime.timezone.utc)
        moment = lambda hours: (now + datetime.timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")  # noqa: E731
        span = {"actor": self.real["principal"][0], "from": moment(-1), "to": moment(1)}
        shown = {**NOTICE, "choice": "accepted", "shown_at": moment(0)}
        bodies = {"lookup": {"collection": "contact", "field": "email", "value": "ada@example.com"}, "structure": {"fields": [field]},
                  "defineNotice": {**NOTICE, "title": "The notice"}, "destroy": {"ground": "contract-ended"}, "rotateKeys": {"keys": ["index"]},
                  "collectByForm": {"record": {"email": "page@example.com"}, "notice": shown}, "tenantBlastRadius": span, "cellBlastRadius": span,
                  "beginProbeRun": {"by": "operator"}, "setTomTargets": {"targets": {"log.seal_seconds": 5}},
                  "fileAttestation": {**evidence.Attestations.BODY, "sha256": "d" * 64}, "createCellPrincipal": {"name": "one", "permissions": ["read_log"]},
                  "liftRestriction": {"reason": "settled"}, "defineRetention": {"days": 365, "ground": "support history"}}
        self.real |= {f"{id_}/body": [body] for id_, body in bodies.items()}
        self.real |= {"record/collection": ["contact"], "importChunk/number": [0, 1], "tenantSearchLog/type": ["record.recorded"]}

    def take_in(self):
        pairs = [self.record() for _ in range(40)]
        self.real |= {"subject": [s for s, _ in pairs[:6]], "record": [r for _, r in pairs[:6]], "from": [s for s, _ in pairs[6:12]],
                      "into": [s for s, _ in pairs[12:15]], "erase/subject": [s for s, _ in pairs[15:]]}
        subject, record = pairs[0]
        self.real |= {name: [subject] for name in ("consult/subject", "alter/subject", "use/subject", "labelRecord/subject", "unlabelRecord/subject",
                                                   "labelsOfRecord/subject")}
        self.real |= {name: [record] for name in ("consult/record", "alter/record", "labelRecord/record", "unlabelRecord/record",
                                                  "labelsOfRecord/record")}
        self.real |= {name: ["contact"] for name in ("consult/collection", "alter/collection", "labelRecord/collection", "unlabelRecord/collection",
                                                     "labelsOfRecord/collection")}
        spot = {"collection": "contact", "record": record, "field": "email"}
        self.real["use/body"] = [{**spot, "act": "verify", "value": "ada@example.com"},
                                 {**spot, "act": "compare", "with": {"record": record, "field": "display_name"}}]
        self.real["count/body"] = [{"label": "made"}, {"collection": "contact", "field": "email", "value": "ada@example.com"}]
        self.real["disclose/body"] = [{"recipient": "mailer", "subject": subject, "collection": "contact", "record": record, "fields": ["email"]}]
        mac = hmac.new(self.secret.encode(), b"ada", hashlib.sha256).hexdigest()
        self.real["verifyIdentity/body"] = [{"identity": "ada", "hmac": mac}]
        linked = self.ok("POST", "/links", {"from": pairs[3][0], "into": pairs[4][0], "basis": "person", "reason": "the same voice"})
        self.real["link"] = [linked["link"]]
        gone, _ = self.record("gone@example.com")
        self.real["job"] = [self.ok("POST", f"/subjects/{gone}/erasure", {"ground": "consent-withdrawn"})["job"]]
        self.real["import"] = [self.ok("POST", "/imports", {"collection": "contact"})["import"]]
        self.real["number"] = [0, 1, 2]
        told = self.owner("GET", self.base)
        in_cell = self.admin("GET", "/v1/cell/keys").event
        self.real |= {"event": [told.event]} | {f"cell{what}/event": [in_cell] for what in ("ShowEvent", "ProveEvent", "EventReceipt")}
        self.real |= {f"{who}EventReceipt/parts": ["what", "what,who"] for who in ("tenant", "cell")}

    def begin(self):
        """What a request may upset, and what sets it right again."""
        prober, author = (self.client(self.tokens[name + "@cell"]) for name in ("run_probes", "publish_tom"))
        self.real["run"] = [evidence.begun(prober)["run"]]
        filed = author("POST", "/v1/cell/attestations", {**evidence.Attestations.BODY, "sha256": "c" * 64})
        self.real["attestation"], self.real["version"] = [filed.json["attestation"]], [1, 2]
        draft = {"profiles": ["trueengage"], "promises": {}, "accepted": [], "effective_from": evidence.now(3600)}
        refused = author("POST", "/v1/cell/tom/versions", draft).json["at"]  # it names every clause that has to be accepted
        draft["accepted"] = refused.removeprefix("/accepted: ").split(",")
        self.real["draftTom/body"] = [draft]
        for _ in range(2):
            assert author("POST", "/v1/cell/tom/versions", draft).status == 201
        owner, at = self.owner_token, self.base
        thaw = [["DELETE", at + "/freeze", {"reason": "go on"}, owner]]
        instruct = {"text_sha256": "ab" * 32, "summary": "all of it", "operations": OPERATIONS}
        self.after = {"freeze": thaw, "destroy": [["DELETE", at + "/destruction", None, owner]],
                      "instruct": [["POST", at + "/instructions", instruct, owner]],
                      "defineBudgets": [["PUT", at + "/use/budgets", {"per_principal": 600, "per_subject": 100}, owner]],
                      "declareLabel": [["PUT", at + "/labels/made", {"title": "Made", "class": "internal", "reason": "again"}, owner]],
                      "restrict": self.for_each_subject("/restriction"), "object": self.for_each_subject("/objections/support")}
        now = datetime.datetime.now(datetime.timezone.utc)
        self.real["from"] += [(now - datetime.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")]

    def for_each_subject(self, path):
        return [["DELETE", f"{self.base}/subjects/{subject}{path}", {"reason": "again"}, self.owner_token] for subject in self.real["subject"]]

    def given(self, document, examples, only=()):
        permissions = {said["x-permission"] for operations in document["paths"].values() for said in operations.values()}
        tokens = {name: self.owner_token for name in permissions} | {name + "@cell": self.admin_token for name in permissions} | self.tokens
        return {"document": document, "url": f"https://localhost:{self.port}", "ca": self.data + "/tls/cert.pem", "tokens": tokens,
                "spare": self.spare, "real": self.real, "after": self.after, "examples": examples, "only": list(only)}
