import assert from 'node:assert/strict';
import test from 'node:test';
import type { Message } from '../src/model';
import { Transcript } from '../src/transcript';

const message = (seq: number, from: Message['from'] = 'assistant'): Message => ({ id: `m${seq}`, seq, from, text: `${seq}` });

const numbers = (messages: readonly Message[]) => messages.map(({ seq }) => seq);

test('messages stand in the server’s order, however they arrive', () => {
  const transcript = new Transcript();
  transcript.merge([message(4), message(2)]);
  assert.deepEqual(numbers(transcript.merge([message(3), message(1)])), [1, 3]);
  assert.deepEqual(numbers(transcript.messages), [1, 2, 3, 4]);
});

test('a message that comes by the stream and by the history is there once', () => {
  const transcript = new Transcript();
  transcript.merge([message(1), message(2)]);
  assert.deepEqual(numbers(transcript.merge([message(2), message(3), message(3)])), [3]);
  assert.deepEqual(numbers(transcript.messages), [1, 2, 3]);
});

test('history is asked for what comes after the first gap', () => {
  const transcript = new Transcript();
  assert.equal(transcript.complete, 0);
  transcript.merge([message(1), message(2), message(5)]);
  assert.equal(transcript.complete, 2);
  assert.equal(transcript.last, 5);
  transcript.merge([message(3), message(4)]);
  assert.equal(transcript.complete, 5);
});

test('a question is answered when it is here and the assistant has had the last word', () => {
  const transcript = new Transcript();
  transcript.merge([message(1)]);
  assert.equal(transcript.answers('asked'), false);
  transcript.merge([{ ...message(2, 'visitor'), client_msg_id: 'asked' }]);
  assert.equal(transcript.answers('asked'), false);
  transcript.merge([message(3)]);
  assert.equal(transcript.answers('asked'), true);
});
