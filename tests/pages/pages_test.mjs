// The browser's side of run.py: one line for each case, `ok NAME` or `FAILED NAME: what was seen`. Exit 1 if one failed.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { rehearsal, evidence, stale } from './phases.mjs';

const given = JSON.parse(process.argv[2]);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await chromium.launch({ executablePath: given.chromium, args: given.root ? ['--no-sandbox'] : [] });

let failed = 0;
function check(name, held, seen = '') {
  if (!held) ++failed;
  console.log(held ? `ok ${name}` : `FAILED ${name}: ${seen}`.replaceAll('\n', ' '));
}

/** Opens a page as somebody does, and keeps what it asked for and complained of. */
async function open(path, options = {}) {
  const { print, ...rest } = options;
  const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1280, height: 900 }, ...rest });
  const page = await context.newPage();
  const complaints = [], elsewhere = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => new URL(request.url()).origin === given.base || elsewhere.push(request.url()));
  if (print) await page.emulateMedia({ media: 'print' });
  const response = await page.goto(given.base + path, { waitUntil: 'load' });
  return { context, page, response, complaints, elsewhere, close: () => context.close() };
}

const twin = async (path) => (await fetch_json(path.includes('?') ? path.replace('?', '.json?') : `${path}.json`));
async function fetch_json(path) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  try {
    const answer = await context.request.get(given.base + path);
    return { status: answer.status(), json: await answer.json() };
  } finally {
    await context.close();
  }
}

/** As programs ask for it: the status and the bytes. */
async function fetched(path) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  try {
    const answer = await context.request.get(given.base + path, { maxRedirects: 0 });
    return { status: answer.status(), body: await answer.body() };
  } finally {
    await context.close();
  }
}

async function axe_finds(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target} ${failureSummary}`));
}

const pictured = (path) => path.replace(/^\/trust\/?/, '').replace(/[^A-Za-z0-9.]+/g, '-') || 'home';

async function in_scheme(path, colorScheme) {
  const seen = await open(path, { colorScheme });
  const { page } = seen;
  const at = `${path} (${colorScheme})`;
  check(`${at} is there`, seen.response.status() === 200, seen.response.status());
  await page.evaluate(() => document.querySelectorAll('details').forEach((drawer) => { drawer.open = true; }));
  const found = await axe_finds(page);
  check(`${at} axe finds nothing`, found.length === 0, found.slice(0, 4).join(' | '));
  check(`${at} asks nobody else`, seen.elsewhere.length === 0, seen.elsewhere);
  check(`${at} nothing complains`, seen.complaints.length === 0, seen.complaints);
  check(`${at} no cookie`, (await seen.context.cookies()).length === 0);
  check(`${at} one heading`, (await page.locator('h1').count()) === 1);
  check(`${at} no sideways scroll`, await fits(page), await too_wide(page));
  if (given.screenshots) {
    await page.evaluate(() => document.querySelectorAll('details').forEach((drawer) => { drawer.open = false; }));
    await page.screenshot({ path: `${given.screenshots}/${given.phase}-${pictured(path)}-${colorScheme}.png`, fullPage: true });
  }
  await seen.close();
}

const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
const too_wide = (page) => page.evaluate(() => [...document.querySelectorAll('body *')]
  .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .slice(0, 3).map((element) => element.outerHTML.slice(0, 120)).join(' | '));

async function narrow(path) {
  const seen = await open(path, { viewport: { width: 320, height: 640 }, colorScheme: 'dark' });
  await seen.page.evaluate(() => document.querySelectorAll('details').forEach((drawer) => { drawer.open = true; }));
  check(`${path} fits 320 px`, await fits(seen.page), await too_wide(seen.page));
  if (given.screenshots) await seen.page.screenshot({ path: `${given.screenshots}/${given.phase}-${pictured(path)}-320.png` });
  await seen.close();
}

async function without_scripts(path) {
  const plain = await open(path, { javaScriptEnabled: false });
  const scripted = await open(path);
  const words = (seen) => seen.page.locator('main .badge, main h1, main .sentence').allTextContents();
  const [a, b] = [await words(plain), await words(scripted)];
  check(`${path} says the same without scripts`, a.length > 0 && a.join('|') === b.join('|'), a.slice(0, 3));
  await plain.close();
  await scripted.close();
}

async function printed(path) {
  const seen = await open(path, { print: true });
  const shown = await seen.page.evaluate(() => {
    const visible = (element) => element.getClientRects().length > 0;
    const times = [...document.querySelectorAll('main time')].filter(visible);
    return { nav: visible(document.querySelector('nav')),
      ago: [...document.querySelectorAll('.ago')].some(visible),
      times: times.length,
      absolute: times.every((time) => getComputedStyle(time, '::after').content.includes('UTC')),
      closed: document.querySelectorAll('.notes').length - [...document.querySelectorAll('.notes')].filter(visible).length,
      notes: [...document.querySelectorAll('.notes li')].filter(visible).map(({ id }) => `#${id}`),
      marks: [...document.querySelectorAll('.mark a')].filter(visible).map((mark) => mark.getAttribute('href')) };
  });
  check(`${path} prints without navigation`, !shown.nav);
  check(`${path} prints moments, not ages`, !shown.ago && shown.absolute, JSON.stringify(shown));
  check(`${path} prints its notes, one for each mark`, shown.closed === 0 && shown.notes.join() === shown.marks.join(), JSON.stringify(shown));
  await seen.close();
  return { times: shown.times, notes: shown.notes.length };
}

async function everywhere(path) {
  await in_scheme(path, 'light');
  await in_scheme(path, 'dark');
  await narrow(path);
  await without_scripts(path);
  const on_paper = await printed(path);
  const { status, json } = await twin(path);
  check(`${path} has a twin`, status === 200 && typeof json.as_of === 'string', status);
  return on_paper;
}

await { rehearsal, evidence, stale }[given.phase]({ given, check, open, twin, fetched, everywhere });
await browser.close();
process.exit(failed === 0 ? 0 : 1);
