import type { Vote } from '../model';
import { strings } from '../strings';
import { button, finish, h, iconButton } from './dom';

/** Keeps a vote at the clinic; false, and the visitor told, when that did not work. */
export type Ballot = (vote: Vote) => Promise<boolean>;

/** Thumbs for one answer; after a vote, room for a comment. */
export function thumbs(message_id: string, cast: Ballot): HTMLElement {
  let vote: Vote['vote'];
  const choose = async (choice: Vote['vote']) => {
    if (!(await cast({ message_id, vote: choice }))) return;
    vote = choice;
    for (const thumb of [up, down]) thumb.setAttribute('aria-pressed', `${thumb.dataset['vote'] === vote}`);
    row.append(form);
  };
  const thumb = (choice: Vote['vote'], name: string) =>
    iconButton('thumb', name, () => choose(choice), { 'aria-pressed': 'false', 'data-vote': choice });
  const [up, down] = [thumb('up', strings.helpful), thumb('down', strings.notHelpful)];
  const form = commentForm((comment) => cast({ message_id, vote, comment }));
  const row = h('div.feedback', up, down);
  return row;
}

function commentForm(send: (comment: string) => Promise<boolean>): HTMLFormElement {
  const field = h('textarea.field', { rows: '2', maxlength: '500' });
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!field.value.trim()) return field.focus();
    if (await send(field.value.trim())) finish(form, strings.thanks);
  };
  const form = h('form.comment', { submit }, h('label', strings.comment, field), button('button', strings.sendComment));
  return form;
}
