// Compiles the tests into a folder of their own and hands them to Node's test runner.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { home, options } from '../bundle.mjs';

const outdir = mkdtempSync(join(tmpdir(), 'clinic-chat-'));
try {
  const entryPoints = readdirSync(`${home}test`)
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `${home}test/${name}`);
  const node = { platform: 'node', target: 'node20', format: 'esm', outExtension: { '.js': '.mjs' } };
  await esbuild.build({ ...options, ...node, entryPoints, outdir });
  const files = readdirSync(outdir).map((name) => join(outdir, name));
  process.exitCode = spawnSync(process.execPath, ['--test', ...files], { stdio: 'inherit' }).status ?? 1;
} finally {
  rmSync(outdir, { recursive: true });
}
