import { createServer, type Outgoing } from 'node:http';
import type { Message } from '../src/model';

const ABOUT = { clinic: 'Test Clinic', greeting: 'Hello', starters: [{ id: 's1', title: 'Prices?' }] };

/** How the server treats the next question. */
export type Fate = 'answer' | 'break after the first words' | 'answer late' | 'fail once' | 'lose' | 'die in mid-turn';

/** A clinic's server in miniature that speaks the contract, on a port of this machine. */
export class Clinic {
  readonly asked: string[] = [];
  messages: Message[] = [];
  fate: Fate = 'answer';
  running = false;
  sessions = 0;
  private readonly server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += new TextDecoder().decode(chunk);
    const what = request.method + request.url.replace('/webhooks/website', '');
    const free = what === 'GET/about' || what === 'POST/session';
    const known = request.headers['authorization'] === `Bearer token-${this.sessions}`;
    if (free || known) this.answer(what, body && JSON.parse(body), response);
    else json(response, 401, { error: { code: 'expired_token' } });
  });

  /** Start to listen; gives the address. */
  async open(): Promise<string> {
    await new Promise<void>((ready) => this.server.listen(0, '127.0.0.1', ready));
    return `http://127.0.0.1:${this.server.address().port}`;
  }

  /** Stop. */
  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** What somebody says in this conversation, as it is stored. */
  say(from: Message['from'], text: string, client_msg_id?: string): Message {
    const seq = this.messages.length + 1;
    const message: Message = { id: `${this.sessions}-${seq}`, seq, from, text, ...(client_msg_id && { client_msg_id }) };
    this.messages.push(message);
    return message;
  }

  private answer(what: string, body: { client_msg_id: string; text: string; page: string }, response: Outgoing): void {
    if (what === 'GET/about') return json(response, 200, ABOUT);
    if (what === 'POST/messages') return this.turn(body.client_msg_id, body.text, response);
    if (what === 'DELETE/session') return json(response, 200, {});
    if (what === 'POST/session') {
      this.sessions += 1;
      this.messages = [];
      return json(response, 200, { token: `token-${this.sessions}`, chat_code: body.page, expires: 0 });
    }
    const after = Number(what.split('after=')[1]);
    json(response, 200, { messages: this.messages.filter(({ seq }) => seq > after), running: this.running });
  }

  private turn(id: string, text: string, response: Outgoing): void {
    const { fate } = this;
    this.fate = 'answer';
    this.asked.push(id);
    if (fate === 'lose') return response.destroy();
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    const send = (event: string, data: object) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    send('typing', {});
    if (fate === 'fail once') send('error', { code: 'trouble', message: 'Sorry.', retry: true });
    else this.reply(id, text, fate, send);
    if (fate !== 'answer' && /break|die/.test(fate)) return void setTimeout(() => response.destroy(), 50);
    send('done', {});
    response.end();
  }

  private reply(id: string, text: string, fate: Fate, send: (event: string, data: object) => void): void {
    const earlier = this.messages.find(({ client_msg_id }) => client_msg_id === id);
    const asked = earlier ?? this.say('visitor', text.replace(/\S+@\S+/, '[e-mail]'));
    send('accepted', asked);
    asked.client_msg_id = id;
    if (fate === 'die in mid-turn') return;
    if (fate === 'answer late') {
      this.running = true;
      send('error', { code: 'timeout', message: 'Slow.', retry: true });
      setTimeout(() => (this.say('assistant', 'At last.'), (this.running = false)), 800);
      return;
    }
    send('message', this.say('assistant', 'First.'));
    const second = this.say('assistant', 'Second.');
    if (fate === 'answer') send('message', second);
  }
}

function json(response: Outgoing, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}
