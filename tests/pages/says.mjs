// What single pages say in words, held against their twins and against what is served.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const CLASSES = ['proven', 'measured', 'recorded', 'inherited', 'declared', 'not covered'];

/** Label and value of each fact under `scope`. */
const facts = (page, scope) => page.locator(`${scope} dt`).evaluateAll((labels) => labels.map(
  (label) => [label.textContent, label.nextElementSibling.textContent]));
const under = (page, heading) => page.locator('main section', { has: page.locator('h2', { hasText: new RegExp(`^${heading}$`) }) });
const codes = (page, heading) => under(page, heading).locator('ol.keys li code').allTextContents();

export async function home_says({ given, check, open, twin }) {
  const seen = await open('/trust');
  const { json } = await twin('/trust');
  await seen.page.locator('main details summary').click();
  const listed = await facts(seen.page, 'main details');
  check('the overview lists the six classes', listed.map(([label]) => label).join() === CLASSES.join(), JSON.stringify(listed));
  check('each with its number and what it means', listed.every(([label, value]) => new RegExp(`^${json.classes[label]}: \\w+ .+`).test(value)),
    JSON.stringify([listed, json.classes]));
  check('every clause has one of them', Object.values(json.classes).reduce((a, b) => a + b, 0) === json.clauses.length);
  const failure = await under(seen.page, 'Last failure').innerText();
  check('the last failure is told', json.last_failure.clause === given.failing && failure.includes(`${given.failing} failed `) &&
    / (ago|just now) and fails still\./.test(failure), failure);
  const now = await under(seen.page, 'Failing now').locator('li').allInnerTexts();
  check('what fails now is named', now.length === json.failing && now.some((line) => line.includes(given.failing)), now);
  const log = await under(seen.page, 'Log').innerText();
  check('the status line tells seal and witnesses', /Sealed .+ ago\. Witnesses: none\. No independent witness/.test(log) ||
    /Sealed just now\. Witnesses: none\. No independent witness/.test(log), log);
  await seen.close();
}

export async function log_says({ check, open, twin, fetched }) {
  const seen = await open('/trust/log');
  const { json } = await twin('/trust/log');
  const status = JSON.parse((await fetched('/log/status')).body);
  for (const [heading, told, signing] of [['Keys of the cell log', json.cell_keys, status.verifiers],
    ['Keys of the evidence log', json.evidence_keys, status.evidence_verifiers]]) {
    const shown = await codes(seen.page, heading);
    check(`${heading}: this epoch's and the next two`, new Set(shown).size === 3 && shown.every((key) => /^\S+\+[0-9a-f]{8}\+\S+$/.test(key)), shown);
    check(`${heading}: those of the twin and of the log itself`, shown.join() === told.join() && shown.join() === signing.join(), told);
  }
  const checkpoint = await under(seen.page, 'Checkpoint').locator('pre').innerText();
  check('the checkpoint is that of the twin', checkpoint.split('\n')[0] === json.checkpoint.split('\n')[0] && checkpoint.includes('\u2014 '), checkpoint);
  await seen.close();
}

/** A failure that a later test has mended: what was seen is open, on the page as in its twin. */
export async function mended_says({ given, check, open, twin }) {
  const { json } = await twin(`/trust/clauses/${given.mended}`);
  const failed = json.verdicts.filter(({ verdict }) => verdict === 'fail');
  check('a mended failure is open', failed.length === 1 && failed[0].observations?.seen[0].held === false, JSON.stringify(failed));
  const seen = await open(`/trust/clauses/${given.mended}`);
  const line = under(seen.page, 'Newest verdicts').locator('li', { has: seen.page.locator('> .badge', { hasText: /^fail$/ }) });
  await line.locator('summary').click();
  check('its page shows what was seen', (await line.innerText()).includes('<i>the promise was broken</i>'), await line.innerText());
  await seen.close();
  const other = (await twin(`/trust/clauses/${given.failing}`)).json.verdicts.filter(({ verdict }) => verdict === 'fail');
  check('one that goes on is not', other.length === 1 && other[0].observations === null, JSON.stringify(other));
  const closed = await open(`/trust/clauses/${given.failing}`);
  check('its page says when it will be', (await under(closed.page, 'Newest verdicts').innerText()).includes('shown once it is mended'));
  check('and shows nothing of it', !(await closed.page.locator('main').innerText()).includes('the promise was broken'));
  await closed.close();
}

