import { expect } from '@playwright/test';
import { expectLengths, hear } from '../ear';
import { ENGINES, reasonToSkip } from './engines';
import { test } from './person';
import { beginStory, expectHum, publish, recordFor } from './studio';

for (const engine of ENGINES) {
  test(`${engine.name}: a story is begun, answered over its end, and heard`, async ({ arrives, request }) => {
    const reason = reasonToSkip(engine);
    test.skip(reason !== null, reason ?? '');
    const ada = await arrives(engine);
    await beginStory(ada);
    await recordFor(ada, 3);
    await ada.fill('Title', `Begun in ${engine.name}`);
    await ada.fill('Your name', 'Ada');
    const seed = await publish(ada);

    await ada.press({ role: 'link', name: 'Duet' });
    await recordFor(ada, 5);
    const duet = await publish(ada);
    await ada.press({ role: 'button', name: 'Play' });
    await ada.sees({ role: 'slider', name: 'Position' }, ({ value }) => value.startsWith('0:02 of'));

    const first = await hear(request, seed.storyId, seed.takeId);
    const second = await hear(request, seed.storyId, duet.takeId);
    expect(second).toMatchObject({ parentId: first.id, startMs: 0, author: { name: 'Ada' } });
    for (const take of [first, second]) {
      expectLengths(take);
      expectHum(take);
      expect(take.mix.truePeakDb).toBeLessThanOrEqual(-1);
    }
    expect(Math.abs(first.mix.lufs + 16), `${first.mix.lufs} LUFS`).toBeLessThanOrEqual(1);
  });
}

/** The story that every new house has. */
const DEMO = '/s/01890000-0000-7000-8000-000000000000';
const demoTake = (n: number) => `${DEMO}/01890000-0000-7000-8000-00000000b00${n}`;

for (const engine of ENGINES) {
  test(`${engine.name}: another branch goes on at the same instant, at another speed`, async ({ arrives }) => {
    const reason = reasonToSkip(engine);
    test.skip(reason !== null, reason ?? '');
    const ada = await arrives(engine);
    const tape = { role: 'slider', name: 'Position' } as const;
    const after = (seconds: number) => (found: { value: string }) => secondsOf(found.value) >= seconds;
    await ada.goto(demoTake(3));
    await ada.sees({ role: 'link', name: 'Margaret…', under: 'Player' });
    await ada.press({ role: 'button', name: 'Play' });
    await ada.sees(tape, after(1));
    await ada.press({ role: 'link', name: 'Margaret…', under: 'Player' });
    await ada.sees({ role: 'link', name: 'Marianne…', under: 'Player' });
    expect(await ada.path()).toBe(demoTake(5));
    await ada.press({ role: 'button', name: 'Speed 1×' });
    const switched = secondsOf((await ada.sees(tape, after(1))).value);
    await ada.sees(tape, after(switched + 2));
    await ada.sees({ role: 'button', name: 'Pause' });
    await ada.sees({ role: 'button', name: 'Speed 1.25×' });
  });
}

/** `0:07 of 0:19, Ada` */
function secondsOf(spoken: string): number {
  const [minutes = 0, seconds = 0] = spoken.split(' ')[0]?.split(':').map(Number) ?? [];
  return 60 * minutes + seconds;
}
