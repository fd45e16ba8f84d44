import type { StoryCard } from '@/lib/domain/schemas';

/** A list as somebody left it; `scrollY` in CSS px. */
type KeptList = { stories: StoryCard[]; nextCursor: string | null; scrollY: number };

const MARK = 'storyList';
const keyOf = (mark: string, list: string): string => `tap-story${list}#${mark}`;

/** The name of this entry of the history, which the way back finds again. */
export function markEntry(): string {
  const known = markHere();
  if (known) return known;
  const mark = String(performance.timeOrigin + performance.now());
  window.history.replaceState({ ...window.history.state, [MARK]: mark }, '');
  return mark;
}

function markHere(): string | null {
  const mark: unknown = window.history.state?.[MARK];
  return typeof mark === 'string' ? mark : null;
}

/** Keeps the list of this address for the way back, as long as this tab lives. */
export function keepList(mark: string, list: string, kept: KeptList): void {
  try {
    window.sessionStorage.setItem(keyOf(mark, list), JSON.stringify(kept));
  } catch {
    // There is no room for all of it: the way back leads to its beginning.
    window.sessionStorage.removeItem(keyOf(mark, list));
  }
}

let isFirstLook = true;

/** The list of this address as it was left at this entry of the history; null where there was none, and after a reload. */
export function recallList(list: string): KeptList | null {
  const isAnew = isFirstLook && wasReloaded();
  isFirstLook = false;
  const mark = markHere();
  const text = mark === null || isAnew ? null : window.sessionStorage.getItem(keyOf(mark, list));
  // This app wrote it, in this very tab.
  return text === null ? null : (JSON.parse(text) satisfies KeptList);
}

function wasReloaded(): boolean {
  const [entry] = performance.getEntriesByType('navigation');
  return entry instanceof PerformanceNavigationTiming && entry.type === 'reload';
}
