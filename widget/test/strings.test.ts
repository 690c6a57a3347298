import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import languages from 'languages';
import { fill, speak, strings } from '../src/strings';

const places = (text: string) => text.match(/\{\w+\}/g) ?? [];

test('every language has every text, with the same places to fill', () => {
  const english = languages['en'] as Record<string, string>;
  for (const [name, texts] of Object.entries(languages)) {
    assert.deepEqual(Object.keys(texts).sort(), Object.keys(english).sort(), name);
    for (const [key, text] of Object.entries(texts)) assert.deepEqual(places(text), places(english[key] ?? ''), `${name}: ${key}`);
  }
});

test('every text is used', () => {
  const files = ['src/', 'src/view/'].flatMap((folder) => readdirSync(folder).map((name) => folder + name));
  const sources = files.filter((path) => path.endsWith('.ts')).map((path) => readFileSync(path, 'utf8')).join('\n');
  const unused = Object.keys(languages['en'] ?? {}).filter((key) => !new RegExp(`strings\\.${key}\\b|'${key}'`).test(sources));
  assert.deepEqual(unused, []);
});

test('a language that is not there becomes English, and a region its language', () => {
  assert.equal(speak('xx-YY'), 'en');
  assert.equal(speak('EN-gb'), 'en');
  assert.equal(speak(''), 'en');
  assert.equal(strings.launcher, languages['en']?.launcher);
});

test('a text takes its number in', () => {
  assert.equal(fill(strings.unread, 2), '2 unread');
});
