import type { Conversation } from '../conversation';
import { link, render } from '../markdown';
import type { About } from '../model';
import { fill, strings } from '../strings';
import { isOnline } from '../time';
import { CallbackForm } from './callback';
import { Composer } from './composer';
import { button, h, icon, iconButton, say } from './dom';
import { Menu } from './menu';
import { MessageList } from './messages';
import { replies } from './replies';
import { scroller } from './scroller';

/** How long a spoken text stays for a slow screen reader; after that nobody meets it twice. */
const SPOKEN_STAYS = 15_000;

/** Everything that opens: the header, the conversation, the composer, the menu and the callback form. */
export class Panel {
  readonly element: HTMLDialogElement;
  readonly #title = h('h2.title', { id: 'title' }, strings.launcher);
  readonly #emergency = h('div.emergency');
  readonly #intro = h('p.intro');
  readonly #dots = h('div.typing', { 'aria-hidden': 'true' }, h('i'), h('i'), h('i'));
  readonly #status = h('p.status', { role: 'status' });
  readonly #alert = h('p.error', { role: 'alert' });
  /** Says each new answer once to a screen reader. The list on screen is not live, so history is never read out. */
  readonly #log = h('div.hidden', { role: 'log', 'aria-live': 'polite' });
  readonly #conversation: Conversation;
  readonly #server: string;
  readonly #close: () => void;
  readonly #list: MessageList;
  readonly #replies = replies(({ id, title }) => this.#choose(id, title));
  readonly #composer = new Composer((text) => this.#attempt(this.#conversation.send(text)));
  readonly #failure: HTMLElement;
  readonly #scroller: ReturnType<typeof scroller>;
  readonly #chat: HTMLElement;
  readonly #form: CallbackForm;
  readonly #menu: Menu;

  constructor(conversation: Conversation, server: string, close: () => void) {
    this.#conversation = conversation;
    this.#server = server;
    this.#close = close;
    this.#list = new MessageList({
      callLink: () => this.#callLink(),
      cast: (vote) => this.#attempt(conversation.vote(vote)),
      retry: (out) => {
        this.focusInput();
        this.#attempt(conversation.deliver(out));
      },
    });
    const again = button('button', strings.retry, () => {
      this.focusInput();
      void conversation.begin();
    });
    this.#failure = h('div.failure', { role: 'alert' }, h('p', strings.noConnection), again);
    this.#scroller = scroller([this.#intro, this.#list.element, this.#replies.element, this.#dots, this.#failure]);
    this.#chat = h('div.chat', this.#scroller.element, this.#status, this.#alert, this.#composer.element);
    this.#form = this.#makeForm();
    this.#menu = this.#makeMenu();
    const names = h('div.names', this.#title, h('p.subtitle', strings.automated));
    const header = h('div.header', icon('avatar'), names, this.#menu.button, iconButton('close', strings.close, close));
    const children = [header, this.#menu.element, this.#emergency, this.#chat, this.#form.element, this.#log];
    this.element = h('dialog.panel', { id: 'panel', 'aria-labelledby': 'title' }, ...children);
  }

  /** Bring everything up to date with the conversation. */
  update(): void {
    const { about, activity, phase } = this.#conversation;
    if (about && !this.#intro.firstChild) this.#introduce(about);
    const moved = this.#dots.hidden !== !activity;
    this.#dots.hidden = !activity;
    this.#failure.hidden = phase !== 'failed';
    this.#updateStatus();
    const added = this.#list.update(this.#conversation);
    if (this.#replies.update(this.#conversation) || added || moved) this.#scroller.follow(this.#list.lastQuestion);
  }

  /** Say a new answer to a screen reader: one node is added, nothing else is touched. */
  announce(text: string): void {
    const plain = render(text).map((block) => block.textContent);
    const spoken = h('p', [strings.assistantSaid, ...plain].join('\n'));
    this.#log.append(spoken);
    setTimeout(() => spoken.remove(), SPOKEN_STAYS);
  }

  /** Show the conversation, and put the focus where one writes. */
  focusInput(): void {
    this.#showForm(false);
  }

  /** Close what lies uppermost: the menu, the form, or the panel. */
  escape(): void {
    if (this.#menu.close()) return;
    if (this.#chat.hidden) this.focusInput();
    else this.#close();
  }

  #makeForm(): CallbackForm {
    return new CallbackForm({
      send: (wish) => this.#conversation.callBack(wish),
      back: () => this.focusInput(),
    });
  }

  #makeMenu(): Menu {
    return new Menu({
      callLink: (names) => this.#callLink(names),
      chatCode: () => this.#conversation.chatCode,
      focusInput: () => this.focusInput(),
      callMeBack: () => this.#showForm(true),
      startOver: () => this.#attempt(this.#conversation.startOver()),
      erase: () => this.#attempt(this.#conversation.erase()),
    });
  }

  #introduce({ clinic, emergency, privacy, privacy_url }: About): void {
    this.#title.textContent = clinic;
    this.#emergency.append(...render(emergency));
    const more = link(new URL(privacy_url ?? 'about:', this.#server).href, strings.privacy);
    this.#intro.append(`${privacy} `, more.host ? more : '');
  }

  #choose(id: string, title: string): void {
    // After a tap on a phone the keyboard stays down; elsewhere one may write on at once.
    if (matchMedia('(pointer: coarse)').matches) this.#scroller.element.focus();
    else this.focusInput();
    this.#attempt(this.#conversation.send(title, id));
  }

  async #attempt(deed: Promise<void>): Promise<boolean> {
    this.#alert.textContent = '';
    try {
      await deed;
      return true;
    } catch {
      this.#alert.textContent = strings.failed;
      return false;
    }
  }

  #showForm(shown: boolean): void {
    this.#form.element.hidden = !shown;
    this.#chat.hidden = shown;
    (shown ? this.#form : this.#composer.input).focus();
  }

  #updateStatus(): void {
    const { phase, activity } = this.#conversation;
    const trouble = isOnline() ? activity === 'slow' && strings.slow : strings.offline;
    const quiet = activity && strings[activity as 'typing'];
    say(this.#status, trouble || quiet || (phase === 'opening' && strings.connecting) || '');
    // What the dots show already is for screen readers only.
    this.#status.classList.toggle('hidden', !trouble && !!quiet);
  }

  #callLink(names?: string): Node | string {
    const { about } = this.#conversation;
    return about ? link(about.phone_link, fill(strings.callUs, about.phone), names) : '';
  }
}
