// A receipt verifier written to docs/formats/log.md, with nothing but Node: what a stranger would write.
//   node verify.mjs RECEIPT [POLICY] [--ended PROOF]
// Prints one line for each check. Exit 0 verified, 1 failed, 2 not checked, 3 consistent, but nobody is pinned.
import { readFileSync } from 'node:fs';
import { leafHash, nodeHash, partCommitment, sameBytes, u16, u64, verifyInclusion } from './tree.mjs';
import { False, Malformed, parseEpoch, parsePolicy, parseProof, parseReceipt } from './texts.mjs';
import { headOf, judge, signedBy } from './notes.mjs';

const args = process.argv.slice(2);
const endedAt = args.indexOf('--ended');
const endedFile = endedAt < 0 ? undefined : args.splice(endedAt, 2)[1];

try {
  const policy = args[1] && parsePolicy(readFileSync(args[1], 'utf8'));
  const ended = endedFile && readEnd(readFileSync(endedFile, 'utf8'), policy);
  verify(parseReceipt(readFileSync(args[0])), policy, ended);
  console.log(policy ? 'verified' : 'consistent in itself; no policy says whose signatures count');
  process.exitCode = policy ? 0 : 3;
} catch (error) {
  if (!(error instanceof Malformed)) throw error;
  console.log(`${error instanceof False ? 'failed' : 'not checked'}: ${error.message}`);
  process.exitCode = error instanceof False ? 1 : 2;
}

function hold(truth, what) {
  if (!truth) throw new False(what);
}

function held(what) {
  console.log(`held: ${what}`);
}

function verify(receipt, policy, ended) {
  const { entry } = receipt;
  hold(entry.length === 107 && entry[0] === 1, 'entry: not an event of version 1');
  held('entry');
  for (const { index, nonce, part } of receipt.parts) {
    const at = 11 + 32 * (index - 1);
    hold(sameBytes(partCommitment(index, nonce, part), entry.subarray(at, at + 32)), `part ${index}: not what the entry commits to`);
    held(`part ${index}`);
  }
  const tenant = headOf(receipt.tenantProof);
  includes(tenant, receipt.tenantProof, entry, 'tenant proof');
  const root = slotRoot(receipt, slotLeaf(receipt.salt, tenant));
  held('slot proof');
  const cell = headOf(receipt.cellProof);
  includes(cell, receipt.cellProof, Buffer.concat([Buffer.from('slots/v1'), u64(receipt.slots), root]), 'cell proof');
  for (const head of ended ? [cell, tenant] : []) hold(!isBeyond(head, ended), 'ended log: signed after the end of its log');
  held('ended log');
  if (!policy) return;
  judge(cell, policy, held);
  if (policy.logs.some((key) => key.name === tenant.origin)) {
    signedBy(tenant, policy.logs, 'tenant signature');
    held('tenant signature');
  }
}

function includes(head, proof, entry, name) {
  hold(verifyInclusion(proof.index, head.size, leafHash(entry), proof.hashes, head.root), `${name}: leads to another root`);
  held(name);
}

function slotLeaf(salt, { origin, size, root }) {
  const name = Buffer.from(origin);
  hold(name.length < 1 << 16, 'slot proof: the origin is longer than its length can say');
  return leafHash(Buffer.concat([salt, u16(name.length), name, u64(size), root]));
}

function slotRoot({ slot, slots, slotHashes }, leaf) {
  hold(slots > 0n && (slots & (slots - 1n)) === 0n, 'slot proof: the number of slots is no power of two');
  hold(slot < slots, 'slot proof: the slot lies beyond them');
  hold(1n << BigInt(slotHashes.length) === slots, 'slot proof: too few or too many hashes');
  return slotHashes.reduce((r, p, i) => ((slot >> BigInt(i)) & 1n ? nodeHash(p, r) : nodeHash(r, p)), leaf);
}

function isBeyond(head, end) {
  if (head.origin !== end.origin) return false;
  return head.size > end.size || (head.size === end.size && !sameBytes(head.root, end.root));
}

// The end of a log, proven to be entry 0 of the one that went on. The proof is no part of the receipt: what is wrong with it
// leaves everything unchecked.
function readEnd(text, policy) {
  try {
    const proof = parseProof(text);
    if (!proof.extra || proof.index !== 0n) throw new Malformed('the end of a log stands in extra, at index 0');
    const head = headOf(proof);
    includes(head, proof, proof.extra, 'end of a log');
    if (policy) judge(head, policy, () => {});
    return parseEpoch(proof.extra);
  } catch (error) {
    throw error instanceof False ? new Malformed(error.message) : error;
  }
}
