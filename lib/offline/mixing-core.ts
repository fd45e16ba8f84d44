import { coreUrls } from '@/lib/mixing/core-urls';

/** What `index.js` and the worker that it starts import. */
const API_FILES = ['classes.js', 'const.js', 'errors.js', 'types.js', 'utils.js', 'worker.js'];

/** Every file that mixing on this device needs, the largest last. */
export function coreFiles(origin: string): string[] {
  const { apiURL, coreURL, wasmURL } = coreUrls(origin);
  return [apiURL, ...API_FILES.map((name) => new URL(name, apiURL).href), coreURL, wasmURL];
}
