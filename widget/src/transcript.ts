import type { Message } from './model';

/** The messages of one conversation, each once, in the server's order, however often and in whatever order they arrive. */
export class Transcript {
  /** All messages, oldest first. */
  messages: Message[] = [];

  /** The number up to which nothing is missing; history is asked for what comes after it. */
  get complete(): number {
    const gap = this.messages.findIndex(({ seq }, index) => seq !== index + 1);
    return gap < 0 ? this.messages.length : gap;
  }

  /** The highest number known. */
  get last(): number {
    return this.messages.at(-1)?.seq ?? 0;
  }

  /** Take messages in; give back those that were new, oldest first. */
  merge(incoming: readonly Message[]): Message[] {
    const fresh = incoming.filter((one) => this.#add(one)).sort(byNumber);
    this.messages.sort(byNumber);
    return fresh;
  }

  /** Whether the question with this id is here, the visitor's last, and the assistant has had the last word. */
  answers(clientMsgId: string): boolean {
    const last = this.messages.filter(({ from }) => from === 'visitor').at(-1);
    return last?.client_msg_id === clientMsgId && this.messages.at(-1) !== last;
  }

  /** The question with this id. */
  find(clientMsgId: string): Message | undefined {
    return this.messages.find((message) => message.client_msg_id === clientMsgId);
  }

  #add(one: Message): boolean {
    const known = this.messages.some(({ id, seq }) => id === one.id || seq === one.seq);
    if (!known) this.messages.push(one);
    return !known;
  }
}

function byNumber(one: Message, other: Message): number {
  return one.seq - other.seq;
}
