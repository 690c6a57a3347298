import type { Conversation } from '../conversation';
import { link, safeHref } from '../markdown';
import type { Choice } from '../model';
import { strings } from '../strings';
import { button, h } from './dom';

/** Quick replies under the last answer: gone as soon as something else is said. */
export function replies(choose: (choice: Choice) => void) {
  const element = h('div.replies', { role: 'group', 'aria-label': strings.suggestions });
  let shown = '';
  const reply = (choice: Choice) => {
    const href = safeHref(choice.url ?? '');
    if (href) return link(href, choice.title, 'reply');
    return button('reply', choice.title, () => choose(choice), { 'data-id': choice.id });
  };
  /** Show the buttons that matter now; true if they are others than before. */
  const update = (conversation: Conversation) => {
    const choices = current(conversation);
    const before = shown;
    shown = JSON.stringify(choices);
    if (shown === before) return false;
    element.replaceChildren(...choices.map(reply));
    element.hidden = !choices.length;
    return true;
  };
  return { element, update };
}

function current({ phase, about, transcript, outbox }: Conversation): Choice[] {
  if (phase !== 'ready' || outbox.length) return [];
  const last = transcript.messages.at(-1);
  return (last ? last.buttons : about?.starters) ?? [];
}
