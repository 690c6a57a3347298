// Builds dist/clinic-chat.js and refuses one that has grown too heavy for a visitor's phone.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';
import { home, options } from './bundle.mjs';

const LIMIT = 12 * 1024;
const outfile = `${home}dist/clinic-chat.js`;

/** Properties that only our own code knows, made short: no name of a browser's, of the server's, or of src/strings. */
const OURS = /^(activity|announce|arrived|awaited|callBack|callLink|catchUp|changed|complete|deliver|element|focusInput|onChange|outbox|pickUp|transcript)$/;

/** The text loader gives a stylesheet as it stands; this one puts it together first, without comments and spaces. */
const smallStyles = {
  name: 'small-styles',
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { outputFiles } = await esbuild.build({ entryPoints: [path], bundle: true, minify: true, write: false });
      return { contents: outputFiles[0].text, loader: 'text' };
    });
  },
};

await esbuild.build({
  ...options,
  entryPoints: [`${home}src/index.ts`],
  outfile,
  format: 'iife',
  minify: true,
  mangleProps: OURS,
  charset: 'utf8',
  legalComments: 'none',
  plugins: [...options.plugins, smallStyles],
});

const size = gzipSync(readFileSync(outfile), { level: 9 }).length;
console.log(`dist/clinic-chat.js: ${size} bytes gzip, ${LIMIT} allowed`);
if (size > LIMIT) {
  console.error('The widget is too heavy.');
  process.exit(1);
}
