// Checks a Troth trust bundle (docs/formats/bundle.md) with nothing but WebCrypto: in a browser's page and in Node from 18 on.
//
//   const verdict = await verifyBundle(bytes, policyText, now);
//
// bytes: a Uint8Array or ArrayBuffer. policyText: a C2SP tlog-policy that you have from somebody you trust, or null. now: a
// Date, milliseconds, or RFC 3339 in UTC. Never throws for what the bundle or the policy holds; verdict is
//   { outcome: 'verified' | 'not_pinned' | 'failed' | 'not_checked', why, cell, made, now,
//     checks: [{ name, held, says }], clauses: [{ clause, status: 'pass' | 'fail' | 'stale' | 'unproven', why, ... }],
//     open: [what nothing here proves], witnesses: [{ name, seconds }], witness_level }
// The same checks under the same names as `troth-verify bundle`; keys and policy inside the bundle never count.

const { subtle } = globalThis.crypto ?? (await import('node:crypto')).webcrypto;

/** Text that breaks its grammar: it proves nothing either way. */
class Malformed extends Error {}
/** A check that does not hold. */
class False extends Error {}

const need = (truth, what) => {
  if (!truth) throw new Malformed(what);
};

// ---- bytes

const encode = (text) => new TextEncoder().encode(text);
const concat = (...parts) => {
  const out = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
};
const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const be = (value, size) => {
  const out = new Uint8Array(size);
  for (let i = size - 1, rest = BigInt(value); i >= 0; --i, rest >>= 8n) out[i] = Number(rest & 255n);
  return out;
};

function utf8(bytes, what) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Malformed(`${what} is not UTF-8`);
  }
}

/** Canonical base64 of `size` bytes (any number if not given). */
function base64(text, size) {
  need(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text ?? '-'), 'this is not base64');
  const binary = atob(text);
  need(btoa(binary) === text && (size === undefined || binary.length === size), `this is not base64 of ${size ?? 'any'} bytes`);
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

/** Decimal without leading zeros, below 2^bits. */
function decimal(text, bits = 64n) {
  need(/^(0|[1-9][0-9]{0,19})$/.test(text ?? '') && BigInt(text) >> bits === 0n, 'this is not a number in decimal');
  return BigInt(text);
}

// ---- time: microseconds since 1970 as BigInt

function parseTime(text) {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?Z$/.exec(text ?? '');
  need(match, 'a time is written like 2026-11-22T09:30:00.000000Z');
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  need(real && hour < 24 && minute < 60 && second < 60, 'there is no such time');
  const seconds = BigInt(date.getTime() / 1000 + hour * 3600 + minute * 60 + second);
  return seconds * 1_000_000n + BigInt((match[7] ?? '').slice(0, 6).padEnd(6, '0'));
}

function showTime(micros) {
  const part = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const text = new Date(Number((micros - part) / 1000n)).toISOString();
  return text.replace(/\.\d{3}Z$/, `.${String(part).padStart(6, '0')}Z`);
}

/** A time as the formats write it: six decimals. */
function canonicalTime(text) {
  need(/\.\d{6}Z$/.test(text ?? ''), 'a time has six decimals');
  return parseTime(text);
}

function momentOf(now) {
  if (typeof now === 'string') return parseTime(now);
  return BigInt(Math.floor(Number(now))) * 1000n;
}

// ---- tree (RFC 6962)

const sha256 = async (...parts) => new Uint8Array(await subtle.digest('SHA-256', concat(...parts)));
const leafHash = (entry) => sha256(Uint8Array.of(0), entry);
const nodeHash = (left, right) => sha256(Uint8Array.of(1), left, right);

