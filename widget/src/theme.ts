import { contrast, READABLE, type Colour } from './contrast';

const BLACK = [0, 0, 0];
const WHITE = [255, 255, 255];

/** Write in black or white on the accent colour, where the host page's own pair of colours cannot be read. */
export function mendAccent(sample: HTMLElement, root: HTMLElement): void {
  root.style.removeProperty('--chat-on-accent');
  const { backgroundColor, color } = getComputedStyle(sample);
  const [accent, text] = [channels(backgroundColor), channels(color)];
  if (!accent || !text || contrast(accent, text) >= READABLE) return;
  root.style.setProperty('--chat-on-accent', contrast(accent, BLACK) > contrast(accent, WHITE) ? '#000' : '#fff');
}

/** Browsers give every colour of CSS in sRGB as `rgb(r, g, b)`; what is in another space is left as the page has it. */
function channels(colour: string): Colour | undefined {
  return colour.startsWith('rgb(') ? colour.match(/\d+/g)?.map(Number) : undefined;
}
