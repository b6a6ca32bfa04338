// Before `npm pack`: the verifier is copied beside index.mjs, which then reads it from there. Afterwards (`undo`): as it was.
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const [inTree, inPackage] = ['../../web/verify.mjs', './verify.mjs'];
const at = (name) => new URL(name, import.meta.url);
const point = (from, to) => writeFileSync(at('index.mjs'), readFileSync(at('index.mjs'), 'utf8').replace(`'${from}'`, `'${to}'`));

if (process.argv[2] === 'undo') {
  point(inPackage, inTree);
  rmSync(at('verify.mjs'), { force: true });
} else {
  copyFileSync(at(inTree), at('verify.mjs'));
  point(inTree, inPackage);
}
