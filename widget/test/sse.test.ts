import assert from 'node:assert/strict';
import test from 'node:test';
import { frameReader } from '../src/sse';

const bytes = (text: string) => new TextEncoder().encode(text);

const STREAM = [
  ': ping\n\n',
  'event: typing\ndata: {}\n\n',
  'event: message\ndata: {"text":"Voilà, schläft 😴 wieder\u2028gut"}\n\n',
  ': ping\n\n',
  'event: done\ndata: {}\n\n',
].join('');

const FRAMES = [
  { event: 'typing', data: '{}' },
  { event: 'message', data: '{"text":"Voilà, schläft 😴 wieder\u2028gut"}' },
  { event: 'done', data: '{}' },
];

for (const [name, stream] of [['LF', STREAM], ['CR LF', STREAM.replace(/\n/g, '\r\n')]] as const) {
  test(`a stream with ${name} is read the same wherever it is cut in two`, () => {
    const all = bytes(stream);
    for (let cut = 0; cut <= all.length; cut += 1) {
      const read = frameReader();
      assert.deepEqual([...read(all.slice(0, cut)), ...read(all.slice(cut))], FRAMES, `cut at ${cut}`);
    }
  });

  test(`a stream with ${name} is read the same byte by byte`, () => {
    const read = frameReader();
    assert.deepEqual([...bytes(stream)].flatMap((byte) => read(Uint8Array.of(byte))), FRAMES);
  });
}

test('an event that the network cut off is not given', () => {
  const read = frameReader();
  assert.deepEqual(read(bytes('event: message\ndata: {"text":"half')), []);
});
