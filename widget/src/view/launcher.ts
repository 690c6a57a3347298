import { fill, strings } from '../strings';
import { button, h, icon } from './dom';

/** The button that opens the chat. */
export type Launcher = ReturnType<typeof launcher>;

/** A launcher, with the number of messages that came while the panel was closed. */
export function launcher(press: () => void) {
  const badge = h('span.badge', { 'aria-hidden': 'true' });
  const element = button('launcher', icon('launcher'), press, { 'aria-controls': 'panel' });
  element.append(h('span.launcher-label', strings.launcher), badge);
  /** Show whether the panel is open and how much is unread. */
  const update = (open: boolean, unread: number) => {
    element.setAttribute('aria-expanded', `${open}`);
    element.setAttribute('aria-label', strings.launcher + (unread ? `, ${fill(strings.unread, unread)}` : ''));
    badge.hidden = !unread;
    badge.textContent = `${unread}`;
  };
  return { element, update };
}
