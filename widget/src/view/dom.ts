type Attributes = Record<string, string | ((event: never) => void)>;
type Child = Node | string;
type TagOf<Spec> = Spec extends `${infer Tag}.${string}` ? Tag : Spec;
type ElementOf<Spec> = TagOf<Spec> extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[TagOf<Spec>] : never;
type Spec = keyof HTMLElementTagNameMap | `${keyof HTMLElementTagNameMap}.${string}`;

/**
 * An element from `tag.name.name`; the names are both its classes and its parts, by which a page may style it.
 * Of what follows, nodes and texts are its children; in objects, functions are listeners and texts attributes.
 */
export function h<S extends Spec>(spec: S, ...parts: (Child | Attributes)[]): ElementOf<S> {
  const [tag = '', ...names] = spec.split('.');
  const element = document.createElement(tag);
  if (names.length) set(element, { class: names.join(' '), part: names.join(' ') });
  for (const part of parts) {
    if (typeof part === 'string' || part instanceof Node) element.append(part);
    else set(element, part);
  }
  return element as ElementOf<S>;
}

function set(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'string') element.setAttribute(name, value);
    else element.addEventListener(name, value as EventListener);
  }
}

/** A push button; one that has nothing of its own to do submits its form. */
export function button(names: string, label: Child, press?: () => void, attributes: Attributes = {}): HTMLButtonElement {
  return h(`button.${names}`, press ? { type: 'button', click: press } : {}, attributes, label);
}

/** A push button that shows a drawing and is called by its name. */
export function iconButton(part: string, name: string, press?: () => void, attributes: Attributes = {}): HTMLButtonElement {
  return button(`icon-button.${part}`, icon(part), press, { 'aria-label': name, ...attributes });
}

/** Lines on a grid of 24, by the part that shows them. */
const drawings: Record<string, string> = {
  launcher: 'M5 16a9 8 0 1 1 4 3l-6 2z',
  close: 'm6 6 12 12M18 6 6 18',
  'menu-button': 'M4 7h16M4 12h16M4 17h16',
  send: 'M12 20V5M5 11l7-7 7 7',
  avatar: 'M5 20c0-9 5-15 15-16 0 10-5 15-12 15M5 20c1-5 4-8 8-10',
  thumb: 'M7 20V11H4v9h13l3-9h-7q2-7-2-7l-4 7',
  back: 'm14 6-6 6 6 6',
};

/** A drawing that takes the colour of the text around it. */
export function icon(part: string): SVGElement {
  const [svg, path] = ['svg', 'path'].map((tag) => document.createElementNS('http://www.w3.org/2000/svg', tag)) as [SVGElement, SVGElement];
  set(svg, { viewBox: '0 0 24 24', 'aria-hidden': 'true' });
  set(path, { d: drawings[part] ?? '' });
  svg.append(path);
  return svg;
}

/** Put a text where it is not yet: the same text again would be read out again. */
export function say(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Put thanks in the place of a form that has done its work, and the focus with them. */
export function finish(form: HTMLFormElement, thanks: string): void {
  const words = h('p.thanks', { tabindex: '-1' }, thanks);
  form.replaceChildren(words);
  words.focus();
}
