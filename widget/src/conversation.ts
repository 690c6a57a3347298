import { access, type Access } from './access';
import type { About, CallbackWish, History, Message, TurnEvent, Vote } from './model';
import { outgoing, type Outgoing } from './outgoing';
import { Problem } from './problem';
import type { Keeper } from './storage';
import { backoff, wait, whenOnline } from './time';
import { Transcript } from './transcript';
import type { Transport } from './transport';

/** Looks into the history before an answer is given up: with the waits between them, about two minutes. */
const LOOKS = 12;

/** A look that fails is worth so many: a server that is gone is not waited for as long as one that works. */
const FAILURE = 3;

/** So often a question is asked again by itself when its answer got lost on the way, with a worker of the server for example. */
const REPEATS = 2;

/** Why the conversation on screen is not the one from before. */
export type Notice = 'restarted' | 'expired' | 'erased';

/** Who wants to know what happens in the conversation. */
export interface Listener {
  /** Something on screen may be different now. */
  changed(): void;
  /** A message that the visitor has not met before is here. */
  arrived(message: Message): void;
}

/** One visitor's conversation: what was said, what is on its way, and how to come back to it after anything. */
export class Conversation {
  phase: 'new' | 'opening' | 'ready' | 'failed' = 'new';
  about: About | undefined;
  transcript = new Transcript();
  outbox: Outgoing[] = [];
  notice: Notice | undefined;
  /** Whether the server works on an answer that this page did not ask for: another tab's, or one from before a reload. */
  awaited = false;
  readonly #api: Transport;
  readonly #keeper: Keeper;
  readonly #listener: Listener;
  readonly #access: Access;
  #scope = new AbortController();
  #polling: Promise<void> | undefined;

  constructor(api: Transport, keeper: Keeper, lang: string, listener: Listener) {
    this.#api = api;
    this.#keeper = keeper;
    this.#listener = listener;
    this.#access = access(api, keeper, lang, () => this.#reset('expired'));
  }

  /** The code by which the clinic finds this conversation. */
  get chatCode(): string | undefined {
    return this.#keeper.read().chat_code;
  }

  /** What goes on: the state of the oldest question under way, or of another tab's. */
  get activity(): Outgoing['state'] | false {
    return this.outbox.find(({ state }) => state !== 'failed')?.state ?? (this.awaited && 'typing');
  }

