import type { CallbackWish } from '../model';
import { Problem } from '../problem';
import { strings } from '../strings';
import { button, finish, h, iconButton } from './dom';

/** What the form needs from the world. */
export interface CallbackHost {
  send(wish: CallbackWish): Promise<void>;
  back(): void;
}

/** The form with which a visitor asks to be called back. */
export class CallbackForm {
  readonly element: HTMLElement;
  readonly #host: CallbackHost;
  readonly #form: HTMLFormElement;
  readonly #fields: ChildNode[];
  readonly #error = h('p.error', { role: 'alert' });

  constructor(host: CallbackHost) {
    this.#host = host;
    this.#form = h(
      'form.callback-form',
      { novalidate: '', submit: (event) => this.#submit(event) },
      h('p', strings.callbackIntro),
      field('name', strings.name, { autocomplete: 'name', required: '' }),
      field('phone', strings.phone, { type: 'tel', autocomplete: 'tel' }),
      field('email', strings.email, { type: 'email', autocomplete: 'email' }),
      field('best_time', strings.bestTime, { maxlength: '100' }),
      field('consent', strings.consent, { type: 'checkbox', required: '' }),
      this.#error,
      button('button.primary', strings.submit),
    );
    this.#fields = [...this.#form.childNodes];
    const head = h('div.form-head', iconButton('back', strings.back, host.back), h('h3', strings.callMeBack));
    this.element = h('section.callback', { 'aria-label': strings.callMeBack, hidden: '' }, head, this.#form);
  }

  /** Begin at the first field; where the last wish was thanked for, with an empty form. */
  focus(): void {
    this.#form.replaceChildren(...this.#fields);
    this.element.querySelector('input')?.focus();
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    const wish = this.#wish();
    if (this.#complain(missing(wish))) return;
    try {
      await this.#host.send(wish);
      this.#form.reset();
      finish(this.#form, strings.callbackDone);
    } catch (error) {
      const { fields = {}, message = '' } = error instanceof Problem ? error : {};
      this.#complain(fields, message || strings.failed);
    }
  }

  #wish(): CallbackWish {
    const entries = [...new FormData(this.#form)].map(([name, value]) => [name, `${value}`.trim() || undefined]);
    const wish = Object.fromEntries(entries);
    return { ...wish, consent: !!wish.consent };
  }

  /** Say at each field what is wrong, and go to the first of them; true if anything is. */
  #complain(problems: Record<string, string>, overall = ''): boolean {
    this.#error.textContent = overall;
    const inputs = [...this.#form.querySelectorAll('input')];
    for (const input of inputs) {
      const problem = problems[input.name] ?? '';
      input.setAttribute('aria-invalid', `${!!problem}`);
      (input.parentNode?.lastChild as HTMLElement).textContent = problem;
    }
    const wrong = inputs.find(({ name }) => problems[name]);
    wrong?.focus();
    return !!wrong;
  }
}

function missing({ name, phone, email, consent }: CallbackWish): Record<string, string> {
  const problems: Record<string, string> = {};
  if (!name) problems['name'] = strings.needName;
  if (!phone && !email) problems['phone'] = strings.needContact;
  if (!consent) problems['consent'] = strings.needConsent;
  return problems;
}

function field(name: string, label: string, attributes: Record<string, string>): HTMLElement {
  const error = h('p.error', { id: `${name}-error` });
  const input = h('input.field', { name, id: name, 'aria-describedby': error.id }, attributes);
  return h(`div.field-row.${input.type}`, h('label', { for: name }, label), input, error);
}
