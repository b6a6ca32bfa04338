"""Requests that the API's own document allows, and ones that it does not, sent to a cell: what answers otherwise than described.
Run by tools.attacked in the environment that has schemathesis.

main(GIVEN.json): {"document", "url", "ca", "tokens": {permission: token}, "spare": token, "real": {name: [value]},
"examples", "only": [operationId], "after": {operationId: [[method, path, body, token]]}} -> one JSON object on standard output:
"requests", "answered": {operationId: [status]}, "failures": [[operationId, what]]
"""
import collections
import json
import random
import sys
import warnings

import hypothesis
import jsonschema
import requests
import schemathesis
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (content_type_conformance, response_headers_conformance,
                                               response_schema_conformance, status_code_conformance)

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
          response_schema_conformance]
MODES = {GenerationMode.POSITIVE: 1.0, GenerationMode.NEGATIVE: 0.5}  # of the examples


@schemathesis.serializer("application/x-ndjson")
def ndjson(_, value):
    return value.encode() if isinstance(value, str) else json.dumps(value, default=str).encode()


class Attack:
    def __init__(self, given):
        self.given, self.random = given, random.Random(given.get("seed", 7))
        self.session = requests.Session()
        self.session.verify, self.session.trust_env = given["ca"], False
        self.requests, self.answered, self.failures = 0, collections.defaultdict(collections.Counter), []

    def one_of(self, name, otherwise):
        """A value that the cell knows, mostly."""
        known = self.given["real"].get(name)
        return self.random.choice(known) if known and self.random.random() < 0.85 else otherwise

    def known(self, value):
        if isinstance(value, dict):
            return {name: self.one_of(name, self.known(of)) for name, of in value.items()}
        return [self.known(of) for of in value] if isinstance(value, list) else value

    def place(self, case, said):
        """What a generator cannot guess: ids, names and tokens."""
        id_ = said["operationId"]
        for name, value in (case.path_parameters or {}).items():
            own = f"{id_}/{name}"
            case.path_parameters[name] = self.one_of(own if own in self.given["real"] else name, value)
        for name in case.query or {}:
            case.query[name] = self.one_of(f"{id_}/{name}", case.query[name])
        for name in list(case.headers or {}):
            if isinstance(case.headers[name], str) and not case.headers[name].isascii():
                del case.headers[name]  # no client can send it
            elif name in ("Purpose", "If-Match", "Origin"):
                case.headers[name] = self.one_of(name, case.headers[name])
        if not case.meta or case.meta.generation.mode == GenerationMode.POSITIVE:
            case.body = self.one_of(f"{id_}/body", self.known(case.body))

    def token(self, said):
        tokens = self.given["tokens"]
        if self.random.random() < 0.05:
            return self.random.choice(["", self.given["spare"]])
        return tokens.get(said["operationId"]) or tokens[said["x-permission"] + ("@cell" if said["cell"] else "")]

    def restore(self, id_):
        """Undoes what would leave nothing to ask after."""
        for method, path, body, token in self.given["after"].get(id_, []):
            self.session.request(method, self.given["url"] + path, json=body, headers={"Authorization": "Bearer " + token})

    def send(self, case, said):
        self.place(case, said)
        token = self.token(said)
        headers = {"Authorization": "Bearer " + token} if token else {}
        try:
            response = case.call(session=self.session, base_url=self.given["url"], headers=headers, timeout=60, verify=self.given["ca"])
        except (requests.exceptions.InvalidHeader, requests.exceptions.InvalidURL, UnicodeError, ValueError):
            return  # the client did not send it
        self.requests += 1
        self.answered[said["operationId"]][response.status_code] += 1
        if response.status_code < 300:
            self.restore(said["operationId"])
            self.must_fit(case, said)
        try:
            case.validate_response(response, checks=CHECKS)
        except BaseException as failure:  # noqa: BLE001  a group of them, which is no Exception
            sent = f"{case.method} {case.formatted_path} {json.dumps(case.body, default=str)[:300]}"
            self.failures.append([said["operationId"], f"{sent}: {failure!r}"[:2500]])

    def must_fit(self, case, said):
        """What was taken is what the document allows: nothing gets in by an undescribed door."""
        content = said.get("requestBody", {}).get("content", {}).get("application/json")
        if not content or isinstance(case.body, schemathesis.core.NotSet):
            return
        schema = {**content["schema"], "components": self.given["document"]["components"]}
        for error in jsonschema.Draft202012Validator(schema).iter_errors(case.body):
            self.failures.append([said["operationId"], f"taken, though its body is not as described: {error.message[:300]}"])

    def operation(self, operation, said):
        for mode, part in MODES.items():
            most = max(1, int(self.given["examples"] * part))

            @hypothesis.seed(self.given.get("seed", 7))
            @hypothesis.settings(max_examples=most, deadline=None, database=None, phases=[hypothesis.Phase.generate],
                                 suppress_health_check=list(hypothesis.HealthCheck))
            @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
            def each(case):
                if len(self.failures) < 200:
                    self.send(case, said)

            try:
                each()
            except (hypothesis.errors.Unsatisfiable, schemathesis.errors.InvalidSchema) as error:
                if mode == GenerationMode.POSITIVE:  # not every operation can be asked wrongly
                    self.failures.append([said["operationId"], f"no request could be made: {error}"])

    def run(self):
        document = self.given["document"]
        schema = schemathesis.openapi.from_dict(document)
        for path, operations in document["paths"].items():
            for method, said in operations.items():
                if not self.given["only"] or said["operationId"] in self.given["only"]:
                    self.operation(schema[path][method.upper()], {**said, "cell": path.startswith("/v1/cell")})
        return {"requests": self.requests, "answered": {id_: dict(counts) for id_, counts in self.answered.items()}, "failures": self.failures}


def main(path):
    warnings.simplefilter("ignore")
    with open(path) as file:
        found = Attack(json.load(file)).run()
    json.dump(found, sys.stdout)
