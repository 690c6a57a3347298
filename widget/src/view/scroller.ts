import { strings } from '../strings';
import { h } from './dom';

/** Room above the question that a scroll leads to. */
const MARGIN = 12;

/** So near to the end one still reads along. */
const NEAR = 80;

/** The part that scrolls. It follows new messages, but never past the start of an answer, and not while somebody reads above. */
export function scroller(children: Node[]) {
  let follows = true;
  const end = () => element.scrollHeight - element.clientHeight;
  const scroll = () => (follows = end() - element.scrollTop < NEAR);
  const element = h('div.scroller', { role: 'region', 'aria-label': strings.conversation, tabindex: '0', scroll }, ...children);
  /** Go to the newest message, with the question that it answers still in sight. */
  const follow = (question: HTMLElement | undefined) => {
    if (!follows && question?.dataset['state'] === 'sent') return;
    element.scrollTop = question ? Math.min(end(), question.offsetTop - MARGIN) : 0;
    follows = true;
  };
  return { element, follow };
}
