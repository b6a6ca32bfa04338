// web/verify.mjs in Node, for bundle_cases.py: one JSON object a line in (base64 of the bundle, policy or null, now), one out.
import { createInterface } from 'node:readline';
import { verifyBundle } from '../../web/verify.mjs';

for await (const line of createInterface({ input: process.stdin })) {
  const { bundle, policy, now } = JSON.parse(line);
  console.log(JSON.stringify(await verifyBundle(Buffer.from(bundle, 'base64'), policy, now)));
}
