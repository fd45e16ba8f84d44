import type { Page } from '@playwright/test';

/** Runs in the page, as the next one does: how many files of the mixing core this device has. */
export const coreFilesHere = async () => {
  const name = (await caches.keys()).find((key) => key.startsWith('core:'));
  return name === undefined ? 0 : (await (await caches.open(name)).keys()).length;
};

/** What the kept files of the core say of how they are packed. */
export const coreEncodings = async () => {
  const [name = ''] = (await caches.keys()).filter((key) => key.startsWith('core:'));
  const cache = await caches.open(name);
  const files = await Promise.all((await cache.keys()).map((request) => cache.match(request)));
  return [...new Set(files.map((file) => file?.headers.get('content-encoding')))];
};

/** Runs in the page: whether nothing of this build is missing here, the studio neither. */
export const hasWholeApp = async () => (await caches.match('/whole-app')) !== undefined;

/** Runs in the page: of what the scripts of the app on this device load, what is not on it; says so when they load nothing. */
export const lacking = async () => {
  const name = (await caches.keys()).find((key) => key.startsWith('build:')) ?? '';
  const cache = await caches.open(name);
  const here = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  const loaded = new Set<string>();
  for (const path of here) {
    if (!path.endsWith('.js')) continue;
    const script = (await (await cache.match(path))?.text()) ?? '';
    for (const [chunk] of script.matchAll(/static\/chunks\/[\w-]+\.js/g)) loaded.add(`/_next/${chunk}`);
  }
  return loaded.size === 0 ? ['no script that loads another'] : [...loaded].filter((path) => !here.has(path));
};

/** As the system does it: a form with the file, sent by nobody's page. */
export async function share(page: Page, file: { name: string; bytes: Uint8Array }): Promise<void> {
  await page.evaluate(
    ({ name, bytes }) => {
      const form = Object.assign(document.createElement('form'), {
        action: '/share',
        method: 'post',
        enctype: 'multipart/form-data',
      });
      const input = Object.assign(document.createElement('input'), { type: 'file', name: 'audio' });
      const files = new DataTransfer();
      files.items.add(new File([Uint8Array.from(bytes)], name));
      input.files = files.files;
      form.append(input);
      document.body.append(form);
      form.submit();
    },
    { name: file.name, bytes: [...file.bytes] },
  );
}
