import assert from 'node:assert/strict';
import test from 'node:test';
import { Conversation } from '../src/conversation';
import type { Message } from '../src/model';
import { keeper } from '../src/storage';
import { transport } from '../src/transport';
import { Clinic } from './clinic';

Object.assign(globalThis, { location: new URL('https://clinic.example/visit?patient=ann') });

/** A clinic and a visitor who has just opened the chat; without a browser's storage the visit is kept in memory. */
async function visit(body: (clinic: Clinic, talk: Conversation, heard: string[], tab: () => Conversation) => Promise<void>): Promise<void> {
  const clinic = new Clinic();
  const server = await clinic.open();
  const kept = keeper('test');
  const heard: string[] = [];
  const listener = { changed: () => undefined, arrived: ({ text }: Message) => void heard.push(text) };
  const tab = () => new Conversation(transport(server), kept, 'en', listener);
  const talk = tab();
  try {
    await talk.begin();
    await body(clinic, talk, heard, tab);
  } finally {
    clinic.close();
  }
}

const texts = (talk: Conversation) => talk.transcript.messages.map(({ text }) => text);

test('a question and its answers are heard once each, as the server stored them', () =>
  visit(async (_, talk, heard) => {
    await talk.send('I am ann@example.org');
    assert.deepEqual(texts(talk), ['I am [e-mail]', 'First.', 'Second.']);
    assert.deepEqual(heard, texts(talk));
    assert.deepEqual(talk.outbox, []);
  }));

test('the clinic learns the page without its query', () =>
  visit(async (_, talk) => {
    assert.equal(talk.chatCode, 'https://clinic.example/visit');
  }));

test('when the line breaks, history brings the rest and nothing twice', () =>
  visit(async (clinic, talk, heard) => {
    clinic.fate = 'break after the first words';
    await talk.send('Hello?');
    assert.deepEqual(texts(talk), ['Hello?', 'First.', 'Second.']);
    assert.deepEqual(heard, texts(talk));
    assert.equal(clinic.asked.length, 1);
  }));

test('a slow answer is fetched from history when it is there', () =>
  visit(async (clinic, talk) => {
    clinic.fate = 'answer late';
    const sent = talk.send('Hard one');
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(talk.activity, 'slow');
    await sent;
    assert.deepEqual(texts(talk), ['Hard one', 'At last.']);
    assert.equal(talk.activity, false);
  }));

test('a question that failed keeps its words and is asked again under its id', () =>
  visit(async (clinic, talk) => {
    clinic.fate = 'fail once';
    await talk.send('Hello?');
    const [out] = talk.outbox;
    assert.ok(out);
    assert.deepEqual([out.state, out.title, out.problem, out.retry], ['failed', 'Hello?', 'Sorry.', true]);
    await talk.deliver(out);
    assert.deepEqual(texts(talk), ['Hello?', 'First.', 'Second.']);
    assert.deepEqual(talk.outbox, []);
    assert.deepEqual(clinic.asked, [out.question.client_msg_id, out.question.client_msg_id]);
  }));

test('a question whose server died in the middle is asked again by itself, under its id', () =>
  visit(async (clinic, talk, heard) => {
    clinic.fate = 'die in mid-turn';
    await talk.send('Hello?');
    assert.deepEqual(texts(talk), ['Hello?', 'First.', 'Second.']);
    assert.deepEqual(heard, texts(talk));
    assert.deepEqual(talk.outbox, []);
    assert.equal(clinic.asked.length, 2);
    assert.equal(clinic.asked[0], clinic.asked[1]);
  }));

test('a question that never reached the clinic is asked again by itself', () =>
  visit(async (clinic, talk) => {
    clinic.fate = 'lose';
    await talk.send('Hello?');
    assert.deepEqual(texts(talk), ['Hello?', 'First.', 'Second.']);
  }));

test('an answer to a later question is not taken for the answer to one that got lost', () =>
  visit(async (clinic, talk) => {
    clinic.fate = 'die in mid-turn';
    await Promise.all([talk.send('One?'), talk.send('Two?')]);
    assert.equal(clinic.asked.length, 3);
    assert.equal(texts(talk).filter((text) => text === 'Second.').length, 2);
  }));

test('a question that reaches no clinic can be asked again', () =>
  visit(async (clinic, talk) => {
    clinic.close();
    await talk.send('Hello?');
    assert.equal(talk.outbox[0]?.state, 'failed');
    assert.equal(talk.outbox[0]?.retry, true);
  }));

test('an expired conversation gives way to a new one, which gets the question', () =>
  visit(async (clinic, talk) => {
    await talk.send('Old');
    clinic.sessions += 1;
    await talk.send('New');
    assert.equal(talk.notice, 'expired');
    assert.deepEqual(texts(talk), ['New', 'First.', 'Second.']);
  }));

test('the next page has the conversation without saying it again', () =>
  visit(async (clinic, talk, heard, tab) => {
    await talk.send('Hello?');
    const next = tab();
    await next.begin();
    assert.deepEqual(texts(next), texts(talk));
    assert.equal(heard.length, 3);
    assert.equal(clinic.sessions, 1);
  }));

test('a page that is opened while an answer is under way waits for it', () =>
  visit(async (clinic, talk, _, tab) => {
    clinic.say('visitor', 'From before');
    clinic.running = true;
    const next = tab();
    const begun = next.begin();
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(next.activity, 'typing');
    clinic.say('assistant', 'Here it is.');
    clinic.running = false;
    await begun;
    assert.deepEqual(texts(next), ['From before', 'Here it is.']);
    assert.equal(next.activity, false);
    await talk.catchUp();
    assert.deepEqual(texts(talk), texts(next));
  }));

test('what another tab said in between is fetched, so that there is no gap', () =>
  visit(async (clinic, talk) => {
    clinic.say('visitor', 'Other tab');
    clinic.say('assistant', 'Answer there');
    await talk.send('Mine');
    assert.deepEqual(texts(talk), ['Other tab', 'Answer there', 'Mine', 'First.', 'Second.']);
  }));

test('starting over and deleting reach the other tab', () =>
  visit(async (clinic, talk, _, tab) => {
    await talk.send('Hello?');
    const other = tab();
    await other.begin();
    await talk.startOver();
    await other.catchUp();
    assert.deepEqual([other.notice, texts(other), clinic.sessions], ['restarted', [], 2]);
    await other.erase();
    await talk.catchUp();
    assert.deepEqual([talk.notice, texts(talk), talk.chatCode], ['erased', [], undefined]);
    await talk.send('Again');
    assert.equal(clinic.sessions, 3);
  }));
