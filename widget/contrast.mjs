// Refuses to build a theme that somebody cannot read: every pair of colours that meets is measured, light and dark.
import { readFileSync } from 'node:fs';
import * as esbuild from 'esbuild';
import { home } from './bundle.mjs';

/** Colours that meet: [what is seen, what it is seen on, whether it is text or lines]. */
const PAIRS = [
  ['on-accent', 'accent', 'text'],
  ['text', 'background', 'text'],
  ['text', 'surface', 'text'],
  ['muted', 'background', 'text'],
  ['muted', 'surface', 'text'],
  ['link', 'background', 'text'],
  ['link', 'surface', 'text'],
  ['danger', 'background', 'text'],
  ['danger', 'surface', 'text'],
  ['background', 'danger', 'text'],
  ['on-notice', 'notice', 'text'],
  ['accent', 'background', 'lines'],
  ['accent', 'surface', 'lines'],
  ['border', 'background', 'lines'],
  ['border', 'surface', 'lines'],
  ['focus', 'background', 'lines'],
  ['focus', 'surface', 'lines'],
  ['focus', 'notice', 'lines'],
];

const { code } = await esbuild.transform(readFileSync(`${home}src/contrast.ts`, 'utf8'), { loader: 'ts', format: 'esm' });
const { contrast, READABLE } = await import(`data:text/javascript,${encodeURIComponent(code)}`);

/** The least contrast of borders, icons and focus rings (1.4.11). */
const VISIBLE = 3;

/** The channels of `#rgb` or `#rrggbb`. */
function channels(hex) {
  const digits = hex.length === 4 ? hex.replace(/\w/g, '$&$&') : hex;
  return digits.match(/\w\w/g).map((pair) => parseInt(pair, 16));
}

let refused = false;
const [light, dark] = readFileSync(`${home}src/styles/theme.css`, 'utf8').split('@media (prefers-color-scheme: dark)');
const colours = {};
for (const [theme, css] of Object.entries({ light, dark })) {
  // What the dark theme does not name it has from the light one.
  const own = Object.fromEntries([...css.matchAll(/--chat-([\w-]+): (#\w+);/g)].map(([, name, value]) => [name, value]));
  Object.assign(colours, own);
  let lowest = Infinity;
  for (const [seen, on, kind] of PAIRS) {
    const ratio = contrast(channels(colours[seen]), channels(colours[on]));
    const needed = kind === 'text' ? READABLE : VISIBLE;
    lowest = Math.min(lowest, ratio / needed);
    if (ratio >= needed) continue;
    console.error(`${theme}: ${seen} ${colours[seen]} on ${on} ${colours[on]} has ${ratio.toFixed(2)}:1, and ${kind} needs ${needed}:1`);
    refused = true;
  }
  console.log(`${theme} theme: ${PAIRS.length} pairs of colours, the faintest at ${lowest.toFixed(2)} times what it needs`);
}
process.exit(refused ? 1 : 0);
