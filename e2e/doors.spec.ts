import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { actionsOfBuild, knock, postAction } from './doors/knock';
import { DOORS } from './doors/table';
import { ACTORS, type Actor, answersOf, expectedOf } from './doors/words';
import { openWorld, type World } from './doors/world';
import { type MortalApp, openMortalApp } from './mortal-app';

test('every door answers everybody as the table says', async () => {
  test.setTimeout(900_000);
  const folder = await mkdtemp(join(tmpdir(), 'tap-story-doors-'));
  let app: MortalApp | null = null;
  let world: World | null = null;
  try {
    app = await openMortalApp(folder, { LIMITS: 'off' });
    world = await openWorld(app);
    const wrong: string[] = [];
    let knocks = 0;
    for (const [door, rows] of Object.entries(DOORS)) {
      for (const { what, ask, answers } of rows) {
        const expected = expectedOf(answers);
        const heard: Partial<Record<Actor, string>> = {};
        const here = world;
        await Promise.all(
          ACTORS.map(async (actor) => {
            heard[actor] = await knock(here, actor, await ask(here, actor));
          }),
        );
        knocks += ACTORS.length;
        if (ACTORS.some((actor) => heard[actor] !== expected[actor]))
          wrong.push(`${door}, ${what}: expected "${answers}", heard "${answersOf(heard)}"`);
      }
    }
    console.log(`${Object.keys(DOORS).length} doors, ${knocks} knocks`);
    expect(wrong).toEqual([]);

    // With an admin's cookies, as their browser would send them for a page of another site.
    const cookie = world.cookieOf('A');
    for (const origin of ['https://evil.example', 'null', 'no origin'])
      for (const action of actionsOfBuild().keys()) {
        const answer = await postAction(world, { action, input: {} }, { cookie, origin });
        expect(await answer.json(), `${action} from ${origin}`).toMatchObject({ error: { code: 'wrong_origin' } });
      }
    for (const door of Object.keys(DOORS).filter((name) => /^(POST|PUT) \/api\/v1\/[^[]*$/.test(name))) {
      const [method = '', path = ''] = door.split(' ');
      const headers = { cookie, origin: 'https://evil.example', 'content-type': 'application/json' };
      const answer = await fetch(`${app.origin}${path}`, { method, headers, body: '{}' });
      if (!path.endsWith('/unsubscribe'))
        expect(await answer.json(), door).toMatchObject({ error: { code: 'wrong_origin' } });
    }
  } finally {
    await world?.close();
    await app?.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
