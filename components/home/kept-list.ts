import type { StoryCard } from '@/lib/domain/schemas';
import { type PackedCard, packCard, unpackCard } from './packed-cards';

/** A list as somebody left it; `scrollY` in CSS px. */
type KeptList = { stories: StoryCard[]; nextCursor: string | null; scrollY: number };
type Packed = Omit<KeptList, 'stories'> & { stories: PackedCard[] };

/** So many lists are kept for the way back. */
const MOST_LISTS = 20;

const MARK = 'storyList';
const OPENED = 'openedStory';
const PREFIX = 'tap-story';
const keyOf = (mark: string, list: string): string => `${PREFIX}${list}#${mark}`;
/** When the list of this key was first left (ms). */
const leftAt = (key: string): number => Number(key.slice(key.lastIndexOf('#') + 1));

/** The name of this entry of the history, which the way back finds again. */
export function markEntry(): string {
  const known = markHere();
  if (known) return known;
  const mark = String(performance.timeOrigin + performance.now());
  window.history.replaceState({ ...window.history.state, [MARK]: mark }, '');
  return mark;
}

const markHere = (): string | null => noted(MARK);

/** Notes at this entry of the history which story one opens from it; null forgets it. */
export function noteOpened(storyId: string | null): void {
  window.history.replaceState({ ...window.history.state, [OPENED]: storyId }, '');
}

/** The story that was opened from this entry of the history, or null. */
export const openedHere = (): string | null => noted(OPENED);

function noted(name: string): string | null {
  const value: unknown = window.history.state?.[name];
  return typeof value === 'string' ? value : null;
}

/** Keeps the list of this address for the way back, as long as this tab lives; the longest left make room for it. */
export function keepList(mark: string, list: string, kept: KeptList, storage = tabStorage()): void {
  if (!storage) return;
  const key = keyOf(mark, list);
  const packed: Packed = { ...kept, stories: kept.stories.map(packCard) };
  const text = JSON.stringify(packed);
  const older = keysIn(storage).filter((other) => other !== key);
  while (older.length >= MOST_LISTS) storage.removeItem(older.shift() ?? '');
  while (!isWritten(storage, key, text)) {
    const oldest = older.shift();
    // One list alone is too long for this browser: the way back leads to its beginning.
    storage.removeItem(oldest ?? key);
    if (oldest === undefined) return;
  }
}

/** The keys of all lists that are kept, the longest left first. */
function keysIn(storage: Storage): string[] {
  const keys = Array.from({ length: storage.length }, (_, n) => storage.key(n) ?? '');
  return keys.filter((key) => key.startsWith(`${PREFIX}/`)).sort((a, b) => leftAt(a) - leftAt(b));
}

function isWritten(storage: Storage, key: string, text: string): boolean {
  try {
    storage.setItem(key, text);
    return true;
  } catch {
    // There is no room: something else has to go first.
    return false;
  }
}

let isFirstLook = true;

/** The list of this address as it was left at this entry of the history; null where there was none, and after a reload. */
export function recallList(list: string): KeptList | null {
  const isAnew = isFirstLook && wasReloaded();
  isFirstLook = false;
  const mark = markHere();
  return mark === null || isAnew ? null : listIn(tabStorage(), mark, list);
}

export function listIn(storage: Storage | null, mark: string, list: string): KeptList | null {
  const text = storage?.getItem(keyOf(mark, list));
  if (!text) return null;
  const packed: unknown = JSON.parse(text);
  return isPacked(packed) ? { ...packed, stories: packed.stories.map(unpackCard) } : null;
}

/** This app wrote it, in this very tab; but perhaps an earlier version of it, which packed its cards otherwise. */
const isPacked = (kept: unknown): kept is Packed =>
  typeof kept === 'object' &&
  kept !== null &&
  'stories' in kept &&
  Array.isArray(kept.stories) &&
  kept.stories.every(({ takes, voices }) => Array.isArray(takes) && Array.isArray(voices));

/** What this tab may keep things in; null where the browser was told to let no page do so. */
function tabStorage(): Storage | null {
  try {
    return window.sessionStorage;
  } catch {
    // The very look at it is refused.
    return null;
  }
}

function wasReloaded(): boolean {
  const [entry] = performance.getEntriesByType('navigation');
  return entry instanceof PerformanceNavigationTiming && entry.type === 'reload';
}
