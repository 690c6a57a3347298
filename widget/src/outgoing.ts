import type { Question } from './model';

/** A question on its way: it stays until its answer is here, so that it can be asked again under the same id. */
export interface Outgoing {
  question: Question;
  /** What the visitor sees of it. */
  title: string;
  state: 'sending' | 'typing' | 'slow' | 'failed';
  /** Why it failed, in words for the visitor; empty for the usual words. */
  problem: string;
  /** Whether asking again may help. */
  retry: boolean;
}

/** A new question with an id of its own: a visitor's words, or a button by its id. */
export function outgoing(title: string, buttonId?: string): Outgoing {
  const client_msg_id = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(36)).join('_');
  const question = buttonId ? { client_msg_id, button_id: buttonId } : { client_msg_id, text: title };
  return { question, title, state: 'sending', problem: '', retry: true };
}
