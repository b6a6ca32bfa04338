// The texts of docs/formats/log.md: notes, checkpoints, proofs, policies, receipts. A Malformed text proves nothing either way.
import { keyId } from './tree.mjs';

export class Malformed extends Error {}
export class False extends Malformed {}

const need = (truth, what) => {
  if (!truth) throw new Malformed(what);
};

function base64(text, size) {
  const out = Buffer.from(text, 'base64');
  need(out.toString('base64') === text && (size === undefined || out.length === size), `not base64 of ${size ?? 'any'} bytes`);
  return out;
}

function decimal(text, bits = 63n) {
  need(/^(0|[1-9][0-9]{0,19})$/.test(text) && BigInt(text) >> bits === 0n, `not a number: ${text}`);
  return BigInt(text);
}

const utf8 = (bytes) => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Malformed('not UTF-8');
  }
};

const isName = (text) => text !== '' && !/[+\p{White_Space}\u0000-\u001f]/u.test(text);

export function parseVkey(text, type) {
  const match = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/s.exec(text);
  need(match && isName(match[1]), 'a key is name+id+base64');
  const data = base64(match[3], 33);
  const id = keyId(match[1], data);
  need(data[0] === type && id.toString('hex') === match[2], 'a key of the other kind, or not with this id');
  return { name: match[1], id, type, public: data.subarray(1) };
}

export function parseNote(text) {
  need(Buffer.byteLength(text) <= 1_000_000 && !/[\u0000-\u0009\u000b-\u001f]/.test(text), 'too long, or a control character');
  const blank = text.lastIndexOf('\n\n');
  need(blank >= 0 && text.endsWith('\n'), 'no empty line before signatures');
  const lines = text.slice(blank + 2).split('\n').slice(0, -1);
  need(lines.length >= 1 && lines.length <= 64, 'no signatures, or too many');
  const signatures = lines.map((line) => {
    const match = /^\u2014 ([^ ]+) ([^ ]+)$/.exec(line);
    need(match && isName(match[1]), 'not a signature line');
    const data = base64(match[2]);
    need(data.length > 4, 'no signature');
    return { name: match[1], id: data.subarray(0, 4), blob: data.subarray(4) };
  });
  return { text: text.slice(0, blank + 1), signatures };
}

export function parseCheckpoint(text) {
  const lines = text.split('\n');
  need(lines.length === 4 && lines[0] !== '' && lines[3] === '', 'a checkpoint has three lines');
  return { origin: lines[0], size: decimal(lines[1]), root: base64(lines[2], 32) };
}

export function parseProof(text) {
  const blank = text.indexOf('\n\n');
  const lines = text.slice(0, blank).split('\n');
  need(blank >= 0 && blank + 2 < text.length && lines.shift() === 'c2sp.org/tlog-proof@v1', 'not a tlog-proof');
  const extra = lines[0]?.startsWith('extra ') ? base64(lines.shift().slice(6)) : undefined;
  need(lines[0]?.startsWith('index ') && lines.length <= 64, 'no index, or too many hashes');
  return { extra, index: decimal(lines[0].slice(6)), hashes: lines.slice(1).map((line) => base64(line, 32)), checkpoint: text.slice(blank + 2) };
}

export function parseEpoch(entry) {
  const lines = utf8(entry).split('\n');
  need(lines.length === 8 && lines[0] === 'epoch/v1' && lines[1] !== '' && lines[7] === '', 'not the end of an epoch');
  base64(lines[5], 32);
  [lines[4], lines[6]].forEach((n) => decimal(n, 64n));
  return { origin: lines[1], size: decimal(lines[2], 64n), root: base64(lines[3], 32) };
}

