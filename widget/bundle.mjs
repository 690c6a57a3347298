// What the build and the tests both tell esbuild.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The widget's own folder. */
export const home = fileURLToPath(new URL('.', import.meta.url));

/** `import languages from 'languages'` gives every file of src/strings by its name, so that a new language is a new file. */
const languages = {
  name: 'languages',
  setup(build) {
    build.onResolve({ filter: /^languages$/ }, () => ({ path: 'languages', namespace: 'languages' }));
    build.onLoad({ filter: /.*/, namespace: 'languages' }, () => {
      const names = readdirSync(`${home}src/strings`).map((file) => file.replace('.json', ''));
      const imports = names.map((name, index) => `import s${index} from './src/strings/${name}.json';`);
      const entries = names.map((name, index) => `${JSON.stringify(name)}: s${index}`);
      return { contents: `${imports.join('\n')}\nexport default { ${entries.join(', ')} };`, resolveDir: home };
    });
  },
};

/** Options for esbuild, the same for what is shipped and for what is tested. */
export const options = {
  bundle: true,
  target: ['chrome100', 'firefox101', 'safari16.4'],
  loader: { '.css': 'text' },
  plugins: [languages],
  logLevel: 'warning',
};
