import { describe, expect, it } from 'vitest';
import { AppError } from '@/lib/domain/errors';
import type { CutStem, Rendered } from '@/lib/mixing/job';
import { opening } from './machine';
import type { Recorded, RecorderEvents, StudioPorts } from './ports';
import { createStudio } from './studio';

const ids = { takeId: 'take', storyId: 'story' };
const recorded: Recorded = {
  source: { bytes: new Uint8Array(1), contentType: 'audio/webm' },
  cut: { slateToPunchMs: 1, latencyMs: 0, durationMs: 2_000 },
  alignment: { method: 'none', errorMs: 0 },
};
const rendered: Rendered = {
  stem: new Uint8Array(1),
  mix: new Uint8Array(1),
  durationMs: 2_000,
  gainDb: 0,
  peaks: new Uint8Array(1),
};
const form = { title: 'A', name: '', visibility: 'public' as const };

/** A world whose ports do what a test tells them, and write down what they were asked. */
function world(over: { [P in keyof StudioPorts]?: Partial<StudioPorts[P]> } = {}) {
  const calls: string[] = [];
  const reported: unknown[] = [];
  let events: RecorderEvents | null = null;
  const note = (what: string) => () => {
    calls.push(what);
  };
  const ports: StudioPorts = {
    recorder: {
      begin: async (_ids, _aim, given) => {
        calls.push('begin');
        events = given;
      },
      finish: async () => recorded,
      abandon: note('abandon'),
      elapsedMs: () => 2_000,
      ...over.recorder,
    },
    mixer: { warm: note('warm'), render: async () => rendered, preview: async () => stem, ...over.mixer },
    review: {
      load: note('load'),
      loadMix: note('loadMix'),
      play: async () => note('play')(),
      pause: note('pause'),
      seek: note('seek'),
      positionMs: () => 0,
      unload: note('unload'),
      ...over.review,
    },
    publisher: { publish: async () => '/s/story/take', ...over.publisher },
    drafts: {
      punched: note('punched'),
      recorded: note('recorded'),
      rendered: note('rendered'),
      note: note('note'),
      wish: note('wish'),
      drop: note('drop'),
    },
    page: {
      rememberName: note('rememberName'),
      save: note('save'),
      open: (url) => calls.push(`open ${url}`),
      report: (cause) => reported.push(cause),
    },
  };
  const studio = createStudio({ state: opening(null), effects: [] }, ports);
  const reach = (phase: string) => expect.poll(() => studio.getState().phase).toBe(phase);
  return { studio, calls, reported, reach, events: () => events };
}
const stem: CutStem = {
  samples: new Float32Array(1),
  durationMs: 2_000,
  loudnessLufs: -20,
  gainDb: 0,
  peaks: new Uint8Array(1),
};

async function recordedIn({ studio, reach, events }: ReturnType<typeof world>) {
  studio.send({ type: 'record', ids });
  await reach('preroll');
  events()?.punched();
  studio.send({ type: 'stop', elapsedMs: 2_000 });
  await reach('reviewing');
}

describe('a studio', () => {
  it('begins within the tap itself, as browsers demand', () => {
    const { studio, calls } = world();
    studio.send({ type: 'record', ids });
    expect(calls).toEqual(['begin']);
  });

  it('goes all the way', async () => {
    const it = world();
    await recordedIn(it);
    await expect.poll(() => it.calls).toContain('loadMix');
    it.studio.send({ type: 'publish', form });
    await it.reach('published');
    expect(it.calls).toEqual([
      ...['begin', 'warm', 'punched', 'recorded', 'loadMix', 'rendered'],
      ...['rememberName', 'note', 'unload', 'open /s/story/take'],
    ]);
  });

  it('tells a known failure by its code, and an unknown one to whoever looks after the app', async () => {
    const cause = new TypeError('x is undefined');
    const tries: unknown[] = [cause, new AppError('storage_unavailable')];
    const it = world({ publisher: { publish: () => Promise.reject(tries.shift()) } });
    await recordedIn(it);
    it.studio.send({ type: 'publish', form });
    await expect.poll(() => it.studio.getState()).toMatchObject({ phase: 'reviewing', notice: 'unexpected' });
    expect(it.reported).toEqual([cause]);
    it.studio.send({ type: 'publish', form });
    await expect.poll(() => it.studio.getState()).toMatchObject({ phase: 'reviewing', notice: 'storage_unavailable' });
    expect(it.reported).toEqual([cause]);
  });

  it('ends a mix that nobody waits for any more', async () => {
    let signal: AbortSignal | null = null;
    const it = world({
      mixer: {
        render: (_recorded, _aim, given) => {
          signal = given;
          return new Promise(() => undefined);
        },
      },
    });
    await recordedIn(it);
    expect(signal).toMatchObject({ aborted: false });
    it.studio.send({ type: 'retake' });
    it.studio.send({ type: 'confirm' });
    expect(signal).toMatchObject({ aborted: true });
    expect(it.studio.getState().phase).toBe('idle');
  });

  it('is deaf once it is closed', () => {
    const { studio, calls } = world();
    studio.close();
    studio.send({ type: 'record', ids });
    expect([studio.getState().phase, calls]).toEqual(['idle', []]);
  });
});
