import { strings } from '../strings';
import { button, h, iconButton } from './dom';

/** What the menu can do. */
export interface MenuHost {
  callMeBack(): void;
  startOver(): void;
  erase(): void;
  /** The clinic's phone as a link. */
  callLink(names: string): Node | string;
  chatCode(): string | undefined;
  /** Give the focus to where a visitor goes on writing. */
  focusInput(): void;
}

/** A button and the list of things to do under it; deleting is asked twice. */
export class Menu {
  readonly button = iconButton('menu-button', strings.menu, () => this.#toggle(), { 'aria-controls': 'menu' });
  readonly element = h('div.menu', { id: 'menu' });
  readonly #host: MenuHost;

  constructor(host: MenuHost) {
    this.#host = host;
    this.#show(false);
  }

  /** Close it, and go back to its button; false if it was closed already. */
  close(): boolean {
    if (this.element.hidden) return false;
    this.#show(false);
    this.button.focus();
    return true;
  }

  #toggle(): void {
    if (this.close()) return;
    this.element.replaceChildren(...this.#items());
    this.#show(true);
    this.element.querySelector('button')?.focus();
  }

  #show(open: boolean): void {
    this.element.hidden = !open;
    this.button.setAttribute('aria-expanded', `${open}`);
  }

  #items(): (Node | string)[] {
    const { callMeBack, startOver, callLink, chatCode } = this.#host;
    return [
      this.#item('call-back', strings.callMeBack, callMeBack),
      callLink('menu-item'),
      this.#item('start-over', strings.startOver, startOver),
      button('menu-item.danger', strings.delete, () => this.#askTwice(), { 'data-do': 'delete' }),
      h('p.chat-code', `${strings.chatCode}: `, h('strong', chatCode() ?? '–')),
    ];
  }

  #item(name: string, title: string, act: () => void, names = 'menu-item'): HTMLButtonElement {
    const press = () => {
      this.#show(false);
      this.#host.focusInput();
      act();
    };
    return button(names, title, press, { 'data-do': name });
  }

  #askTwice(): void {
    const keep = this.#item('delete-no', strings.deleteNo, () => 0);
    const erase = this.#item('delete-yes', strings.deleteYes, this.#host.erase, 'menu-item.danger');
    this.element.replaceChildren(h('div', { role: 'group', 'aria-label': strings.deleteSure }, h('p', strings.deleteSure), erase, keep));
    keep.focus();
  }
}
