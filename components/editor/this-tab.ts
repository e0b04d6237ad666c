const ID_ITEM = 'fermata:tab';
/** On a reload the page before gives its lock back a moment late; a duplicated tab never does. */
const CLAIM_MS = 1_000;

const lockOf = (id: string): string => `fermata:tab:${id}`;

let claimed: Promise<string> | null = null;

/**
 * The id of this tab: it outlives reloads and is nobody else's. As long as the page lives it holds a lock of that
 * name, so other tabs can tell whether what it left behind is abandoned. (A duplicated tab begins with a copy of the
 * session storage, hence with an id that is taken.) Browsers lend locks only to https and localhost; elsewhere every
 * other tab counts as gone.
 */
export function claimTab(): Promise<string> {
  claimed ??= claim(sessionStorage.getItem(ID_ITEM) ?? newId()).catch(() => claim(newId()));
  return claimed;
}

/** Whether no open page holds this id. */
export async function isTabGone(id: string): Promise<boolean> {
  if (!('locks' in navigator)) return true;
  return navigator.locks.request(lockOf(id), { ifAvailable: true }, (lock) => lock !== null);
}

async function claim(id: string): Promise<string> {
  sessionStorage.setItem(ID_ITEM, id);
  if ('locks' in navigator) await holdLock(lockOf(id));
  return id;
}

/** Resolves when the lock is held, which then lasts as long as the page. Rejects when another page keeps it. */
function holdLock(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const forever = new Promise<void>(() => undefined);
    navigator.locks
      .request(name, { signal: AbortSignal.timeout(CLAIM_MS) }, () => {
        resolve();
        return forever;
      })
      .catch(reject);
  });
}

function newId(): string {
  return crypto.getRandomValues(new BigUint64Array(1))[0]?.toString(36) ?? '';
}
