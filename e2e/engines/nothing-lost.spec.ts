import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { expectLengths, hear } from '../ear';
import { openMortalApp } from '../mortal-app';
import { ENGINES, reasonToSkip } from './engines';
import { test } from './person';
import { beginStory, expectHum, onTakePage, recordFor, saidMs, talkFor } from './studio';

/** What the engines say of requests to a server that is not there. */
const NO_SERVER =
  /A ServiceWorker intercepted|Cannot load|NS_ERROR_|NetworkError|Could not connect|Failed to load resource|access control|due to|Failed to fetch/;

for (const engine of ENGINES) {
  test(`${engine.name}: killed while it records, the take is there again`, async ({ arrives, request }) => {
    const reason = reasonToSkip(engine);
    test.skip(reason !== null, reason ?? '');
    const ada = await arrives(engine);
    await beginStory(ada);
    await talkFor(ada, 5);
    const said = await saidMs(ada);
    await ada.killBrowser();

    await ada.reopen();
    await ada.goto('/');
    await ada.sees({ role: 'heading', name: 'Unfinished take' });
    await ada.press({ role: 'link', name: 'Continue' });
    await ada.sees({ role: 'slider', name: 'Position' });
    await ada.fill('Title', `Killed in ${engine.name}`);
    await ada.press({ role: 'button', name: 'Publish' });
    const { storyId, takeId } = await onTakePage(ada);
    const take = await hear(request, storyId, takeId);
    console.log(`${engine.name}: ${Math.round(said - take.durationMs)} ms of ${Math.round(said)} ms are missing.`);
    expect(said - take.durationMs).toBeLessThanOrEqual(engine.mostMissingMs);
    expectLengths(take);
    expectHum(take);
  });

  test(`${engine.name}: a take that waits in the outbox outlives the browser and is published once`, async ({
    arrives,
    request,
  }) => {
    const reason = reasonToSkip(engine);
    test.skip(reason !== null, reason ?? '');
    const folder = await mkdtemp(join(tmpdir(), 'tap-story-engine-'));
    const app = await openMortalApp(join(folder, 'data'));
    const title = `Waited in ${engine.name}`;
    try {
      const ada = await arrives(engine, app.origin);
      ada.expects(NO_SERVER);
      await beginStory(ada);
      await ada.keepsTheApp();
      await app.close();
      await recordFor(ada, 3);
      await ada.fill('Title', title);
      await ada.press({ role: 'button', name: 'Publish' });
      await ada.sees({ role: 'progressbar', name: 'Waiting for the network' });
      await ada.killBrowser();

      await ada.reopen();
      await ada.goto('/drafts');
      await ada.sees({ role: 'heading', name: title });
      await app.start();
      await ada.goto('/drafts');
      await ada.sees({ role: 'progressbar', name: 'Published' });
      const { stories } = await (await request.get(`${app.origin}/api/v1/stories`)).json();
      expect(stories.filter((story: { title: string }) => story.title === title)).toMatchObject([{ takeCount: 1 }]);
    } finally {
      await app.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
}
