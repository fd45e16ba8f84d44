/** What a page says to the worker that is in charge of it. */
export const KEEP_APP = 'KEEP_APP';
export const KEEP_CORE = 'KEEP_CORE';

export const STUDIO = '/record';

/** The shell of the studio, which is not among the pages that whoever only listens keeps. */
export const STUDIO_SHELL = '/offline/studio';

/** A mark in the cache of a build: nothing of it is missing. */
export const WHOLE = '/whole-app';

export type Visit = {
  pathname: string;
  /** The app on the home screen, and not a tab. */
  isInstalled: boolean;
  /** The connection is to be spared. */
  isSparing: boolean;
};

/**
 * What the device keeps beyond what listening needs. Whoever follows a link to a story and listens gets nothing more; the studio
 * is for those who open anything else, and the mixing core for those who come near a microphone.
 */
export function keptFor({ pathname, isInstalled, isSparing }: Visit): { app: boolean; core: boolean } {
  const isAtHome = isInstalled || pathname === STUDIO;
  const onlyListens = pathname.startsWith('/s/');
  return { app: isAtHome || !(onlyListens || isSparing), core: isAtHome && !isSparing };
}

/** Has the service worker keep what this visit calls for. */
export function keepFor(visit: Visit): void {
  const { app, core } = keptFor(visit);
  if (app) keepApp();
  if (core) tellWorker(KEEP_CORE);
}

/** Has the service worker keep every page and the studio. Nothing is fetched that is here already. */
export const keepApp = (): void => tellWorker(KEEP_APP);

/** Waits for the device's first worker. */
function tellWorker(type: typeof KEEP_APP | typeof KEEP_CORE): void {
  void navigator.serviceWorker?.ready.then(({ active }) => active?.postMessage({ type }));
}

export const isSparing = (): boolean =>
  'connection' in navigator &&
  typeof navigator.connection === 'object' &&
  navigator.connection !== null &&
  'saveData' in navigator.connection &&
  navigator.connection.saveData === true;
