// What is to be seen in each phase of run.py.
import { each_link, home_says, log_says, mended_says, verify_says } from './says.mjs';

const GERMAN = { pass: 'bestanden', fail: 'gescheitert', stale: 'veraltet', unproven: 'unbewiesen', inherited: 'von Dritten bestätigt',
  declared: 'erklärt', 'not covered': 'nicht abgedeckt' };

/** The badge of every clause on a page that shows many, by id. */
const badges = (page) => page.evaluate(() => Object.fromEntries([...document.querySelectorAll('article')].map(
  (article) => [article.id, article.querySelector('.proof .badge')?.textContent ?? ''])));

const different = (shown, clauses, word) => clauses.filter(({ id, status }) => shown[id] !== word(status))
  .map(({ id, status }) => `${id} ${status} shown as ${shown[id]}`);

/** Page and twin are read one after the other; the words must be the same. */
async function agree({ check, open, twin }, path, word = (status) => status) {
  const seen = await open(path);
  const shown = await badges(seen.page);
  const { json } = await twin(path);
  const list = json.clauses ?? json.duties;
  const wrong = different(shown, list, word);
  check(`${path} and its twin say the same of ${list.length} clauses`, list.length > 0 && wrong.length === 0, wrong.slice(0, 5));
  await seen.close();
  return { shown, json };
}

async function counts_agree({ check, open, twin }) {
  const seen = await open('/trust');
  const { json } = await twin('/trust');
  const figures = await seen.page.locator('.figures li').evaluateAll((items) => Object.fromEntries(
    items.map((item) => [item.querySelector('.word').textContent, Number(item.querySelector('.figure').textContent)])));
  const wanted = { tested: json.tested.count, 'on file': json.on_file.count, 'only stated': json.only_stated.count };
  if (json.stale.count > 0) wanted.stale = json.stale.count;
  check('the counts of page and twin are the same', JSON.stringify(figures) === JSON.stringify(wanted), JSON.stringify([figures, wanted]));
  const sum = Object.values(figures).reduce((a, b) => a + b, 0);
  check('each clause is counted once', sum === json.clauses.length, sum);
  check('no percentage', !(await seen.page.locator('body').innerText()).includes('%'));
  await seen.close();
  return json;
}

export async function rehearsal(tools) {
  const { check, open, twin, everywhere } = tools;
  for (const path of ['/trust', '/trust/tom', '/trust/contact', '/trust/tom/history']) await everywhere(path);
  const { json } = await agree(tools, '/trust/tom');
  check('a rehearsal says so', json.rehearsal === true);
  const seen = await open('/trust/tom');
  check('a rehearsal says so on the page', (await seen.page.locator('.banner').innerText()).startsWith('A rehearsal'));
  await seen.close();
  const home = await counts_agree(tools);
  check('nothing is tested yet', home.tested.count === 0 && home.sentence.includes('No test counts'), home.sentence);
  check('no contact is told as none', (await twin('/trust/contact')).json.security === null);
}

async function keyboard({ check, open }) {
  const seen = await open('/trust/tom', { reducedMotion: 'reduce' });
  await seen.page.keyboard.press('Tab');
  const first = await seen.page.evaluate(() => {
    const { left, top } = document.activeElement.getBoundingClientRect();
    const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
    return { name: document.activeElement.className, inside: left >= 0 && top >= 0, ring: `${outlineStyle} ${outlineWidth}` };
  });
  check('the first stop is the way past the navigation', first.name === 'skip' && first.inside, JSON.stringify(first));
  check('what has the focus has a ring', first.ring === 'solid 2px', first.ring);
  await seen.page.keyboard.press('Enter');
  check('it leads to the text', await seen.page.evaluate(() => document.activeElement.id === 'main'));
  const drawer = seen.page.locator('article summary').first();
  await drawer.focus();
  await seen.page.keyboard.press('Enter');
  check('a drawer opens by keyboard', await drawer.evaluate((summary) => summary.parentElement.open));
  check('no motion for those who want none', (await seen.page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior)) === 'auto');
  await seen.close();
}

async function german(tools) {
  const { check, open } = tools;
  await agree(tools, '/trust/tom?lang=de', (status) => GERMAN[status]);
  const seen = await open('/trust/tom?lang=de');
  const languages = await seen.page.evaluate(() => [document.documentElement.lang, document.querySelector('details dl').lang]);
  check('the German page is German, its English parts are English', languages.join() === 'de,en', languages);
  await seen.close();
  const clause = await open('/trust/clauses/TE-1.4');
  check('a German sentence on an English page is marked', (await clause.page.locator('p[lang=de]').count()) === 1);
  await clause.close();
}

