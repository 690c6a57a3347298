import { fill, strings } from '../strings';
import { h, iconButton, say } from './dom';

/** How long a question may be: the server reads so much whole. */
const LIMIT = 4000;

/** The count is shown from here on. */
const COUNT_FROM = 3600;

/** Where a visitor writes: Enter sends, Shift+Enter begins a line, and what is too long stays to be shortened. */
export class Composer {
  readonly element: HTMLFormElement;
  readonly input: HTMLTextAreaElement;
  readonly #counter = h('span.counter', { id: 'counter', hidden: '' });
  readonly #error = h('p.error', { id: 'too-long', role: 'alert' });
  readonly #send: (text: string) => void;

  constructor(send: (text: string) => void) {
    this.#send = send;
    this.input = h('textarea.input', {
      rows: '1',
      placeholder: strings.placeholder,
      'aria-label': strings.message,
      'aria-describedby': 'counter too-long',
      enterkeyhint: 'send',
      input: () => this.#measure(),
      keydown: (event) => this.#key(event),
    });
    const submit = iconButton('send', strings.send);
    const box = h('div.input-box', this.input, this.#counter, submit);
    this.element = h('form.composer', { submit: (event) => this.#submit(event) }, this.#error, box);
  }

  #key(event: KeyboardEvent): void {
    // While an input method composes, Enter belongs to it; 229 is how Safari says so.
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229) this.#submit(event);
  }

  #submit(event: Event): void {
    event.preventDefault();
    const text = this.input.value.trim();
    this.input.focus();
    if (!text || !this.#measure()) return;
    this.input.value = '';
    this.#measure();
    this.#send(text);
  }

  /** Show how much is written, and whether it is too much; true if it may be sent. */
  #measure(): boolean {
    const { style, value } = this.input;
    // The server counts characters, not the two halves of an emoji.
    const count = [...value.trim()].length;
    const tooLong = count > LIMIT;
    this.#counter.hidden = count < COUNT_FROM;
    this.#counter.textContent = `${count}/${LIMIT}`;
    say(this.#error, tooLong ? fill(strings.tooLong, LIMIT) : '');
    this.input.setAttribute('aria-invalid', `${tooLong}`);
    style.height = 'auto';
    style.height = `${this.input.scrollHeight}px`;
    return !tooLong;
  }
}
