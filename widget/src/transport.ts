import type { About, CallbackWish, History, Question, Session, TurnEvent, Vote } from './model';
import { Problem } from './problem';
import { frameReader } from './sse';
import { inTime } from './time';

/** The server sends a comment every ten seconds; a line that is silent for longer is dead. */
const SILENCE = 25_000;
const JSON_TYPE = 'application/json';
const STREAM_TYPE = 'text/event-stream';

/** The clinic's server, one method for each of its endpoints. */
export type Transport = ReturnType<typeof transport>;

/** The way to a server. */
export function transport(server: string) {
  const base = server.replace(/\/+$/, '') + '/webhooks/website';
  const call = (path: string, ...details: Details) => request(base + path, ...details);
  return {
    /** The clinic's own words. */
    about: (): Promise<About> => call('/about').then(json),
    /** Begin a conversation. */
    start: (page: string, lang: string): Promise<Session> =>
      call('/session', undefined, 'POST', { page: page.slice(0, 500), lang }).then(json),
    /** What both sides said after a message. */
    history: (token: string, after: number): Promise<History> => call(`/history?after=${after}`, token).then(json),
    /** Keep a visitor's opinion of an answer. */
    feedback: (token: string, vote: Vote) => call('/feedback', token, 'POST', vote),
    /** Ask the clinic to call back. */
    callback: (token: string, wish: CallbackWish) => call('/callback', token, 'POST', wish),
    /** Erase the conversation. */
    erase: (token: string) => call('/session', token, 'DELETE'),
    /** Ask, and hear the turn as it happens; as one list where the browser cannot read a stream. */
    async *turn(token: string, question: Question, scope: AbortSignal): AsyncGenerator<TurnEvent> {
      const accept = 'body' in Response.prototype ? STREAM_TYPE : JSON_TYPE;
      const response = await call('/messages', token, 'POST', question, accept, scope);
      if (response.body && response.headers.get('Content-Type')?.startsWith(STREAM_TYPE)) return yield* events(response.body);
      yield* await response.json();
      yield { event: 'done', data: {} };
    },
  };
}

type Details = [token?: string, method?: string, body?: object, accept?: string, signal?: AbortSignal];

async function request(url: string, ...[token, method = 'GET', body, accept = JSON_TYPE, signal]: Details): Promise<Response> {
  const headers: Record<string, string> = { Accept: accept };
  if (token) headers['Authorization'] = `Bearer ${token}`;
  if (body) headers['Content-Type'] = JSON_TYPE;
  const init: RequestInit = { method, headers, signal: signal ?? null, body: JSON.stringify(body) ?? null };
  const response = await inTime(fetch(url, init), SILENCE);
  if (response.ok) return response;
  const { status } = response;
  const { error } = await json(response).catch(() => ({}));
  throw new Problem(error?.message ?? '', status === 429 || status >= 500, status, error?.fields);
}

function json(response: Response) {
  return response.json();
}

async function* events(body: ReadableStream<Uint8Array>): AsyncGenerator<TurnEvent> {
  const reader = body.getReader();
  const read = frameReader();
  try {
    for (;;) {
      const { done, value } = await inTime(reader.read(), SILENCE);
      if (done) return;
      for (const { event, data } of read(value)) yield { event, data: JSON.parse(data) } as TurnEvent;
    }
  } finally {
    reader.cancel().catch(() => 0);
  }
}
