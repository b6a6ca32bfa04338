// Signed notes, keys and what a policy makes of them, of docs/formats/log.md.
import { createPublicKey, verify } from 'node:crypto';
import { sameBytes } from './tree.mjs';
import { False, Malformed, parseCheckpoint, parseNote } from './texts.mjs';

// The checkpoint behind a proof, with its note. From here on what cannot be read is false.
export function headOf(proof) {
  try {
    const note = parseNote(proof.checkpoint);
    return { ...parseCheckpoint(note.text), note };
  } catch (error) {
    throw error instanceof Malformed ? new False(`checkpoint: ${error.message}`) : error;
  }
}

// The known keys that signed; throws at the first false signature of one.
function signers(note, keys) {
  const out = [];
  for (const { name, id, blob } of note.signatures) {
    for (const key of keys.filter((k) => k.name === name && sameBytes(k.id, id))) {
      if (!made(key, note.text, blob)) throw new False(`the signature of ${name} is false`);
      out.push(key);
    }
  }
  return out;
}

function made(key, text, blob) {
  if (key.type === 1) return signs(key, text, blob);
  if (blob.length !== 72 || blob[0] >= 0x80) return false;
  return signs(key, `cosignature/v1\ntime ${blob.readBigUInt64BE(0)}\n${text}`, blob.subarray(8));
}

function signs(key, text, signature) {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.public.toString('base64url') };
  return signature.length === 64 && verify(null, Buffer.from(text), createPublicKey({ key: jwk, format: 'jwk' }), signature);
}

// Signed by a key of the policy that is named like the origin.
export function signedBy(head, logs, what) {
  const pinned = logs.filter((key) => key.name === head.origin);
  if (signers(head.note, pinned).length === 0) throw new False(`${what}: no pinned key of ${head.origin} signed`);
}

export function judge(head, policy, held) {
  signedBy(head, policy.logs, 'log signature');
  held('log signature');
  const signed = signers(head.note, [...policy.logs, ...policy.witnesses.values()]);
  const met = new Set([...policy.witnesses].filter(([, key]) => signed.includes(key)).map(([name]) => name));
  for (const [name, { least, members }] of policy.groups) {
    if (members.filter((m) => met.has(m)).length >= least) met.add(name);
  }
  if (policy.quorum !== 'none' && !met.has(policy.quorum)) throw new False(`witnesses: ${policy.quorum} is not met`);
  held(`witnesses: ${[...met].join(', ') || 'none asked for'}`);
}
