import { type PlayPlan, type Stretch, stretchIndexAt, takeAt } from '@/lib/timeline/path';
import { partsBetween } from '@/lib/timeline/silence';
import { type Aim, onPath } from './player-aim';
import type { Deck } from './player-deck';
import type { Lane } from './player-lanes';
import type { PlayerPorts } from './player-ports';
import { type Meeting, type Run, startRun } from './player-run';
import { type Wanted, wantedAt } from './player-window';

/** `atMs`: the position. `isReached`: what sounds is what was asked for. `wakeMs`: when another take will be heard. */
export type Outcome =
  | { phase: 'playing'; atMs: number; isReached: boolean; wakeMs: number }
  | { phase: 'loading'; atMs: number; isCutOff: boolean }
  | { phase: 'ended' }
  | { phase: 'failed'; cause: unknown };
/** Why a run cannot begin. */
type Refusal = { phase: 'loading'; isCutOff: boolean } | { phase: 'ended' } | { phase: 'failed'; cause: unknown };

/** Failures in a row after which a mix that is needed now cannot be reached (under a second). */
const CUT_OFF_ATTEMPTS = 2;
/** Failures in a row after which Play is given up, as long as nothing has sounded yet (about 16 s). */
const GIVE_UP_ATTEMPTS = 7;

/** What sounds of a deck: one run, which gives way to another as soon as something else is asked for and at hand. */
export function createSounding(deck: Deck, { isOnline }: Pick<PlayerPorts, 'isOnline'>) {
  let current: { run: Run; aim: Aim; next: number } | null = null;
  let hasSounded = false;

  function put(stretch: Stretch, fromMs: number, buffer: AudioBuffer): boolean {
    if (!current) return false;
    const silences = current.aim.skipsSilence ? deck.silencesOf(stretch, buffer) : [];
    const isInTime = current.run.schedule(buffer, stretch, partsBetween(silences, fromMs, stretch.toMs));
    if (isInTime) current.next++;
    return isInTime;
  }

  function scheduleAhead() {
    for (let stretch = nextStretch(); stretch; stretch = nextStretch()) {
      const look = deck.shelf.look(stretch);
      if (look.phase !== 'ready' || !put(stretch, stretch.fromMs, look.sound.buffer)) return;
    }
  }
  const nextStretch = () => current?.aim.path.parts[current.next];

  const isPlaying = ({ path, skipsSilence }: Aim, lane: Lane): boolean =>
    current?.run.lane === lane && current.aim.path === path && current.aim.skipsSilence === skipsSilence;

  /** What is asked for first; then, as long as something else sounds, what that needs. */
  function wanted({ path, rate }: Aim, fromMs: number, isStale: boolean): Wanted[] {
    if (!current) return wantedAt(path.parts, fromMs, rate);
    const ahead = wantedAt(current.aim.path.parts, current.run.ownPositionMs(), rate);
    const first = stretchAt(path.parts, fromMs);
    return isStale && first ? [{ stretch: first, decoded: true }, ...ahead] : ahead;
  }

  /** Moves everything on. At rest it begins at `restMs`; `goalMs` is where it shall go instead of going on. */
  function advance(aim: Aim, goalMs: number | null, restMs: number): Outcome {
    scheduleAhead();
    let atMs = current?.run.positionMs() ?? restMs;
    if (current?.run.isDry()) {
      const isOver = current.run.scheduledToMs() >= current.aim.path.totalMs;
      // The last fade is under way, or what comes next is not there: the clock holds here until it is.
      atMs = current.run.scheduledToMs();
      const isDone = isOver && current.aim.path === aim.path && goalMs === null;
      current = null;
      if (isDone) return { phase: 'ended' };
    }
    const kept = current?.run.lane ?? null;
    const lane = deck.lanes.laneFor(aim.rate, kept) ?? kept ?? deck.lanes.direct;
    const isStale = goalMs !== null || !isPlaying(aim, lane);
    const meeting = isStale ? current?.run.meet(lane) : undefined;
    const fromMs = onPath(aim, goalMs ?? meeting?.positionMs ?? Math.round(atMs));
    deck.shelf.want(wanted(aim, fromMs, isStale));
    const refusal = isStale ? begin(aim, lane, fromMs, meeting) : null;
    if (refusal && refusal.phase !== 'loading') return refusal;
    if (!current) return { phase: 'loading', atMs: fromMs, isCutOff: refusal?.isCutOff ?? false };
    return { phase: 'playing', atMs: current.run.positionMs(), isReached: refusal === null, wakeMs: untilNextTake() };
  }

  /** Begins another run, in place of the current one if there is one; the answer says why it could not. */
  function begin(aim: Aim, lane: Lane, fromMs: number, meeting: Meeting | undefined): Refusal | null {
    const isTooEarly = !current && lane.rate !== aim.rate && deck.lanes.isComing();
    if (isTooEarly || deck.context.state !== 'running') return { phase: 'loading', isCutOff: false };
    const { parts, totalMs } = aim.path;
    const index = stretchIndexAt(parts, fromMs);
    const stretch = parts[index];
    if (!stretch || fromMs >= totalMs) return { phase: 'ended' };
    const look = deck.shelf.look(stretch);
    if (look.phase === 'failed') return { phase: 'failed', cause: look.cause };
    if (look.phase === 'missing') {
      const hasFailed = (times: number) => look.attempts >= (isOnline() ? times : 1);
      // Whoever hears nothing after Play is told so; whoever has heard something waits for more.
      if (!hasSounded && hasFailed(GIVE_UP_ATTEMPTS)) return { phase: 'failed', cause: look.cause };
      return { phase: 'loading', isCutOff: hasFailed(CUT_OFF_ATTEMPTS) };
    }
    hasSounded = true;
    if (meeting) current?.run.leave(meeting.leaveS);
    current = { run: startRun(deck.context, { lane, fromMs, after: meeting }), aim, next: index };
    put(stretch, fromMs, look.sound.buffer);
    deck.shelf.want(wanted(aim, fromMs, false));
    scheduleAhead();
    return null;
  }

  function untilNextTake(): number {
    if (!current) return 0;
    const { run, aim } = current;
    return run.untilMs(stretchAt(aim.path.plan, run.ownPositionMs())?.toMs ?? 0);
  }

  return {
    advance,
    positionMs: (): number | null => current?.run.positionMs() ?? null,
    takeId: (): string | null => (current ? takeAt(current.aim.path.plan, current.run.positionMs()) : null),
    /** Fades out; the answer is the position at which it fell silent (whole ms), null if nothing sounded. */
    stop(): number | null {
      const atMs = current?.run.stop() ?? null;
      current = null;
      return atMs;
    },
  };
}

export type Sounding = ReturnType<typeof createSounding>;

const stretchAt = (plan: PlayPlan, ms: number): Stretch | undefined => plan[stretchIndexAt(plan, ms)];
