// Served as /sw.js while SERVICE_WORKER=off: removes the service worker and what it has stored of the app. Drafts and kept
// paths belong to the person and stay.
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(leave()));

async function leave() {
  const own = (await caches.keys()).filter((name) => /^(build|core):/.test(name));
  await Promise.all(own.map((name) => caches.delete(name)));
  await self.registration.unregister();
}
