import { GUEST_NAME } from '@/lib/domain/limits';

const KEY = 'tap-story.name';

/** The name that was last published with on this device, else that of whoever is signed in, else nothing. */
export function recalledName(actorName: string | null): string {
  const own = actorName === GUEST_NAME ? '' : (actorName ?? '');
  try {
    return localStorage.getItem(KEY) ?? own;
  } catch {
    // A browser that keeps nothing for this site: the name is typed again next time.
    return own;
  }
}

export function rememberName(name: string): void {
  try {
    localStorage.setItem(KEY, name.trim());
  } catch {
    // As above.
  }
}
