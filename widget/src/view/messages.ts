import type { Conversation } from '../conversation';
import { render } from '../markdown';
import type { Message } from '../model';
import type { Outgoing } from '../outgoing';
import { strings } from '../strings';
import { button, h, say } from './dom';
import { thumbs, type Ballot } from './feedback';

/** What the list of messages needs from the world. */
export interface MessageHost {
  cast: Ballot;
  retry(out: Outgoing): void;
  /** The clinic's phone as a link, for when nothing else helps. */
  callLink(): Node | string;
}

/** The conversation as an ordered list. Rows stay the same elements while they live, so focus and selection stay too. */
export class MessageList {
  readonly element = h('ol.messages');
  readonly #rows = new Map<string, HTMLElement>();
  readonly #host: MessageHost;

  constructor(host: MessageHost) {
    this.#host = host;
  }

  /** Bring the list up to date; true if a row has come. */
  update({ about, notice, transcript, outbox }: Conversation): boolean {
    const rows: HTMLElement[] = [];
    const row = (key: string, make: () => HTMLElement) => {
      const element = this.#rows.get(key) ?? make();
      this.#rows.set(key, element);
      rows.push(element);
      return element;
    };
    const ask = (id: string, text: string, out?: Outgoing) =>
      this.#showQuestion(row(id, () => item('visitor', strings.youSaid, h('div.bubble'))), text, out);
    if (notice) row(notice, () => h('li.notice', strings[notice]));
    if (about) row('greeting', () => this.#answer(about.greeting));
    for (const message of transcript.messages) {
      const { id, client_msg_id = id, text } = message;
      if (message.from === 'assistant') row(id, () => this.#answer(text, message));
      else ask(client_msg_id, text, outbox.find(({ question }) => question.client_msg_id === client_msg_id));
    }
    for (const out of outbox) {
      const id = out.question.client_msg_id;
      if (!transcript.find(id)) ask(id, out.title, out);
    }
    return this.#place(rows);
  }

  /** The visitor's last question, from which on a reader wants to read. */
  get lastQuestion(): HTMLElement | undefined {
    return [...this.element.querySelectorAll<HTMLElement>('.visitor')].at(-1);
  }

  /** Put the rows in order, touching only those that are not where they belong. */
  #place(rows: HTMLElement[]): boolean {
    for (const [key, row] of this.#rows) {
      if (rows.includes(row)) continue;
      row.remove();
      this.#rows.delete(key);
    }
    const before = this.element.childElementCount;
    rows.forEach((row, index) => {
      const there = this.element.children[index] ?? null;
      if (there !== row) this.element.insertBefore(row, there);
    });
    return rows.length > before;
  }

  #answer(text: string, message?: Message): HTMLElement {
    const row = item('assistant', strings.assistantSaid, h('div.bubble', ...render(text)));
    if (message) row.append(thumbs(message.id, this.#host.cast));
    return row;
  }

  #showQuestion(row: HTMLElement, text: string, out?: Outgoing): void {
    const [, bubble, problem] = row.children;
    if (bubble) say(bubble, text);
    row.dataset['state'] = out?.state ?? 'sent';
    if (out?.state !== 'failed') problem?.remove();
    else if (!problem) row.append(this.#problem(out));
  }

  #problem(out: Outgoing): HTMLElement {
    const { retry, callLink } = this.#host;
    const alert = h('div.problem', { role: 'alert' }, out.problem || strings.notSent, ' ', callLink());
    if (out.retry) alert.append(button('button.retry', strings.retry, () => retry(out)));
    return alert;
  }
}

function item(from: 'visitor' | 'assistant', said: string, bubble: HTMLElement): HTMLElement {
  return h(`li.message.${from}`, h('span.hidden', `${said} `), bubble);
}
