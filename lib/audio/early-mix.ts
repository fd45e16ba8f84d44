/**
 * The first request of a page's sound, which the page may make before any of its scripts are there: the answer waits for the player,
 * which would ask the same.
 */
export type EarlyMix = { url: string; range: string; stop: AbortController; answer: Promise<Response> };

declare global {
  var earlyMix: EarlyMix | undefined;
}

/** The early answer if this is its request, once; else null. */
export function takeEarly(url: string, init?: RequestInit): Promise<Response> | null {
  const early = globalThis.earlyMix;
  if (!early || early.url !== url || early.range !== new Headers(init?.headers).get('Range')) return null;
  globalThis.earlyMix = undefined;
  init?.signal?.addEventListener('abort', () => early.stop.abort(init.signal?.reason), { once: true });
  return early.answer;
}

/** Ends the early request unless it was taken. */
export function dropEarly(): void {
  globalThis.earlyMix?.stop.abort();
  globalThis.earlyMix = undefined;
}
