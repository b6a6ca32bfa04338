#!/usr/bin/env python3
"""usage: embed_api.py OUT.cpp api/*.json: the descriptions of the routes (api/README.md), written out as OpenAPI, as the text
troth::app::api_text(): {"components": {…}, "operations": {"GET /v1/…": {an operation object}}}.

What is wrong with a description ends the build with the file, the route and the word."""
import json
import pathlib
import re
import sys

BASES = {"tenant": "/v1/tenants/{tenant}", "cell": "/v1/cell"}
MEMBERS = {"id", "summary", "more", "event", "body", "body?", "type", "query", "headers", "answers", "refusals"}
ANSWER = re.compile(r"(20[0-9])(?: ([a-z]+/[a-z-]+))?")
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


class Shapes:
    """Writes shapes out as JSON Schema. `names` are those of schemas.json."""

    def __init__(self, names):
        self.names = names

    def words(self, text):
        alternatives, words = [], []
        for word in text.split(" or "):
            if word in self.names:
                alternatives.append({"$ref": f"#/components/schemas/{word}"})
            elif word in ("null", "true", "false"):
                alternatives.append({"type": "null"} if word == "null" else {"const": word == "true"})
            elif re.fullmatch(r"([A-Z][a-z][a-z0-9]*)+", word):
                raise ValueError(f"there is no schema {word}")
            else:
                words.append(word)
        if words:
            alternatives.append({"type": "string", "enum": words})
        return alternatives[0] if len(alternatives) == 1 else {"anyOf": alternatives}

    def schema(self, shape, closed):
        if isinstance(shape, str):
            return self.words(shape)
        if isinstance(shape, list):
            (item,) = shape
            return {"type": "array", "items": self.schema(item, closed)}
        if "$" in shape:
            return shape["$"]
        members = {name: of for name, of in shape.items() if name != "*"}
        out = {"type": "object"}
        if members:
            out["properties"] = {name.rstrip("?"): self.schema(of, closed) for name, of in members.items()}
            out["required"] = [name for name in members if not name.endswith("?")]
        if "*" in shape:
            out["additionalProperties"] = self.schema(shape["*"], closed)
        elif closed:
            out["additionalProperties"] = False
        return out


def parameter(place, name, shape, about, required, shapes):
    return {"name": name, "in": place, "required": required, "schema": shapes.schema(shape, True), **({"description": about} if about else {})}


def components(common, shapes):
    schemas = {name: shapes.schema(of, True) for name, of in common["sent"].items()}
    schemas |= {name: shapes.schema(of, False) for name, of in common["told"].items()}
    headers = {name: {"description": about, "schema": shapes.schema(of, False)} for name, (of, about) in common["headers"].items()}
    more = {"401": ["WWW-Authenticate"], "429": ["Retry-After"], "503": ["Retry-After"]}
    refusals = {status: {"description": about, "content": PROBLEM, "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in more.get(status, [])}}
                for status, about in common["refusals"].items()}
    token = {"type": "http", "scheme": "bearer", "description": "a token of a principal; its permissions are the principal's at most"}
    shape, about = common["parameters"]["Purpose"]
    return {"schemas": schemas, "headers": headers, "responses": refusals, "securitySchemes": {"token": token},
            "parameters": {"Purpose": parameter("header", "Purpose", shape, about, True, shapes)}}


def parameters(route, said, common, shapes):
    method, pattern = route.split(" ")
    out = []
    for name in re.findall(r"\{(\w+)(?:\.\.\.)?\}", pattern):
        shape, about = common["parameters"][name]
        out.append(parameter("path", name, shape, about, True, shapes))
    for name, shape in said.get("query", {}).items():
        out.append(parameter("query", name.rstrip("?"), shape, "", not name.endswith("?"), shapes))
    headers = said.get("headers", []) + (["Idempotency-Key?"] if method != "GET" and "{tenant}" in pattern else [])
    for name in headers:
        shape, about = common["parameters"][name.rstrip("?")]
        out.append(parameter("header", name.rstrip("?"), shape, about, not name.endswith("?"), shapes))
    return out


def answers(route, said, common, shapes):
    method, pattern = route.split(" ")
    again = method != "GET" and "{tenant}" in pattern  # a repeat under an Idempotency-Key
    out = {}
    for key, shape in said.items():
        if not (match := ANSWER.fullmatch(key)):
            continue
        schema = shapes.schema(shape, False)
        if again:
            schema = {"anyOf": [schema, {"$ref": "#/components/schemas/Replayed"}]}
        headers = ["Audit-Event", "Cache-Control"] + (["Location"] if said.keys() & {"201", "202"} else []) + said.get("answers", [])
        out[match[1]] = {"description": said["summary"], "content": {match[2] or "application/json": {"schema": schema}},
                         "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in headers}}
    always = {400, 401, 403, 404, 409, 413, 429, 500, 503, 507} | ({410, 423} if "{tenant}" in pattern else set())
    for status in sorted(always | set(said.get("refusals", []))):
        assert str(status) in common["refusals"], f"schemas.json says nothing of {status}"
        out[str(status)] = {"$ref": f"#/components/responses/{status}"}
    return out


def operation(route, said, common, shapes):
    unknown = [key for key in said if key not in MEMBERS and not ANSWER.fullmatch(key)]
    assert not unknown, f"nothing is known of {unknown}"
    out = {"operationId": said["id"], "summary": said["summary"], "x-event": said["event"],
           "parameters": parameters(route, said, common, shapes), "responses": answers(route, said, common, shapes)}
    if "more" in said:
        out["description"] = said["more"]
    for key in ("body", "body?"):
        if key in said:
            content = {said.get("type", "application/json"): {"schema": shapes.schema(said[key], True)}}
            out["requestBody"] = {"required": key == "body", "content": content}
    return out


def spelled_out(key, said):
    """[(route, description)]: a path that begins with … stands for two."""
    if "…" not in key:
        return [(key, said)]
    return [(key.replace("…", base), {**said, "id": who + said["id"]}) for who, base in BASES.items()]


def main(out, *files):
    files = {pathlib.Path(name).name: json.loads(pathlib.Path(name).read_text()) for name in files}
    common = files.pop("schemas.json")
    shapes = Shapes(set(common["sent"]) | set(common["told"]))
    operations = {}
    for name, described in files.items():
        for key, said in described.items():
            for route, one in spelled_out(key, said):
                try:
                    assert route not in operations, "described twice"
                    operations[route] = operation(route, one, common, shapes)
                except (AssertionError, KeyError, ValueError) as error:
                    sys.exit(f"api/{name}: {route}: {error}")
    text = json.dumps({"components": components(common, shapes), "operations": operations}, ensure_ascii=False, separators=(",", ":"))
    numbers = ",".join(str(byte) for byte in text.encode())
    pathlib.Path(out).parent.mkdir(parents=True, exist_ok=True)
    pathlib.Path(out).write_text('#include "app/openapi.h"\n\nnamespace troth::app {\n\n'
                                 f"static constexpr unsigned char kText[] = {{{numbers}}};\n"
                                 "std::string_view api_text() { return {reinterpret_cast<char const*>(kText), sizeof kText}; }\n\n"
                                 "}  // namespace troth::app\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
