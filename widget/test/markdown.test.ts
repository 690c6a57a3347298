import assert from 'node:assert/strict';
import test from 'node:test';
import { parse, safeHref } from '../src/markdown';

const line = (text: string) => parse(text)[0]?.lines[0];

test('bold words and links are found inside a sentence', () => {
  assert.deepEqual(line('Some **do sleep better** after [a visit](https://clinic.example/book).'), [
    'Some ',
    { bold: ['do sleep better'] },
    ' after ',
    { href: 'https://clinic.example/book', label: 'a visit' },
    '.',
  ]);
});

test('a link may be bold', () => {
  assert.deepEqual(line('**[Call us](tel:+442079460321)**'), [{ bold: [{ href: 'tel:+442079460321', label: 'Call us' }] }]);
});

test('a link that would run a script or leave https stays text', () => {
  const bad = ['javascript:alert(1)', 'JavaScript:alert(1)', 'data:text/html,x', 'http://clinic.example', '//clinic.example', '/book'];
  for (const address of bad) {
    assert.equal(safeHref(address), undefined, address);
    const text = `[here](${address})`;
    assert.deepEqual(line(text), [text]);
  }
});

test('tags are text like any other', () => {
  assert.deepEqual(line('<img src=x onerror=alert(1)>'), ['<img src=x onerror=alert(1)>']);
});

test('a bare address is a link without the full stop or the bracket around it', () => {
  const href = 'https://clinic.example/a_(b)?c=d';
  for (const [before, after] of [['See ', '.'], ['(', ')'], ['(', ').'], ['“', '”'], ['', ', then']]) {
    const links = line(`${before}${href}${after}`)?.filter((piece) => typeof piece !== 'string');
    assert.deepEqual(links, [{ href, label: 'clinic.example/a_(b)?c=d' }]);
  }
});

test('bare telephone and mail addresses are links that read as the number and the address', () => {
  assert.deepEqual(line('tel:+442079460321 or mailto:hello@clinic.example!'), [
    { href: 'tel:+442079460321', label: '+442079460321' },
    ' or ',
    { href: 'mailto:hello@clinic.example', label: 'hello@clinic.example' },
    '!',
  ]);
});

test('a telephone number with its country is a link, and a sum is none', () => {
  assert.deepEqual(line('Call us on +44 20 7946 0321, or (+442079460321).'), [
    'Call us on ',
    { href: 'tel:+442079460321', label: '+44 20 7946 0321' },
    ', or (',
    { href: 'tel:+442079460321', label: '+442079460321' },
    ').',
  ]);
  for (const text of ['1+20 000 000 is much', 'add +5 or + 44', '**bold** is no number +1']) {
    assert.ok(line(text)?.every((piece) => typeof piece === 'string' || 'bold' in piece), text);
  }
});

test('lists of both kinds, with a paragraph before and after', () => {
  const blocks = parse('It helps:\n- sleep\n\n* stress\n1. Book\n2) Come\nThat is all.\nReally.');
  assert.deepEqual(blocks, [
    { kind: 'p', lines: [['It helps:']] },
    { kind: 'ul', lines: [['sleep'], ['stress']] },
    { kind: 'ol', lines: [['Book'], ['Come']] },
    { kind: 'p', lines: [['That is all.'], ['Really.']] },
  ]);
});

test('a blank line parts two paragraphs, whatever ends the lines', () => {
  assert.deepEqual(parse('One.\r\n\r\nTwo.\n\n\nThree.').map(({ lines }) => lines), [[['One.']], [['Two.']], [['Three.']]]);
});

test('a year at the start of a sentence and a lone star are no lists', () => {
  assert.equal(parse('2010 was the year')[0]?.kind, 'p');
  assert.deepEqual(line('5 * 3 ** 2'), ['5 * 3 ** 2']);
});

test('a hostile text is read in no time', () => {
  const begun = Date.now();
  parse('[a]('.repeat(5000) + '**'.repeat(5000) + 'https://('.repeat(5000));
  assert.ok(Date.now() - begun < 2000);
});
