import { coreUrls } from '@/lib/mixing/core-urls';

/** What `index.js` and the worker that it starts import. */
const API_FILES = ['classes.js', 'const.js', 'errors.js', 'types.js', 'utils.js', 'worker.js'];

/** Every file that mixing on this device needs, the largest last. */
export function coreFiles(origin: string): string[] {
  const { apiURL, coreURL, wasmURL } = coreUrls(origin);
  return [apiURL, ...API_FILES.map((name) => new URL(name, apiURL).href), coreURL, wasmURL];
}

/** What a page says to the worker that is in charge of it. */
export const KEEP_CORE = 'KEEP_CORE';

/**
 * Has the service worker keep the core, so that this device can mix without a network; it fetches nothing that is here already.
 * Waits for the device's first worker; does nothing on a connection that is to be spared.
 */
export function keepCore(): void {
  if (isSparing()) return;
  void navigator.serviceWorker?.ready.then(({ active }) => active?.postMessage({ type: KEEP_CORE }));
}

const isSparing = (): boolean =>
  'connection' in navigator &&
  typeof navigator.connection === 'object' &&
  navigator.connection !== null &&
  'saveData' in navigator.connection &&
  navigator.connection.saveData === true;