async function isIncluded(index, size, leaf, hashes, root) {
  if (index >= size) return false;
  let node = index;
  let last = size - 1n;
  let hash = leaf;
  for (const other of hashes) {
    if (last === 0n) return false;
    if (node & 1n || node === last) {
      hash = await nodeHash(other, hash);
      while (node !== 0n && !(node & 1n)) {
        node >>= 1n;
        last >>= 1n;
      }
    } else {
      hash = await nodeHash(hash, other);
    }
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n && same(hash, root);
}

// ---- texts

/** The lines of a text; what stands behind the last line feed is no line. */
class Lines {
  constructor(text) {
    this.rest = text;
  }
  next(prefix = '') {
    const end = this.rest.indexOf('\n');
    if (end < 0 || !this.rest.startsWith(prefix)) return undefined;
    const line = this.rest.slice(prefix.length, end);
    this.rest = this.rest.slice(end + 1);
    return line;
  }
  get ended() {
    return this.rest === '';
  }
}

const isNoteText = (text) => !/[\u0000-\u0009\u000b-\u001f]/.test(text);
const isKeyName = (text) => text !== '' && isNoteText(text) && !/[+\p{White_Space}]/u.test(text);

/** At most 63 hashes, a line each, and the empty line behind them. */
function readHashes(lines) {
  const out = [];
  for (let line; (line = lines.next()) !== ''; ) {
    need(out.length < 63, 'a proof has at most 63 hashes');
    out.push(base64(line, 32));
  }
  return out;
}

function parseNote(text) {
  need(encode(text).length <= 1_000_000 && isNoteText(text), 'a signed note has at most 1 MB and no control characters');
  const blank = text.lastIndexOf('\n\n');
  need(blank >= 0, 'a signed note needs an empty line before its signatures');
  const lines = new Lines(text.slice(blank + 2));
  const signatures = [];
  do {
    const match = /^\u2014 ([^ ]*) (.*)$/su.exec(lines.next() ?? '');
    need(match && isKeyName(match[1]), 'a signature line is: a dash, a name, base64; with a newline');
    const data = base64(match[2]);
    need(data.length > 4 && signatures.length < 64, 'a signature is too short, or there are too many');
    signatures.push({ name: match[1], id: hex(data.subarray(0, 4)), blob: data.subarray(4) });
  } while (!lines.ended);
  return { text: text.slice(0, blank + 1), signatures };
}

/** A signed note whose text is a checkpoint. */
function readHead(text) {
  const note = parseNote(text);
  const lines = new Lines(note.text);
  const origin = lines.next();
  need(origin, "a checkpoint begins with its log's origin");
  const size = decimal(lines.next(), 63n);
  const root = base64(lines.next(), 32);
  need(lines.ended, 'a checkpoint has three lines');
  return { origin, size, root, note };
}

function parseProof(text) {
  const lines = new Lines(text);
  need(lines.next() === 'c2sp.org/tlog-proof@v1', 'this is no tlog-proof');
  const extra = lines.next('extra ');
  if (extra !== undefined) base64(extra);
  const index = decimal(lines.next('index '), 63n);
  const hashes = readHashes(lines);
  need(!lines.ended, "the log's checkpoint is missing behind the proof");
  return { index, hashes, checkpoint: lines.rest };
}

// ---- bundle

const MIB = 1 << 20;

/** Bytes that are read from the front: what states its length states it in bytes. */
class Bytes {
  constructor(bytes) {
    this.bytes = bytes;
  }
  get ended() {
    return this.bytes.length === 0;
  }
  /** What follows `prefix` in the next line, if it begins so; else nothing is consumed. */
  line(prefix) {
    const start = encode(prefix);
    const end = this.bytes.indexOf(10);
    if (end < start.length || !same(this.bytes.subarray(0, start.length), start)) return undefined;
    return utf8(this.take(BigInt(end + 1)).subarray(start.length, end), 'a line');
  }
  take(size) {
    need(size <= BigInt(this.bytes.length), 'the text ends before what it announces does: it was cut; fetch it again, whole');
    const out = this.bytes.subarray(0, Number(size));
    this.bytes = this.bytes.subarray(Number(size));
    return out;
  }
}

/** The sections of a bundle in their order. */
class Sections extends Bytes {
  maybe(name, most) {
    const stated = this.line(`section ${name} `);
    if (stated === undefined) return undefined;
    const size = decimal(stated);
    need(size <= BigInt(most), `section ${name} is longer than its kind may be`);
    const text = utf8(this.take(size), `section ${name}`);
    need(this.line('') === '', `a line feed must follow the bytes of section ${name}`);
    return text;
  }
  need(name, most) {
    const text = this.maybe(name, most);
    need(text !== undefined, `section ${name} is missing, or stands elsewhere`);
    return text;
  }
}

function parseEntry(section) {
  const lines = new Lines(section);
  const index = decimal(lines.next('index '), 63n);
  const hashes = readHashes(lines);
  need(!lines.ended, 'behind the hashes stands the entry');
  return { index, hashes, text: lines.rest };
}

function parseSlot(section) {
  const lines = new Lines(section);
  const words = (lines.next() ?? '').split(' ');
  need(words.length === 3, 'here stand slot, number of slots and salt');
  const out = { slot: decimal(words[0]), slots: decimal(words[1]), salt: base64(words[2], 32), slotHashes: [] };
  while (!lines.ended) {
    need(out.slotHashes.length < 63, 'a slot has at most 63 hashes');
    out.slotHashes.push(base64(lines.next(), 32));
  }
  return out;
}

function parseBundle(bytes) {
  need(bytes.length <= 16 * MIB, 'a bundle has at most 16 MiB');
  const sections = new Sections(bytes);
  need(sections.line('troth-bundle/v1') === '', 'this is no bundle: the first line must be troth-bundle/v1');
  const about = new Lines(sections.need('about', 4096));
  const out = { cell: about.next('cell '), records: [] };
  need(out.cell && isNoteText(out.cell), 'here stands `cell` and an origin');
  out.made = canonicalTime(about.next('made '));
  need(about.ended, 'something follows in section about');
  out.document = sections.need('document', 4 * MIB);
  const tom = sections.maybe('tom-entry', 65536);
  if (tom !== undefined) out.tom = parseEntry(tom);
  for (let text; (text = sections.maybe('evidence', 65536)) !== undefined; ) {
    const record = parseEntry(text);
    need(out.records.length < 1024, 'a bundle has at most 1024 records');
    need(!out.records.length || out.records.at(-1).index < record.index, 'the records must ascend by their index');
    out.records.push(record);
  }
  Object.assign(out, parseSlot(sections.need('slot', 4096)));
  out.seal = parseProof(sections.need('cell-proof', MIB));
  out.checkpoint = sections.need('evidence-checkpoint', MIB);
  sections.need('keys', 262144); // for information: they never count
  sections.need('policy', 262144);
  need(sections.ended, 'bytes follow the last section');
  return out;
}

// ---- entries of the evidence log

const isName = (text) => /^[A-Za-z0-9.-]{1,64}$/.test(text);
const isDigest = (text) => /^[0-9a-f]{64}$/.test(text);
const oneOf = (...words) => (text) => words.includes(text);

function parseRecord(text) {
  need(encode(text).length <= 16384, 'a record has at most 16 KiB');
  const lines = new Lines(text);
  need(lines.next() === 'troth-evidence/v1', 'a record begins with troth-evidence/v1');
  const word = (name, fits) => {
    const value = lines.next(`${name} `);
    need(value && fits(value), `the line ${name} is not as it must be`);
    return value;
  };
  const out = { clause: word('clause', isName) };
  out.clauseHash = word('clause-hash', isDigest);
  out.tom = word('tom', (t) => t === 'rehearsal' || isDigest(t));
  out.build = word('build', isDigest);
  word('manifest', (t) => t === 'none' || isDigest(t));
  word('config', isDigest);
  out.cell = word('cell', (t) => encode(t).length <= 400 && isNoteText(t));
  out.place = word('place', oneOf('live', 'twin'));
  out.by = word('by', oneOf('operator', 'customer', 'auditor'));
  for (const name of ['started', 'ended', 'expires']) out[name] = canonicalTime(lines.next(`${name} `));
  need(out.started <= out.ended && out.ended <= out.expires, 'the times are out of order');
  out.verdict = word('verdict', oneOf('pass', 'fail', 'error'));
  out.samples = decimal(lines.next('samples '), 63n);
  need(out.verdict !== 'pass' || out.samples > 0n, 'without a sample nothing has passed');
  const mutants = word('mutants', () => true);
  out.mutants = mutants === 'none' ? [] : mutants.split(',');
  need(out.mutants.length <= 64 && out.mutants.every((name) => isName(name) && name !== 'none'), 'mutants are names');
  word('seed', isDigest);
  word('observations', isDigest);
  need(lines.ended, 'behind the observations nothing follows');
  return out;
}

function parseTomEntry(text) {
  const lines = new Lines(text);
  need(lines.next() === 'troth-tom/v1', 'an entry for a document begins with troth-tom/v1');
  const version = decimal(lines.next('version '));
  const hash = lines.next('hash ') ?? '';
  need(isDigest(hash), 'the hash has 64 hexadecimal digits');
  const effective = canonicalTime(lines.next('effective '));
  need(lines.ended, 'behind the effective date nothing follows');
  return { version, hash, effective };
}

const FIVE_MINUTES = 300_000_000n; // how far the reader's clock may be behind the cell's

/** A failure counts whatever its age; a pass only of this very text and in its time. */
function standing(record, clause, tom, now) {
  if (record.verdict === 'fail') return ['fail', 'its test found that it does not hold'];
  if (record.verdict === 'error') return ['fail', 'its test could not be carried out: that counts as failed'];
  if (clause === undefined) return ['stale', 'the document has no such clause'];
  if (record.tom !== tom) return ['stale', 'it was tested under another version of the document'];
  if (record.clauseHash !== clause.hash) return ['stale', 'it was tested with another wording or other numbers'];
  if (record.expires <= now) return ['stale', 'its evidence has expired'];
  if (record.ended > now + FIVE_MINUTES) return ['stale', 'its test lies in the future: check the clock'];
  if (record.mutants.length === 0) return ['unproven', 'its test held; no planted bug shows that this test can fail'];
  return ['pass', 'its test held, and finds the bugs that are planted for it'];
}

function clauseOf(index, record, clause, tom, now) {
  const [status, why] = standing(record, clause, tom, now);
  const age = now - record.ended;
  const { verdict, place, by, mutants, build } = record;
  return {
    clause: record.clause, status, why, verdict, index: Number(index), place, by, samples: Number(record.samples),
    started: showTime(record.started), ended: showTime(record.ended), expires: showTime(record.expires),
    age_s: Number((age - (((age % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1_000_000n), tom: record.tom, build, mutants,
  };
}

/** The clauses of a document's canonical text: [{ id, hash, needsEvidence }]. Its other lines are passed over. */
async function parseDocument(text) {
  const reader = new Bytes(encode(text));
  need(reader.line('troth-tom/v1') === '', 'a document begins with troth-tom/v1');
  const out = [];
  while (!reader.ended) {
    const line = reader.line('clause ');
    if (line === undefined) {
      need(reader.line('') !== undefined, 'a line of the document has no end');
      continue;
    }
    const [, id, size, stands] = /^([^ ]+) ([0-9]+) (.*)$/s.exec(line) ?? [];
    const canonical = reader.take(decimal(size));
    need(!out.some((other) => other.id === id), 'a clause stands there twice');
    out.push({ id, hash: hex(await sha256(canonical)), needsEvidence: stands === 'proven' || stands === 'measured' });
  }
  return out;
}

// ---- keys and policy

async function parseVkey(text, type) {
  const [name, id, ...more] = text.split('+');
  const data = base64(more.join('+'), 33);
  need(isKeyName(name) && more.length > 0, 'a public key is written: name+id+base64');
  need(data[0] === type, type === 1 ? 'a log needs a key of type 01' : 'a witness needs a key of type 04');
  const hash = await sha256(encode(`${name}\n`), data);
  need(hex(hash.subarray(0, 4)) === id, "the key's id does not belong to its name and key");
  return { name, id, type, public: data.subarray(1) };
}

const LEVELS = ['none', 'same host', 'same operator', 'independent'];

function levelOfUrl(url) {
  let host = url.includes('://') ? url.slice(url.indexOf('://') + 3) : url;
  host = host.split(/[/?#]/, 1)[0];
  host = host.slice(host.lastIndexOf('@') + 1);
  host = host.startsWith('[') ? host.slice(0, host.indexOf(']') + 1) : host.split(':', 1)[0];
  host = host.toLowerCase();
  const near = host === 'localhost' || host.endsWith('.localhost') || host.startsWith('127.') || host === '[::1]';
  return near || url.startsWith('unix:') ? 1 : 2;
}

async function parsePolicy(text) {
  need(encode(text).length <= 262144 && !/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text), 'the policy is too long, or has control characters');
  const policy = { logs: [], witnesses: [], groups: [], quorum: undefined };
  const names = new Set();
  const members = new Set();
  const levelled = new Set();
  const define = (name) => {
    need(name !== 'none' && !names.has(name), `the name ${name} is taken`);
    names.add(name);
  };
  const fresh = (key, others) => need(!others.some((other) => same(other.public, key.public)), 'a key stands there twice');
  const statements = {
    async log(words) {
      need(words.length >= 1 && words.length <= 2, 'the line must be: log <vkey> [<url>]');
      const key = await parseVkey(words[0], 1);
      fresh(key, policy.logs);
      policy.logs.push(key);
    },
    async witness(words) {
      need(words.length >= 2 && words.length <= 3, 'the line must be: witness <name> <vkey> [<url>]');
      const key = await parseVkey(words[1], 4);
      fresh(key, policy.witnesses.map((witness) => witness.key));
      define(words[0]);
      policy.witnesses.push({ called: words[0], key, public: key.public, level: levelOfUrl(words[2] ?? '') });
    },
    group([name, k, ...parts]) {
      need(parts.length > 0, 'the line must be: group <name> <k|any|all> <member>...');
      const least = k === 'any' ? 1n : k === 'all' ? BigInt(parts.length) : decimal(k);
      need(least >= 1n && least <= BigInt(parts.length), 'a group that can never be met');
      for (const part of parts) {
        need(names.has(part) && !members.has(part), `${part} is not known, or a member already`);
        members.add(part);
      }
      define(name);
      policy.groups.push({ name, least, parts });
    },
    quorum(words) {
      need(words.length === 1 && policy.quorum === undefined, 'a policy has one quorum line');
      need(words[0] === 'none' || names.has(words[0]), 'the quorum must be none or a name of a line before');
      policy.quorum = words[0];
    },
    '#level'(words) {
      const level = ['same-host', 'same-operator', 'independent'].indexOf(words[1]) + 1;
      const witness = policy.witnesses.find((one) => one.called === words[0]);
      need(words.length === 2 && level > 0 && witness && !levelled.has(words[0]), 'this is no #level line');
      levelled.add(words[0]);
      witness.level = level;
    },
  };
  const lines = new Lines(text);
  while (!lines.ended) {
    const line = lines.next();
    need(line !== undefined, 'the last line of the policy needs a newline at its end');
    const [word, ...words] = line.split(/[ \t]+/).filter((part) => part !== '');
    if (word === undefined || (word.startsWith('#') && word !== '#level')) continue;
    need(Object.hasOwn(statements, word), 'a line of a policy begins with log, witness, group, quorum or #');
    await statements[word](words);
  }
  need(policy.quorum !== undefined, 'the quorum line is missing: add quorum <name|none>');
  return policy;
}

// ---- signatures

async function signed(key, text, signature) {
  if (signature.length !== 64) return false;
  try {
    const imported = await subtle.importKey('raw', key.public, { name: 'Ed25519' }, false, ['verify']);
    return await subtle.verify({ name: 'Ed25519' }, imported, signature, encode(text));
  } catch (error) {
    need(error.name !== 'NotSupportedError', 'this browser has no Ed25519: take a newer one, or troth-verify');
    return false;
  }
}

/** POSIX seconds of a cosignature, 0 for a log's signature; undefined if it is false. */
async function judgeSignature(key, text, blob) {
  if (key.type === 1) return (await signed(key, text, blob)) ? 0n : undefined;
  if (blob.length !== 72 || blob[0] >= 0x80) return undefined;
  const seconds = BigInt(`0x${hex(blob.subarray(0, 8))}`);
  return (await signed(key, `cosignature/v1\ntime ${seconds}\n${text}`, blob.subarray(8))) ? seconds : undefined;
}

/** What known keys signed; a false signature of one refuses the note. */
async function signers(note, keys) {
  const out = [];
  for (const { name, id, blob } of note.signatures) {
    for (const key of keys.filter((one) => one.name === name && one.id === id)) {
      const seconds = await judgeSignature(key, note.text, blob);
      if (seconds === undefined) throw new False(`the signature of ${name} is false: it or the checkpoint was altered`);
      out.push({ key, seconds });
    }
  }
  return out;
}

/** Signed by a pinned key that is named like the origin. */
async function signedByLog(head, policy) {
  const pinned = policy.logs.filter((key) => key.name === head.origin);
  if (pinned.length === 0) throw new False(`the policy pins no key of the log ${head.origin}: this is another log, or the policy lacks it`);
  if ((await signers(head.note, pinned)).length === 0) throw new False(`no pinned key of ${head.origin} signed the checkpoint`);
  return `the checkpoint is signed by the pinned key of ${head.origin}`;
}

function isMet(policy, cosigners) {
  const met = new Set(cosigners.map(({ called }) => called));
  for (const { name, least, parts } of policy.groups) {
    if (BigInt(parts.filter((part) => met.has(part)).length) >= least) met.add(name);
  }
  return policy.quorum === 'none' || met.has(policy.quorum);
}

async function judgeWitnesses(head, policy) {
  const found = await signers(head.note, [...policy.logs, ...policy.witnesses.map(({ key }) => key)]);
  const cosigners = policy.witnesses.filter(({ key }) => found.some((one) => one.key === key));
  if (!isMet(policy, cosigners)) throw new False(`too few witnesses of the policy's quorum ${policy.quorum} cosigned: that everybody sees this same log is not shown`);
  const carries = (level) => {
    const those = cosigners.filter((one) => one.level >= level);
    return those.length > 0 && isMet(policy, those);
  };
  const level = [3, 2, 1].find(carries) ?? 0;
  const witnesses = found.flatMap(({ key, seconds }) =>
    policy.witnesses.filter((one) => one.key === key).map(({ called }) => ({ name: called, seconds: Number(seconds) })));
  return { level, witnesses };
}

// ---- the checks, in their order

async function included(entry, bytes, head, what) {
  const { origin, size } = head;
  if (entry.index >= size) throw new False(`the proof names index ${entry.index}, but the checkpoint of ${origin} has only ${size} entries`);
  const leaf = await leafHash(bytes);
  if (!(await isIncluded(entry.index, size, leaf, entry.hashes, head.root))) {
    throw new False(`the proof leads to another root than the checkpoint of ${origin} states: the ${what} is not in this log`);
  }
}

async function slotRoot({ slot, slots, salt, slotHashes }, { origin, size, root }) {
  const name = encode(origin);
  if (name.length > 65535) throw new False('the origin of the evidence log is longer than a slot can hold');
  if (slots === 0n || slots & (slots - 1n)) throw new False('the number of slots is no power of two');
  if (slot >= slots) throw new False('the slot lies beyond the number of slots');
  if (1n << BigInt(slotHashes.length) !== slots) throw new False('the slot hashes are too few or too many');
  let hash = await leafHash(concat(salt, be(name.length, 2), name, be(size, 8), root));
  for (const [i, other] of slotHashes.entries()) {
    hash = (slot >> BigInt(i)) & 1n ? await nodeHash(other, hash) : await nodeHash(hash, other);
  }
  return hash;
}

/** One verification: `hold` runs a step under its name and keeps what it says; the first that fails ends it. */
class Run {
  constructor(bundle, policy, now) {
    Object.assign(this, { bundle, policy, now, checks: [], tom: 'rehearsal', level: 0, witnesses: [] });
  }

  async hold(name, step) {
    try {
      this.checks.push({ name, held: true, says: await step() });
    } catch (error) {
      if (!(error instanceof False)) throw error;
      this.checks.push({ name, held: false, says: error.message });
      throw error;
    }
  }

  async all() {
    await this.hold('evidence head', () => this.head());
    await this.hold('records', () => this.records());
    await this.hold('evidence proof', () => this.evidenceProof());
    await this.hold('document', () => this.document());
    await this.hold('slot proof', () => this.slotProof());
    await this.hold('cell proof', () => this.cellProof());
    if (!this.policy) return;
    await this.hold('log signature', () => signedByLog(this.cell, this.policy));
    await this.hold('witnesses', () => this.witnessed());
    if (this.policy.logs.some((key) => key.name === this.evidence.origin)) {
      await this.hold('evidence signature', () => signedByLog(this.evidence, this.policy));
    }
  }

  async head() {
    this.evidence = await judged("the evidence log's checkpoint", () => readHead(this.bundle.checkpoint));
    const { origin } = this.evidence;
    if (origin !== this.bundle.cell) throw new False(`the bundle is of ${this.bundle.cell} and its checkpoint of ${origin}: it was put together from two cells`);
    return `the checkpoint is of ${origin}`;
  }

  async records() {
    const { records, cell } = this.bundle;
    if (records.length === 0) throw new False('there is no record in it: it proves nothing of any clause');
    this.read = [];
    for (const { index, text } of records) {
      const at = `the record at index ${index}`;
      const record = await judged(at, () => parseRecord(text));
      const { clause } = record;
      if (record.cell !== cell) throw new False(`${at} (${clause}) is of ${record.cell}, not of this cell`);
      if (this.read.some((other) => other.clause === clause)) throw new False(`${at} is a second one of ${clause}: a bundle has one of each clause`);
      this.read.push(record);
    }
    return `${records.length} records of this cell, one for each clause`;
  }

  async evidenceProof() {
    for (const [i, entry] of this.bundle.records.entries()) {
      await included(entry, encode(entry.text), this.evidence, `record of ${this.read[i].clause}`);
    }
    return `all records stand in the evidence log of ${this.evidence.size} entries`;
  }

  async document() {
    const { tom, document } = this.bundle;
    this.clausesOfDocument = await judged('the document', () => parseDocument(document));
    if (tom === undefined) {
      const published = this.read.find((record) => record.tom !== 'rehearsal');
      if (published) throw new False(`the record of ${published.clause} was made under a published document, and this bundle does not hold its entry`);
      return 'a rehearsal: no document has been published, and no entry names this text';
    }
    const entry = await judged('the entry for the document', () => parseTomEntry(tom.text));
    await included(tom, encode(tom.text), this.evidence, 'entry for the document');
    if (hex(await sha256(encode(document))) !== entry.hash) throw new False('the document is not the one that the entry names: one of them was changed');
    this.tom = entry.hash;
    return `the document is version ${entry.version} of ${showTime(entry.effective)}, as the evidence log has it`;
  }

  async slotProof() {
    this.sealed = await slotRoot(this.bundle, this.evidence);
    return `the head of the evidence log in slot ${this.bundle.slot} of ${this.bundle.slots} leads to one seal`;
  }

  async cellProof() {
    const { seal, slots } = this.bundle;
    this.cell = await judged("the cell log's checkpoint", () => readHead(seal.checkpoint));
    await included(seal, concat(encode('slots/v1'), be(slots, 8), this.sealed), this.cell, 'seal');
    return `that seal stands at index ${seal.index} of ${this.cell.size} in ${this.cell.origin}`;
  }

  async witnessed() {
    Object.assign(this, await judgeWitnesses(this.cell, this.policy));
    if (this.witnesses.length === 0) return 'the policy asks for no witness and none cosigned: a rollback or a fork is not excluded';
    return `cosigned by ${[...new Set(this.witnesses.map(({ name }) => name))].join(', ')}; level ${LEVELS[this.level]}`;
  }

  open() {
    const out = [];
    if (!this.policy) out.push('whose signatures these are: no policy says which keys count');
    if (this.level < 3) out.push('that everybody sees this same log: below an independent witness a rollback or a fork is not excluded');
    if (this.bundle.tom === undefined) out.push('the document: in a rehearsal no entry of the log names it');
    return [...out, 'that these are the newest verdicts: mirror the evidence log and look'];
  }

  clauses() {
    const logged = new Map(this.read.map((record, i) => [record.clause, { record, index: this.bundle.records[i].index }]));
    const shown = ({ index, record }, clause) => clauseOf(index, record, clause, this.tom, this.now);
    const out = [];
    for (const clause of this.clausesOfDocument) {
      const found = logged.get(clause.id);
      logged.delete(clause.id);
      if (found) out.push(shown(found, clause));
      else if (clause.needsEvidence) out.push({ clause: clause.id, status: 'stale', why: 'the bundle has no evidence for it' });
    }
    return [...out, ...[...logged.values()].map((found) => shown(found))];
  }
}

/** What cannot be read where a check reads it fails the check. */
async function judged(what, read) {
  try {
    return await read();
  } catch (error) {
    throw error instanceof Malformed ? new False(`${what} cannot be read: ${error.message}`) : error;
  }
}

const nothing = { cell: null, made: null, checks: [], clauses: [], open: [], witnesses: [], witness_level: null };

async function judge(run, about) {
  try {
    await run.all();
  } catch (error) {
    if (!(error instanceof False)) throw error;
    return { ...nothing, outcome: 'failed', why: error.message, ...about, checks: run.checks };
  }
  const pinned = Boolean(run.policy);
  return {
    outcome: pinned ? 'verified' : 'not_pinned',
    why: pinned ? '' : 'it holds together, but no policy says whose signatures count',
    ...about, checks: run.checks, clauses: run.clauses(), open: run.open(), witnesses: run.witnesses,
    witness_level: pinned ? LEVELS[run.level] : null,
  };
}

export async function verifyBundle(bytes, policyText = null, now = Date.now()) {
  try {
    const moment = momentOf(now);
    const policy = policyText === null ? null : await parsePolicy(policyText);
    const bundle = parseBundle(new Uint8Array(bytes));
    const about = { cell: bundle.cell, made: showTime(bundle.made), now: showTime(moment) };
    return await judge(new Run(bundle, policy, moment), about);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { ...nothing, outcome: 'not_checked', why: error.message, now: null };
  }
}
