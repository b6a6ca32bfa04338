// Holds OSCAL documents against NIST's JSON Schemas. Reads from standard input one JSON object a line,
// {"schema": file, "document": text}; says for each a line: true, or what is wrong.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import Ajv from "ajv";
import formats from "ajv-formats";

const compiled = new Map();

// NIST's schemas name what ajv calls unknown in strict mode; nothing of what they ask for is left out.
function compile(file) {
  if (!compiled.has(file)) {
    const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: true });
    formats(ajv);
    compiled.set(file, ajv.compile(JSON.parse(readFileSync(file, "utf8"))));
  }
  return compiled.get(file);
}

for await (const line of createInterface({ input: process.stdin })) {
  const { schema, document } = JSON.parse(line);
  const valid = compile(schema);
  const errors = valid(JSON.parse(document)) ? true : valid.errors.slice(0, 5).map((e) => `${e.instancePath} ${e.message}`);
  console.log(JSON.stringify(errors));
}