export function parsePolicy(text) {
  need(text.endsWith('\n') && !/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text), 'a line is cut, or a control character');
  const policy = { logs: [], witnesses: new Map(), groups: new Map(), quorum: undefined };
  const keys = new Set();
  const known = (name) => policy.witnesses.has(name) || policy.groups.has(name);
  const fresh = (name) => need(name !== 'none' && !known(name), `the name ${name} is taken`);
  const key = (vkey, type) => {
    const out = parseVkey(vkey, type);
    const once = `${type} ${out.public.toString('hex')}`;
    need(!keys.has(once), 'a key stands there twice');
    keys.add(once);
    return out;
  };
  const joined = new Set();
  const levelled = new Set();
  const statements = {
    log: ([vkey, , ...more]) => need(vkey && more.length === 0, 'log') ?? policy.logs.push(key(vkey, 1)),
    witness: ([name, vkey, , ...more]) => {
      need(vkey && more.length === 0, 'witness');
      fresh(name);
      policy.witnesses.set(name, key(vkey, 4));
    },
    group: ([name, k, ...members]) => {
      need(members.length > 0, 'group');
      const least = k === 'any' ? 1 : k === 'all' ? members.length : Number(decimal(k));
      need(least >= 1 && least <= members.length, 'a group that can never be met');
      for (const member of members) {
        need(known(member) && !joined.has(member), `${member} is not known, or a member already`);
        joined.add(member);
      }
      fresh(name);
      policy.groups.set(name, { least, members });
    },
    quorum: ([name, ...more]) => {
      need(name && more.length === 0 && policy.quorum === undefined && (name === 'none' || known(name)), 'quorum');
      policy.quorum = name;
    },
    '#level': ([name, level, ...more]) => {
      need(policy.witnesses.has(name) && !levelled.has(name) && more.length === 0, '#level');
      need(['same-host', 'same-operator', 'independent'].includes(level), '#level');
      levelled.add(name);
    },
  };
  for (const line of text.slice(0, -1).split('\n')) {
    const [word, ...words] = line.split(/[ \t]+/).filter((w) => w !== '');
    if (word === undefined || (word.startsWith('#') && word !== '#level')) continue;
    need(Object.hasOwn(statements, word), `not a statement: ${word}`);
    statements[word](words);
  }
  need(policy.quorum !== undefined, 'no quorum line');
  return policy;
}

// One line feed is a byte, and a proof is counted in bytes: so this one is read from bytes.
class Reader {
  constructor(bytes) {
    this.bytes = bytes;
  }
  line(prefix, optional = false) {
    const end = this.bytes.indexOf(10);
    const found = end >= 0 && this.bytes.subarray(0, Math.min(end, prefix.length)).toString('latin1') === prefix;
    if (!found && optional) return undefined;
    need(found, `here stands ${prefix}`);
    const out = utf8(this.bytes.subarray(prefix.length, end));
    this.bytes = this.bytes.subarray(end + 1);
    return out;
  }
  proof(prefix) {
    const size = decimal(this.line(prefix), 64n);
    need(size <= BigInt(this.bytes.length), 'the receipt ends before its proof');
    const text = utf8(this.bytes.subarray(0, Number(size)));
    this.bytes = this.bytes.subarray(Number(size));
    return parseProof(text);
  }
}

export function parseReceipt(bytes) {
  const reader = new Reader(bytes);
  need(reader.line('troth-receipt/v1') === '', 'not a receipt');
  const event = reader.line('event ');
  need(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(event), 'the id is no UUID');
  const entry = base64(reader.line('entry '));
  const parts = [];
  for (let line; (line = reader.line('part ', true)) !== undefined; ) {
    const [index, nonce, part, ...more] = line.split(' ');
    need(/^[123]$/.test(index) && part !== undefined && more.length === 0, 'not a part');
    need(parts.length === 0 || parts.at(-1).index < Number(index), 'parts must ascend');
    parts.push({ index: Number(index), nonce: base64(nonce, 32), part: base64(part) });
  }
  const slot = reader.line('slot ').split(' ');
  need(slot.length === 3, 'not a slot');
  const slotHashes = [];
  for (let line; (line = reader.line('slot-hash ', true)) !== undefined; ) slotHashes.push(base64(line, 32));
  need(slotHashes.length <= 63, 'too many slot hashes');
  const out = { event, entry, parts, slot: decimal(slot[0], 64n), slots: decimal(slot[1], 64n), salt: base64(slot[2], 32), slotHashes };
  out.tenantProof = reader.proof('tenant-proof ');
  out.cellProof = reader.proof('cell-proof ');
  need(reader.bytes.length === 0, 'bytes follow the end');
  return out;
}

