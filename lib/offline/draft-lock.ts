/** Web Locks, which a browser takes back when their page dies. One that has none treats every draft as free. */
const PREFIX = 'draft:';
const RECORDING = 'recording';

const locks = (): LockManager | null => (typeof navigator === 'undefined' ? null : (navigator.locks ?? null));

/** Makes this page the owner of a draft until it lets go or dies; null when another one is, or this one already. */
export function holdDraft(takeId: string): Promise<(() => void) | null> {
  const manager = locks();
  if (!manager) return Promise.resolve(() => undefined);
  return new Promise((resolve, reject) => {
    manager
      .request(PREFIX + takeId, { ifAvailable: true }, (lock) => {
        if (!lock) return resolve(null);
        return new Promise<void>((release) => resolve(release));
      })
      .catch(reject);
  });
}

/** The ids of the drafts that a page owns, this one or another. */
export async function heldDrafts(): Promise<ReadonlySet<string>> {
  const { held = [] } = (await locks()?.query()) ?? {};
  const names = held.map(({ name = '' }) => name);
  return new Set(names.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length)));
}

/** From now on until the answer is called, somebody records. */
export function whileRecording(): () => void {
  let release: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    release = resolve;
  });
  void locks()?.request(RECORDING, { mode: 'shared' }, () => ended);
  return release;
}

/** Runs when nobody records, in any page; null when somebody does. One who begins meanwhile is not kept waiting. */
export async function whenNobodyRecords<T>(run: () => Promise<T>): Promise<T | null> {
  const manager = locks();
  if (!manager) return run();
  return manager.request(RECORDING, { ifAvailable: true }, async (lock) => (lock ? run() : null));
}
