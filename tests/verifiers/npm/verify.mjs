// Has the Merkle and checkpoint code of @sigstore/verify judge tlog-proofs (C2SP) of a Troth log. That code is internal
// to the package, so its version is pinned. Input, as JSON on standard input:
//   {"vkey": text, "proofs": [{"entry": base64, "proof": text}, ...]}
// Output: {"accepted": n, "rejected": n}, the second of changed copies. Exit 1 at the first surprise.
import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const internal = join(dirname(require.resolve('@sigstore/verify')), 'tlog');
const { verifyCheckpoint } = require(join(internal, 'checkpoint.js'));
const { verifyMerkleInclusion } = require(join(internal, 'merkle.js'));

const { vkey, proofs } = JSON.parse(readFileSync(0, 'utf8'));
const log = logOf(vkey);
const counted = { accepted: 0, rejected: 0 };
for (const { entry, proof } of proofs) {
  const good = sigstoreEntry(Buffer.from(entry, 'base64'), proof);
  judge(good);
  counted.accepted += 1;
  for (const [what, spoilt] of spoiltCopies(good)) {
    if (passes(spoilt)) throw new Error(`index ${good.inclusionProof.logIndex}: ${what} passes`);
    counted.rejected += 1;
  }
}
console.log(JSON.stringify(counted));

function judge(entry) {
  verifyMerkleInclusion(entry, verifyCheckpoint(entry, [log]));
}

function passes(entry) {
  try {
    judge(entry);
    return true;
  } catch (error) {
    if (error.code !== 'TLOG_INCLUSION_PROOF_ERROR') throw error;
    return false;
  }
}

function* spoiltCopies(good) {
  const { inclusionProof: proof, canonicalizedBody: body } = good;
  const other = (changed) => ({ ...good, inclusionProof: { ...proof, ...changed } });
  yield ['a changed entry', { ...good, canonicalizedBody: flipped(body, body.length - 1) }];
  yield ['another index', other({ logIndex: String(BigInt(proof.logIndex) ^ 1n) })];
  if (proof.hashes.length > 0) {
    yield ['a changed hash', other({ hashes: [flipped(proof.hashes[0], 0), ...proof.hashes.slice(1)] })];
    yield ['a hash less', other({ hashes: proof.hashes.slice(1) })];
  }
  const envelope = proof.checkpoint.envelope;
  yield ['another size', other({ checkpoint: { envelope: envelope.replace(/\n(\d+)\n/, (_, n) => `\n${BigInt(n) + 1n}\n`) } })];
}

function flipped(bytes, at) {
  const out = Buffer.from(bytes);
  out[at] ^= 1;
  return out;
}

// vkey = name "+" id "+" base64(01 | key 32); node:crypto wants the key in DER.
function logOf(text) {
  const [name, id] = text.split('+', 2);
  const key = Buffer.from(text.slice(name.length + id.length + 2), 'base64');
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key.subarray(1)]);
  return { baseURL: name, logID: Buffer.from(id, 'hex'), publicKey: createPublicKey({ key: der, format: 'der', type: 'spki' }) };
}

function sigstoreEntry(body, proof) {
  const blank = proof.indexOf('\n\n');
  const [, index, ...hashes] = proof.slice(0, blank).split('\n');
  return {
    canonicalizedBody: body,
    inclusionProof: {
      logIndex: index.replace('index ', ''),
      hashes: hashes.map((line) => Buffer.from(line, 'base64')),
      checkpoint: { envelope: proof.slice(blank + 2) },
    },
  };
}
