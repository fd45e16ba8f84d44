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
