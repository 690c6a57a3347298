// Waiting: for a while, for the network, for an answer that may not come.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;

/** Milliseconds before the next try: doubled each time, and never the same for two visitors. */
export function backoff(attempt: number): number {
  return Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt) * (0.5 + Math.random() / 2);
}

/** Wait some milliseconds, or until the conversation that we wait for is given up. */
export function wait(milliseconds: number, scope: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    scope.throwIfAborted();
    const timer = setTimeout(resolve, milliseconds);
    scope.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(scope.reason);
    });
  });
}

/** Whether the browser believes that it has a network. */
export function isOnline(): boolean {
  return globalThis.navigator?.onLine !== false;
}

/** Resolves at once with a network, and otherwise when it is back. */
export function whenOnline(scope: AbortSignal): Promise<void> {
  if (isOnline()) return Promise.resolve();
  return new Promise((resolve, reject) => {
    addEventListener('online', () => resolve(), { once: true, signal: scope });
    scope.addEventListener('abort', () => reject(scope.reason));
  });
}

/** The promise's value, or an error when it takes longer than that. */
export async function inTime<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no sign of life')), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