  /** The first opening: the clinic's words, then the conversation from before or a new one. */
  async begin(): Promise<void> {
    if (/opening|ready/.test(this.phase)) return;
    this.phase = 'opening';
    this.#listener.changed();
    try {
      this.about ??= await this.#api.about();
      this.#access.pickUp();
      await (this.#access.held() ? this.#look(true) : this.#access.start());
      this.phase = 'ready';
    } catch {
      this.phase = 'failed';
    }
    this.#listener.changed();
    if (this.awaited) await this.catchUp();
  }

  /** Ask something, in the visitor's words or by a button; it is on screen at once. */
  async send(title: string, buttonId?: string): Promise<void> {
    const out = outgoing(title, buttonId);
    this.outbox.push(out);
    await this.deliver(out);
  }

  /** Bring a question to the server and its answer here; asked again under its id, it is never answered twice. */
  async deliver(out: Outgoing): Promise<void> {
    Object.assign(out, { state: 'sending', problem: '' });
    this.#listener.changed();
    try {
      await whenOnline(this.#scope.signal);
      // Nobody overtakes: the server answers in the order in which questions arrive.
      const ahead = this.outbox[this.outbox.indexOf(out) - 1];
      while (ahead?.state === 'sending' && this.outbox.includes(ahead)) await wait(50, this.#scope.signal);
      for (let repeats = 0; !(await this.#converse(out)) && !(await this.#lookAgain(out)); ) {
        if (++repeats > REPEATS) throw new Problem();
      }
      this.outbox = this.outbox.filter((one) => one !== out);
      if (this.transcript.complete < this.transcript.last) await this.catchUp();
    } catch (error) {
      out.state = 'failed';
      if (error instanceof Problem) Object.assign(out, { problem: error.message, retry: error.retry });
    }
    this.#listener.changed();
  }

  /** Leave this conversation and begin another. */
  async startOver(): Promise<void> {
    await this.#access.start();
    this.#reset('restarted');
  }

  /** Erase this conversation at the clinic and here. */
  async erase(): Promise<void> {
    await this.#access.erase();
    this.#reset('erased');
  }

  /** Keep an opinion of one answer. */
  async vote(vote: Vote): Promise<void> {
    await this.#access.with((token) => this.#api.feedback(token, vote));
  }

  /** Ask to be called back. */
  async callBack(wish: CallbackWish): Promise<void> {
    await this.#access.with((token) => this.#api.callback(token, wish));
  }

  /** Come up to date: with what other tabs did, and with what was said while nobody looked or had a network. */
  async catchUp(): Promise<void> {
    if (this.phase === 'failed') return this.begin();
    if (this.phase !== 'ready') return;
    if (this.#access.pickUp()) this.#reset(this.#access.held() ? 'restarted' : 'erased');
    // What is wrong now will be said when the visitor asks the next question.
    if (this.#access.held()) await this.#pollUntilQuiet().catch(() => 0);
  }

  #reset(notice: Notice): void {
    // What was asked with a token that had run out is asked again, in the new conversation.
    if (notice !== 'expired') this.outbox = [];
    this.#scope.abort();
    this.#scope = new AbortController();
    this.#polling = undefined;
    this.transcript = new Transcript();
    this.awaited = false;
    this.notice = notice;
    this.#listener.changed();
  }

  /** Ask and listen; false when the line breaks or the answer is slow, and history must tell. */
  async #converse(out: Outgoing): Promise<boolean> {
    try {
      return await this.#access.with(async (token) => {
        for await (const event of this.#api.turn(token, out.question, this.#scope.signal)) {
          if (event.event === 'done') return true;
          if (!this.#hear(out, event)) return false;
        }
        return false;
      });
    } catch (error) {
      if (error instanceof Problem || !this.outbox.includes(out)) throw error;
      return false;
    }
  }

  #hear(out: Outgoing, { event, data }: TurnEvent): boolean {
    if (!this.outbox.includes(out)) throw new Problem();
    out.state = 'typing';
    this.#listener.changed();
    if (event === 'accepted') this.#take([{ ...data, client_msg_id: out.question.client_msg_id }]);
    if (event === 'message') this.#take([data]);
    if (event === 'error' && data.code !== 'timeout') throw new Problem(data.message, data.retry);
    return event !== 'error';
  }

  /** Let the history tell; false when nobody is at the question any more. */
  async #lookAgain(out: Outgoing): Promise<boolean> {
    out.state = 'slow';
    this.#listener.changed();
    await wait(backoff(0), this.#scope.signal);
    await this.#pollUntilQuiet();
    return this.transcript.answers(out.question.client_msg_id);
  }

  #pollUntilQuiet(): Promise<void> {
    const polling = (this.#polling ??= this.#poll(this.#scope.signal).finally(() => {
      if (this.#polling === polling) this.#polling = undefined;
    }));
    return polling;
  }

  async #poll(scope: AbortSignal): Promise<void> {
    for (let looks = 0, attempt = 0; looks < LOOKS; looks += 1) {
      await whenOnline(scope);
      try {
        if (!(await this.#look())) return;
      } catch (error) {
        if (error instanceof Problem && !error.retry) throw error;
        looks += FAILURE;
      }
      await wait(backoff(attempt++), scope);
    }
    this.awaited = false;
    throw new Problem();
  }

  /** Take in what the history has and we have not; true while the server is still at work. */
  async #look(quietly = false): Promise<boolean> {
    let transcript = this.transcript;
    const { messages, running } = await this.#access.with((token): Promise<History> => {
      transcript = this.transcript;
      return this.#api.history(token, transcript.complete);
    });
    if (transcript !== this.transcript) return false;
    this.awaited = running;
    this.#take(messages, quietly);
    return running;
  }

  #take(messages: Message[], quietly = false): void {
    const fresh = this.transcript.merge(messages);
    this.#listener.changed();
    if (!quietly) fresh.forEach((message) => this.#listener.arrived(message));
  }
}
