import { describe, expect, it } from 'vitest';
import { AppError } from '@/lib/domain/errors';
import { NOT_ALIGNED } from '@/lib/domain/not-aligned';
import type { CutStem, Rendered } from '@/lib/mixing/job';
import { opening } from './machine';
import type { Recorded, RecorderEvents, StudioPorts } from './ports';
import { createStudio } from './studio';

const ids = { takeId: 'take', storyId: 'story' };
const recorded: Recorded = {
  source: { bytes: new Uint8Array(1), contentType: 'audio/webm' },
  cut: { slateToPunchMs: 1, latencyMs: 0, durationMs: 2_000 },
  alignment: NOT_ALIGNED,
};
const rendered: Rendered = {
  stem: new Uint8Array(1),
  mix: new Uint8Array(1),
  durationMs: 2_000,
  gainDb: 0,
  peaks: new Uint8Array(1),
  alignment: NOT_ALIGNED,
  margins: null,
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
      goOn: note('goOn'),
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
      loop: async () => note('loop')(),
      loopAtMs: () => null,
      parentSound: async () => null,
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
  raw: new Float32Array(1),
  headMs: 0,
  isPlaced: true,
  alignment: NOT_ALIGNED,
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
      ...['begin', 'punched', 'recorded', 'loadMix', 'rendered'],
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

  it('makes one mix of a take: what an older one still says is about another cut', async () => {
    const renders: { signal: AbortSignal; onCut(stem: CutStem): void; end(rendered: Rendered): void }[] = [];
    const it = world({
      mixer: {
        render: (_recorded, _aim, signal, onCut) =>
          new Promise((end) => {
            renders.push({ signal, onCut, end });
          }),
      },
    });
    await recordedIn(it);
    const [first] = renders;
    first?.onCut(stem);
    it.studio.send({ type: 'trim', fromMs: 0, toMs: 1_500 });
    expect(first?.signal.aborted).toBe(true);
    it.studio.send({ type: 'settle' });
    first?.onCut(stem);
    first?.end(rendered);
    await Promise.resolve();
    expect(it.studio.getState()).toMatchObject({ draft: { rendering: { at: 'device' }, stem: { durationMs: 1_500 } } });
    renders[1]?.end(rendered);
    await expect.poll(() => it.studio.getState()).toMatchObject({ draft: { rendering: { at: 'ready' } } });
    expect(renders).toHaveLength(2);
  });

  it('is deaf once it is closed', () => {
    const { studio, calls } = world();
    studio.close();
    studio.send({ type: 'record', ids });
    expect([studio.getState().phase, calls]).toEqual(['idle', []]);
  });
});
