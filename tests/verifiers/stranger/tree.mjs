// Tree of docs/formats/log.md.
import { createHash } from 'node:crypto';

const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();

export const leafHash = (entry) => sha256(Buffer.of(0), entry);
export const nodeHash = (left, right) => sha256(Buffer.of(1), left, right);
export const partCommitment = (index, nonce, part) => sha256(Buffer.from('audit-part/v1'), Buffer.of(index), nonce, part);
export const keyId = (name, typeAndKey) => sha256(Buffer.from(`${name}\n`), typeAndKey).subarray(0, 4);
export const sameBytes = (a, b) => Buffer.compare(a, b) === 0;

export function u64(n) {
  const out = Buffer.alloc(8);
  out.writeBigUInt64BE(n);
  return out;
}

export function u16(n) {
  const out = Buffer.alloc(2);
  out.writeUInt16BE(n);
  return out;
}

export function verifyInclusion(index, size, leaf, hashes, root) {
  if (index >= size) return false;
  let node = index;
  let last = size - 1n;
  let r = leaf;
  const halve = () => {
    node >>= 1n;
    last >>= 1n;
  };
  for (const p of hashes) {
    if (last === 0n) return false;
    if (node & 1n || node === last) {
      r = nodeHash(p, r);
      while (node !== 0n && !(node & 1n)) halve();
    } else {
      r = nodeHash(r, p);
    }
    halve();
  }
  return last === 0n && sameBytes(r, root);
}
