#!/usr/bin/env node
// troth-verify-bundle BUNDLE [POLICY] [--now RFC3339]: exit 0 verified, 1 failed, 2 not checked, 3 nobody is pinned.
import { readFileSync } from 'node:fs';
import { verifyBundle } from './index.mjs';

const exits = { verified: 0, failed: 1, not_checked: 2, not_pinned: 3 };
const words = process.argv.slice(2);
const at = words.indexOf('--now');
const [, now] = at < 0 ? [] : words.splice(at, 2);

const say = (name, text) => console.log(`${name.padEnd(9)} ${text}`);

if (words.length < 1 || words.length > 2) {
  console.error('usage: troth-verify-bundle BUNDLE [POLICY] [--now 2026-11-22T09:30:00Z]');
  process.exit(2);
}
try {
  const [bundle, policy] = words.map((name) => readFileSync(name));
  const verdict = await verifyBundle(bundle, policy ? policy.toString() : null, now ?? Date.now());
  for (const { clause, status, expires, why } of verdict.clauses) say(status, `${clause.padEnd(8)} ${expires ?? 'never tested'}; ${why}`);
  for (const { name, held, says } of verdict.checks) say(held ? 'ok' : 'FAILED', `${name}: ${says}`);
  for (const what of verdict.open) say('unproven', what);
  say('verdict', [verdict.outcome.replace('_', ' '), verdict.why].filter(Boolean).join(': '));
  process.exitCode = exits[verdict.outcome];
} catch (error) {
  console.error(`troth-verify-bundle: ${error.message}`);
  process.exitCode = 2;
}
