/** Of the app that this file was built into; a page and a worker of one build name the same. */
export const BUILD = process.env.TAP_STORY_BUILD ?? 'development';

const BUILDS = 'build:';
const CORES = 'core:';

/** The cache of everything that a build's pages are made of, and the lock that each of its pages holds while it is open. */
export const buildCache = (build: string): string => BUILDS + build;

/** The cache of one version of the mixing core, by the folder that it is served from. */
export const coreCache = (url: string): string => CORES + (new URL(url).pathname.split('/')[2] ?? '');

/**
 * What a new version of the app removes: what older builds were made of, but not under a page that is still open, and older
 * cores once no such page may mix with them. Drafts and kept paths are none of its business.
 */
export function outdated(caches: readonly string[], current: readonly string[], held: ReadonlySet<string>): string[] {
  const isOlderOpen = [...held].some((lock) => lock.startsWith(BUILDS) && !current.includes(lock));
  return caches.filter((name) => {
    if (current.includes(name) || held.has(name)) return false;
    return name.startsWith(BUILDS) || (name.startsWith(CORES) && !isOlderOpen);
  });
}

/** Says until the answer is called that a page of this build is open. */
export function holdBuild(): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  // Where there are no locks, a new version counts every page as its own.
  void navigator.locks?.request(buildCache(BUILD), { mode: 'shared' }, () => promise);
  return resolve;
}
