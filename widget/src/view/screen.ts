/** Where the panel takes the whole screen: narrow phones, and windows too low for a panel in the corner. */
const SMALL = '(max-width: 480px), (max-height: 480px)';

/** Puts the panel on the screen: in a corner beside the page, or on a small screen over all of it, as a modal. */
export class Screen {
  readonly #panel: HTMLDialogElement;
  readonly #escape: () => void;
  readonly #query = matchMedia(SMALL);

  constructor(panel: HTMLDialogElement, escape: () => void) {
    this.#panel = panel;
    this.#escape = escape;
    for (const type of ['keydown', 'keyup', 'keypress']) panel.addEventListener(type, (event) => this.#key(event as KeyboardEvent));
    panel.addEventListener('cancel', (event) => {
      event.preventDefault();
      escape();
    });
    this.#query.addEventListener('change', () => this.open && this.show());
    for (const type of ['resize', 'scroll']) visualViewport?.addEventListener(type, () => this.#fit());
  }

  /** Whether the panel is shown. */
  get open(): boolean {
    return this.#panel.open;
  }

  /** Whether the panel takes the whole screen. */
  get small(): boolean {
    return this.#query.matches;
  }

  /** Show the panel as the screen wants it, and leave the focus where it is. */
  show(): void {
    const focused = (this.#panel.getRootNode() as ShadowRoot).activeElement as HTMLElement | null;
    this.#panel.close();
    this.#panel.toggleAttribute('data-full', this.small);
    // `show()` would move the focus, which on a page that has just loaded nobody asked for.
    if (this.small) this.#panel.showModal();
    else this.#panel.open = true;
    focused?.focus();
    this.#fit();
  }

  /** Take the panel away. */
  hide(): void {
    this.#panel.close();
  }

  /** Keep the panel in what the on-screen keyboard leaves of the screen. */
  #fit(): void {
    const { style } = this.#panel;
    const { height = innerHeight, offsetTop = 0 } = visualViewport ?? {};
    style.height = this.small ? `${height}px` : '';
    style.top = this.small ? `${offsetTop}px` : '';
  }

  /** The page's own shortcuts must not fire while somebody writes here. */
  #key(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.type !== 'keydown' || event.isComposing) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      this.#escape();
    }
    if (event.key === 'Tab' && this.small) this.#keepInside(event);
  }

  #keepInside(event: KeyboardEvent): void {
    const all = this.#panel.querySelectorAll<HTMLElement>('button, a, input, textarea, .scroller');
    const stops = [...all].filter((stop) => stop.getClientRects().length);
    const next = stops.indexOf(event.target as HTMLElement) + (event.shiftKey ? -1 : 1);
    stops.at(next % stops.length)?.focus();
    event.preventDefault();
  }
}