async function no_injection({ check, open }) {
  for (const path of ['/trust', '/trust/tom', '/trust/clauses/TE-0.1', '/trust/clauses/TE-5.1', '/trust/contact']) {
    const seen = await open(path);
    const taken = await seen.page.evaluate(() => document.title === 'taken' || document.querySelectorAll('main b, main i, .top b, script:not([src])').length > 0);
    check(`${path} shows text of people as text`, !taken && (await seen.page.title()).includes('Chat <b>Example</b> GmbH'), await seen.page.title());
    await seen.close();
  }
  const seen = await open('/trust/clauses/TE-0.1');
  check('the issuer is shown as it was written', (await seen.page.locator('main').innerText()).includes("<script>document.title='taken'</script>"));
  await seen.close();
}

export async function evidence(tools) {
  const { given, check, open, twin, everywhere } = tools;
  const [first, later] = given.versions;
  const paths = ['/trust', '/trust/tom', '/trust/tom?lang=de', `/trust/tom/v/${later}`, '/trust/tom/history',
    `/trust/tom/diff?from=${first}&to=${later}`, `/trust/clauses/${given.passing}`, `/trust/clauses/${given.failing}`, '/trust/clauses/TE-0.1',
    '/trust/failures', '/trust/log', '/trust/verify', '/trust/duties', '/trust/contact'];
  const on_paper = {};
  for (const path of paths) on_paper[path] = await everywhere(path);
  const { json } = await agree(tools, '/trust/tom');
  const tested = json.clauses.filter((clause) => clause.tested).length;
  for (const path of ['/trust/tom', '/trust/tom?lang=de'])
    check(`${path} prints a note for each clause that was tested`, tested > 0 && on_paper[path].notes === tested, on_paper[path].notes);
  for (const path of ['/trust', '/trust/tom', '/trust/tom?lang=de', `/trust/clauses/${given.passing}`, `/trust/clauses/${given.failing}`,
    '/trust/failures', '/trust/log']) check(`${path} prints moments at all`, on_paper[path].times > 0, on_paper[path].times);
  await agree(tools, '/trust/duties');
  await counts_agree(tools);
  const status = Object.fromEntries(json.clauses.map((clause) => [clause.id, clause.status]));
  check('a tested clause passes, or says that nothing proves its test', ['pass', 'unproven'].includes(status[given.passing]), status[given.passing]);
  check('a broken promise fails', status[given.failing] === 'fail', status[given.failing]);
  check('an attested clause is inherited', status['TE-0.1'] === 'inherited', status['TE-0.1']);
  check('the document is published', json.rehearsal === false && json.version === first, json.version);
  const document = await open('/trust/tom');
  const bar = (clause) => document.page.locator(`[id="${clause}"] svg`).getAttribute('aria-label');
  check('a bar says what it shows', (await bar(given.passing)) === 'no failure in the last 12 months; no evidence on 365 days', await bar(given.passing));
  check('a bar tells a failure', (await bar(given.failing)) === 'failures on 1 day of the last 12 months; no evidence on 365 days', await bar(given.failing));
  await document.close();
  const failures = (await twin('/trust/failures')).json.failures;
  const seen = await open('/trust/failures');
  check('a failure that goes on is told, before one that has ended', failures.length === 2 && failures[0].to === null &&
    failures[1].to !== null && (await seen.page.locator('main section').count()) === 2, JSON.stringify(failures));
  await seen.close();
  const diff = (await twin(`/trust/tom/diff?from=${first}&to=${later}`)).json;
  check('what a version takes away is told', diff.degradations.some(({ what }) => what.startsWith('token.days_max is weaker')), JSON.stringify(diff.degradations));
  const other = await open(`/trust/tom/v/${later}`);
  check('a version that is not in force shows no status', (await other.page.locator('article .badge').count()) === 0);
  await other.close();
  await home_says(tools);
  await log_says(tools);
  await mended_says(tools);
  await each_link(tools, paths);
  await keyboard(tools);
  await german(tools);
  await no_injection(tools);
  await verify_says(tools);
}

export async function stale(tools) {
  const { given, check, open } = tools;
  const { shown, json } = await agree(tools, '/trust/tom');
  const status = Object.fromEntries(json.clauses.map((clause) => [clause.id, clause.status]));
  check('after its window a pass is stale', status[given.passing] === 'stale' && shown[given.passing] === 'stale', shown[given.passing]);
  check('a failure does not grow stale', shown[given.failing] === 'fail', shown[given.failing]);
  const seen = await open('/trust/tom');
  const line = await seen.page.locator(`[id="${given.passing}"] .proof`).innerText();
  check('it says since when', /^stale\s*since .+ ago, newest test .+ ago/.test(line), line);
  check('nothing on it is green', (await seen.page.locator(`[id="${given.passing}"] .ok`).count()) === 0);
  await seen.close();
  const one = await open(`/trust/clauses/${given.passing}`);
  check('its own page says stale', (await one.page.locator('.proof .badge').innerText()) === 'stale');
  await one.close();
  const home = await counts_agree(tools);
  check('the overview counts it as stale', home.stale.count > 0 && !home.sentence.includes('every day'), home.sentence);
}
