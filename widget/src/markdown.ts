// The little Markdown that answers use, read into a tree and made into elements: text can never become markup.
import { strings } from './strings';
import { h } from './view/dom';

/** A piece of a line. */
export type Inline = string | { bold: Inline[] } | { href: string; label: string };

/** A paragraph's lines or a list's items. */
export interface Block {
  kind: 'p' | 'ul' | 'ol';
  lines: Inline[][];
}

const BOLD = /\*\*(.+?)\*\*/;
const LINK = /\[([^\]\n]+)\]\(((?:[^\s()]|\([^\s()]*\))+)\)/;
/** An address as it stands, without the full stop or the bracket that ends the sentence around it. */
const BARE = /((?:https:\/\/|tel:|mailto:)(?:[^\s<>"*()]|\([^\s()]*\))*(?:[^\s<>"*().,;:!?'’”]|\([^\s()]*\)))/;
/** A telephone number as one writes it in a sentence, with its country. */
const PHONE = /(\B\+\d[\d ]{6,}\d)/;
const MARKS = RegExp([BOLD, LINK, BARE, PHONE].map(({ source }) => source).join('|'), 'g');
const ITEM = /^\s*(?:([-*•])|\d{1,3}[.)])\s+(.*)$/;

/** The address, if it is one that an answer may link to. */
export function safeHref(address: string): string | undefined {
  try {
    const { protocol, href } = new URL(address);
    return /^(https|tel|mailto):$/.test(protocol) ? href : undefined;
  } catch {
    return undefined;
  }
}

/** The blocks of a text. */
export function parse(text: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  for (const line of text.split('\n')) {
    const [, bullet, item] = ITEM.exec(line) ?? [];
    const kind = bullet ? 'ul' : item !== undefined ? 'ol' : 'p';
    // A blank line ends a paragraph; between items the list goes on.
    if (!line.trim()) open = open?.kind === 'p' ? undefined : open;
    else {
      if (open?.kind !== kind) blocks.push((open = { kind, lines: [] }));
      open.lines.push(inline(item ?? line.trim()));
    }
  }
  return blocks;
}

/** The text as elements. Lines end in a line feed, so that their plain text reads as it looks. */
export function render(text: string): HTMLElement[] {
  return parse(text).map(({ kind, lines }) => {
    const rows = lines.map((line) => line.map(node));
    if (kind !== 'p') return h(kind, ...rows.map((row) => h('li', ...row, '\n')));
    return h('p', ...rows.flatMap((row, index) => (index ? [h('br'), '\n', ...row] : row)));
  });
}

/** A link; one that leads away from this page's site opens beside it, and says so. */
export function link(href: string, label: string, names = 'link'): HTMLAnchorElement {
  const anchor = h(`a.${names}`, { href, rel: 'noopener noreferrer' }, label);
  if (anchor.host && anchor.host !== location.host) {
    anchor.target = '_blank';
    anchor.append(h('span.hidden', ` ${strings.newTab}`));
  }
  return anchor;
}

function inline(text: string): Inline[] {
  const pieces: Inline[] = [];
  let from = 0;
  for (const match of text.matchAll(MARKS)) {
    const [whole, bold, label, address, bare, phone] = match;
    const href = safeHref(address ?? bare ?? `tel:${phone?.replace(/ /g, '')}`);
    pieces.push(text.slice(from, match.index));
    from = match.index + whole.length;
    if (bold) pieces.push({ bold: inline(bold) });
    else pieces.push(href ? { href, label: label ?? whole.replace(/^\w+:(\/\/)?/, '') } : whole);
  }
  return [...pieces, text.slice(from)].filter((piece) => piece);
}

function node(piece: Inline): Node | string {
  if (typeof piece === 'string') return piece;
  return 'bold' in piece ? h('strong', ...piece.bold.map(node)) : link(piece.href, piece.label);
}