/** Every address of ours that a page names answers, and every mark leads somewhere. */
export async function each_link({ given, check, open, fetched }, paths) {
  const named = new Map();
  for (const path of paths) {
    const seen = await open(path);
    const { links, dead } = await seen.page.evaluate(() => ({
      links: [...document.querySelectorAll('[href], [src]')].map((one) => one.href || one.src),
      dead: [...document.querySelectorAll('a[href^="#"]')].map((one) => one.getAttribute('href').slice(1))
        .filter((id) => id && !document.getElementById(id)) }));
    check(`${path} has no mark that leads nowhere`, dead.length === 0, dead);
    for (const link of links) {
      const { origin, pathname, search } = new URL(link, given.base);
      if (origin === given.base && !named.has(pathname + search)) named.set(pathname + search, path);
    }
    await seen.close();
  }
  const bad = [];
  for (const [path, from] of named) {
    const { status } = await fetched(path);
    if (status !== 200) bad.push(`${path} on ${from}: ${status}`);
  }
  check(`all ${named.size} addresses that the pages name answer`, named.size > 50 && bad.length === 0, bad.slice(0, 5));
}

/** What the page says, and what its script says of a bundle as it was served and of others. */
export async function verify_says({ given, check, open, twin, fetched }) {
  const seen = await open('/trust/verify');
  const { json } = await twin('/trust/verify');
  const command = await seen.page.locator('main pre').innerText();
  check('the command of the page is that of the twin', command.includes('troth-verify bundle trust-bundle --policy ') && command.endsWith(json.command) &&
    command.includes('curl -o trust-bundle https://trust.example.com/trust/bundle'), command);
  const script = createHash('sha256').update((await fetched(json.script)).body).digest('hex');
  const shown = await seen.page.locator('.digest code').innerText();
  check("the script's SHA-256 is that of what is served", shown === script && json.script_sha256 === script, [shown, script]);
  const words = await seen.page.locator('main').innerText();
  check('the page says that a served script is no proof', words.includes('can say whatever that party likes') && words.includes('the command above is the proof'));
  const verdict = seen.page.locator('#verdict');
  const says = (word, sentence) => verdict.locator('.badge').first().filter({ hasText: new RegExp(`^${word}$`) }).waitFor({ timeout: 10_000 })
    .then(async () => (await verdict.innerText()).includes(sentence), () => false);
  const of = (name, text) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  await seen.page.setInputFiles('#bundle', given.bundle);
  check('a bundle without a policy is not pinned', await says('not pinned', 'no policy says whose signatures count'), await verdict.innerText());
  await seen.page.setInputFiles('#policy', given.policy);
  check('a bundle under a policy is verified', await says('verified', 'Everything in it holds, under your policy.'), await verdict.innerText());
  const clauses = await verdict.locator('li', { hasText: `${given.failing}: ` }).allInnerTexts();
  check('it says of each clause what holds', clauses.length === 1 && clauses[0].startsWith('fail'), clauses);
  await seen.page.setInputFiles('#bundle', of('doctored', readFileSync(given.bundle, 'utf8').replace('verdict fail', 'verdict pass')));
  check('a doctored bundle fails', await says('failed', 'Something in it does not hold.'), await verdict.innerText());
  await seen.page.setInputFiles('#bundle', of('another file', 'nothing of ours'));
  check('a file that is no bundle is not checked', await says('(failed|not checked)', ''), await verdict.innerText());
  check('nothing was sent anywhere', seen.elsewhere.length === 0 && seen.complaints.length === 0, seen.complaints);
  await seen.close();
}
