import { AppError } from '@/lib/domain/errors';
import { PEAKS_PER_SECOND } from '@/lib/domain/limits';
import { headOf, rawOf, stemIn } from '@/lib/mixing/margins';
import type { Scope } from '@/lib/scope';
import type { Aim } from '@/lib/studio/aim';
import { loopSpan, ZOOMS_MS } from '@/lib/studio/loop-span';
import { SAMPLE_RATE } from '@/lib/timeline/ffmpeg-args';
import { peaksOf } from '@/lib/timeline/peaks';
import type { Span } from '@/lib/timeline/rule';
import { createContextDoor } from './audio-context';
import { type ReviewLoop, startLoop } from './review-loop';

/** A published take and the one it answers, and how the take lies now (`gainDb` is what its mix adds to its stem). */
export type NudgedTake = {
  storyId: string;
  take: Span & { id: string };
  parent: Span & { id: string };
  nudgeMs: number;
  gainDb: number;
};

export type NudgeDesk = {
  /**
   * The take over its parent as it would be published at `nudgeMs`, around their overlap and over and over; called again it moves within the
   * same round. The first call must come from a tap. Throws AppError('playback_failed').
   */
  hear(nudgeMs: number): Promise<void>;
  hush(): void;
};

/** `raw`: all that was recorded around the take, of which a nudge chooses what is heard. */
type Sound = { raw: Float32Array; parent: AudioBuffer; aim: Aim; span: Span };

/** Lets the author of a published take move it by ear. */
export function createNudgeDesk(scope: Scope, nudged: NudgedTake): NudgeDesk {
  const door = createContextDoor(scope);
  let sound: Promise<Sound> | null = null;
  let round: { scope: Scope; loop: ReviewLoop } | null = null;
  let wantedMs: number | null = null;

  const hush = () => {
    wantedMs = null;
    round?.scope.close();
    round = null;
  };

  return {
    async hear(nudgeMs) {
      wantedMs = nudgeMs;
      try {
        const context = await door.running();
        sound ??= load(context, nudged);
        const { raw, parent, aim, span } = await sound;
        // Hushed, closed or moved on while it was loading: whoever came last goes on.
        if (wantedMs === null || scope.closed) return;
        if (!round) {
          const child = scope.child();
          round = { scope: child, loop: startLoop(child, context, span, parent) };
        }
        const samples = stemIn(raw, nudged.take.durationMs, headOf(wantedMs));
        round.loop.place({ samples, gainDb: nudged.gainDb }, aim);
      } catch (cause) {
        sound = null;
        hush();
        throw cause instanceof AppError ? cause : new AppError('playback_failed', { cause });
      }
    },
    hush,
  };
}

async function load(context: AudioContext, { storyId, take, parent, nudgeMs }: NudgedTake): Promise<Sound> {
  const [own, heard] = await Promise.all([urlsOf(storyId, take.id), urlsOf(storyId, parent.id)]);
  const [stem, margins, mix] = await Promise.all([
    fetchSound(own, 'stemUrl').then(samplesOf),
    fetchSound(own, 'marginsUrl').then(samplesOf),
    fetchSound(heard, 'mixUrl').then((bytes) => context.decodeAudioData(bytes)),
  ]);
  const { id, ...place } = parent;
  const unused = { authorId: '', authorName: '', mixUrl: '' };
  const aim: Aim = {
    punchMs: take.startMs,
    answer: {
      storyId,
      storyTitle: '',
      kind: 'duet',
      earliestStartMs: 0,
      parent: { ...place, ...unused, id, peaks: [...peaksIn(mix.getChannelData(0), mix.sampleRate)] },
    },
  };
  const span = loopSpan(aim, { ...take, peaks: peaksIn(stem, SAMPLE_RATE) }, ZOOMS_MS[0]);
  return { raw: rawOf(stem, margins, nudgeMs), parent: mix, aim, span };
}

/** At the rate of the file, which no context of the device's own rate would keep. */
const samplesOf = async (bytes: ArrayBuffer): Promise<Float32Array> =>
  (await new OfflineAudioContext(1, 1, SAMPLE_RATE).decodeAudioData(bytes)).getChannelData(0);

const peaksIn = (samples: Float32Array, rate: number) => peaksOf(samples, Math.round(rate / PEAKS_PER_SECOND));

async function urlsOf(storyId: string, takeId: string): Promise<unknown> {
  return (await answered(fetch(`/api/v1/takes/${takeId}/urls?story=${storyId}`))).json();
}

async function fetchSound(urls: unknown, which: 'stemUrl' | 'marginsUrl' | 'mixUrl'): Promise<ArrayBuffer> {
  const url = typeof urls === 'object' && urls !== null && which in urls ? Reflect.get(urls, which) : null;
  if (typeof url !== 'string') throw new AppError('playback_failed', { details: { missing: which } });
  return (await answered(fetch(url))).arrayBuffer();
}

async function answered(asked: Promise<Response>): Promise<Response> {
  const answer = await asked;
  if (!answer.ok) throw new AppError('playback_failed', { details: { status: answer.status } });
  return answer;
}
