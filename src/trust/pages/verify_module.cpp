#include "trust/pages/pages.h"

namespace troth::trust {
namespace {

/// What the verify page does with a file. All text goes in as text; nothing leaves the machine.
constexpr std::string_view kModule = R"js(import { verifyBundle } from '/trust-verify.js';

const drop = document.getElementById('drop');
const verdict = document.getElementById('verdict');
const bundle = document.getElementById('bundle');
const policy = document.getElementById('policy');

const words = {
  verified: ['ok', 'verified', 'Everything in it holds, under your policy.'],
  not_pinned: ['warn', 'not pinned', 'It holds together, but no policy says whose signatures count.'],
  failed: ['bad', 'failed', 'Something in it does not hold.'],
  not_checked: ['bad', 'not checked', 'It could not be read.'],
};
const tones = { pass: 'ok', fail: 'bad', stale: 'warn' };

function element(tag, name, ...children) {
  const out = document.createElement(tag);
  if (name) out.className = name;
  out.append(...children);
  return out;
}

const line = (tone, word, text) => element('li', '', element('span', `badge ${tone}`, word), text);

function list(heading, items) {
  return items.length === 0 ? [] : [element('h3', '', heading), element('ul', 'plain seen', ...items)];
}

function show(result) {
  const [tone, word, sentence] = words[result.outcome];
  verdict.replaceChildren(
    element('p', '', element('span', `badge ${tone}`, word), ` ${sentence} ${result.why ?? ''}`),
    ...list('Checks', result.checks.map(({ name, held, says }) => line(held ? 'ok' : 'bad', held ? 'held' : 'broken', `${name}: ${says}`))),
    ...list('Clauses', result.clauses.map(({ clause, status, why }) => line(tones[status], status, `${clause}: ${why}`))),
    ...list('What nothing here proves', result.open.map((text) => element('li', '', text))),
  );
}

async function check() {
  const file = bundle.files[0];
  if (!file) return;
  verdict.replaceChildren(element('p', 'quiet', 'Checking …'));
  try {
    const text = policy.files[0] ? await policy.files[0].text() : null;
    show(await verifyBundle(await file.arrayBuffer(), text));
  } catch (error) {
    verdict.replaceChildren(element('p', '', element('span', 'badge bad', 'not checked'), ` ${error.message}`));
  }
}

drop.hidden = false;
bundle.addEventListener('change', check);
policy.addEventListener('change', check);
drop.addEventListener('dragover', (event) => {
  event.preventDefault();
  drop.dataset.over = '';
});
drop.addEventListener('dragleave', () => delete drop.dataset.over);
drop.addEventListener('drop', (event) => {
  event.preventDefault();
  delete drop.dataset.over;
  if (event.dataTransfer.files.length > 0) bundle.files = event.dataTransfer.files;
  check();
});
)js";

}  // namespace

std::string_view verify_module() { return kModule; }

}  // namespace troth::trust
