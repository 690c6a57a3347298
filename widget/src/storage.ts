import type { Session } from './model';

/** All that stays in the browser: the key to the conversation, never a word of it. */
export interface Kept extends Partial<Session> {
  /** The number of the last message that the visitor has had before their eyes. */
  seen?: number;
  /** Whether the panel was open, so that the next page opens it again. */
  open?: boolean;
}

/** Keeps a few facts for the next page and the other tabs; in memory only where the browser forbids more. */
export type Keeper = ReturnType<typeof keeper>;

/** A keeper of what belongs to one clinic's server. */
export function keeper(key: string) {
  let memory = '{}';
  const read = (): Kept => {
    try {
      return JSON.parse(localStorage.getItem(key) ?? memory);
    } catch {
      return JSON.parse(memory);
    }
  };
  const write = (kept: Kept) => {
    memory = JSON.stringify(kept);
    try {
      localStorage.setItem(key, memory);
    } catch {
      // Storage is full or forbidden: this page remembers, the next one begins anew.
    }
  };
  return {
    /** What is kept now. */
    read,
    /** Keep these facts beside what is kept already. */
    keep: (facts: Kept) => write({ ...read(), ...facts }),
    /** Forget the conversation, for another one if there is one; whether the panel is open stays. */
    replace: (session?: Session) => write({ open: !!read().open, ...session }),
    /** Call back when another tab has kept something. */
    onChange: (listener: () => void) => addEventListener('storage', (event) => event.key === key && listener()),
  };
}
