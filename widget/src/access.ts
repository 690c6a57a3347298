import { Problem } from './problem';
import type { Keeper } from './storage';
import type { Transport } from './transport';

/** The right to speak and to read: a token, got when there is none, and another when it is over. */
export type Access = ReturnType<typeof access>;

/** Access to the conversation whose token a keeper has. */
export function access(api: Transport, keeper: Keeper, lang: string, onExpired: () => void) {
  let token = '';
  let starting: Promise<void> | undefined;
  /** Take the token that this browser keeps; true if that is another one than before. */
  const pickUp = () => token !== (token = keeper.read().token ?? '');
  const request = async () => {
    // The address without its query: there a page may have what is nobody's business.
    keeper.replace(await api.start(location.origin + location.pathname, lang));
    pickUp();
  };
  /** Begin a new conversation; asked twice at a time, it begins one. */
  const start = () => (starting ??= request().finally(() => (starting = undefined)));
  return {
    pickUp,
    start,
    /** Whether there is a conversation to read. */
    held: () => !!token,
    /** Erase the conversation at the clinic and forget its token. */
    async erase() {
      if (token) await api.erase(token).catch(unlessOver);
      keeper.replace();
      pickUp();
    },
    /** Do something with a token; where the server says that it is over, once more with a new one. */
    async with<T>(use: (token: string) => Promise<T>): Promise<T> {
      if (!token) await start();
      const mine = token;
      try {
        return await use(mine);
      } catch (error) {
        unlessOver(error);
        if (mine === token) {
          await start();
          onExpired();
        }
        return use(token);
      }
    },
  };
}

/** Expired, erased, or never given: 401 says that the conversation behind a token is over. */
function unlessOver(error: unknown): void {
  if (!(error instanceof Problem && error.status === 401)) throw error;
}
