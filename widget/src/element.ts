import { Conversation } from './conversation';
import type { Message } from './model';
import { keeper, type Keeper } from './storage';
import { fill, speak, strings } from './strings';
import styles from './styles/index.css';
import { mendAccent } from './theme';
import { transport } from './transport';
import { h, say } from './view/dom';
import { launcher, type Launcher } from './view/launcher';
import { Panel } from './view/panel';
import { Screen } from './view/screen';

/** Where this script came from: the clinic's server, unless the page names another. */
const script = document.currentScript as HTMLScriptElement | null;
const home = new URL(script?.src || location.href).origin;

/** `<clinic-chat server lang theme>`: the clinic's chat. It asks nobody for anything before it is opened. */
export class ClinicChat extends HTMLElement {
  readonly #root = h('div.root');
  readonly #spoken = h('p.hidden', { role: 'status' });
  #keeper!: Keeper;
  #conversation!: Conversation;
  #launcher!: Launcher;
  #panel!: Panel;
  #screen!: Screen;

  /** The page has the element: build it, closed, or open as it was on the page before. */
  connectedCallback(): void {
    if (!this.shadowRoot) this.#build();
    if (this.#keeper.read().open && !this.#screen.small) this.#show();
    else this.#update();
  }

  /** Open the chat and go to where one writes. */
  open(): void {
    if (!this.#screen.open) this.#show();
    this.#panel.focusInput();
  }

  /** Close the chat and go back to its button. */
  close(): void {
    if (!this.#screen.open) return;
    this.#screen.hide();
    this.#keeper.keep({ open: false });
    this.#update();
    this.#launcher.element.focus();
    this.#tell('close');
  }

  #build(): void {
    const tag = this.lang || this.closest<HTMLElement>('[lang]')?.lang || navigator.language;
    const server = this.getAttribute('server') || home;
    this.#root.lang = speak(tag);
    this.#keeper = keeper(`clinic-chat ${server}`);
    const listener = { changed: () => this.#update(), arrived: (message: Message) => this.#arrived(message) };
    this.#conversation = new Conversation(transport(server), this.#keeper, tag, listener);
    this.#panel = new Panel(this.#conversation, server, () => this.close());
    this.#screen = new Screen(this.#panel.element, () => this.#panel.escape());
    this.#launcher = launcher(() => (this.#screen.open ? this.close() : this.open()));
    for (const type of ['online', 'offline', 'visibilitychange']) addEventListener(type, () => this.#catchUp());
    this.#keeper.onChange(() => this.#catchUp());
    this.#root.append(this.#launcher.element, this.#spoken, this.#panel.element);
    const shadow = this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    shadow.adoptedStyleSheets = [sheet];
    shadow.append(this.#root);
  }

  #catchUp(): void {
    // First: what is on screen may belong to a conversation that another tab has left.
    if (this.isConnected && !document.hidden) void this.#conversation.catchUp();
    this.#update();
  }

  #show(): void {
    this.#screen.show();
    this.#keeper.keep({ open: true });
    this.#update();
    void this.#conversation.begin();
    this.#tell('open');
  }

  #update(): void {
    const { messages, last } = this.#conversation.transcript;
    const { open } = this.#screen;
    const { seen = 0 } = this.#keeper.read();
    if (open && last > seen && !document.hidden) this.#keeper.keep({ seen: last });
    const unread = messages.filter(({ from, seq }) => !open && from === 'assistant' && seq > seen).length;
    this.#launcher.update(open, unread);
    say(this.#spoken, unread ? fill(strings.unread, unread) : '');
    this.#panel.update();
    mendAccent(this.#launcher.element, this.#root);
  }

  #arrived(message: Message): void {
    const { id, seq, from, topic = null, text } = message;
    if (from === 'assistant' && this.#screen.open) this.#panel.announce(text);
    this.#tell('message', { id, seq, from, topic });
  }

  /** Tell the page; never a word of what was said. */
  #tell(what: string, detail: object = {}): void {
    this.dispatchEvent(new CustomEvent(`clinic-chat:${what}`, { bubbles: true, composed: true, detail }));
  }
}
