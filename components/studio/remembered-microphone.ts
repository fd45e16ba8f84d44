const KEY = 'tap-story.microphone';

/** The id of the microphone that was chosen on this device, or null for the system's choice. */
export function recalledMicrophone(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    // A browser that keeps nothing for this site: the system's choice it is.
    return null;
  }
}

export function rememberMicrophone(id: string | null): void {
  try {
    if (id === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, id);
  } catch {
    // As above: it is chosen for this page alone.
  }
}
