/** What the player's tests run inside the page. Each function is sent there as text: it knows `held` and its arguments. */
import type { attachMediaSession } from './media-session';
import type { createPlayer, Player, PlayerTake } from './player';
import type { PlayerContext } from './player-ports';
import type { openStretch } from './stretch';

/** The page's one global. */
export type Held = {
  createPlayer: typeof createPlayer;
  attachMediaSession: typeof attachMediaSession;
  openStretch: typeof openStretch;
  player: Player;
  phases: string[];
  context: AudioContext;
  watch: ReturnType<typeof setInterval>;
  /** The worst that was noted (ms). */
  jump: number;
  /** How often a media element was told to pause. */
  pauses: number;
  /** What the media session was told last. */
  shown: MediaPositionState | undefined;
  /** The media session's handlers, as the system would call them. */
  actions: Map<MediaSessionAction, MediaSessionActionHandler | null>;
};
declare const held: Held;

/** Runs in the page: tells it that nobody sees it, or that somebody does again. */
export function setHidden(isHidden: boolean) {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden });
  document.dispatchEvent(new Event('visibilitychange'));
}

/** Runs in the page: from now on notes how far the position strays from what passes. */
export function watchPosition() {
  let at = performance.now();
  let ms = held.player.positionMs();
  held.jump = 0;
  held.watch = setInterval(() => {
    const passed = performance.now() - at;
    const moved = held.player.positionMs() - ms;
    // A busy machine may hold it up, but nothing may make it hurry or go back.
    held.jump = Math.max(held.jump, moved - passed, -moved);
    at += passed;
    ms += moved;
  }, 10);
}
export function stopWatching(): number {
  clearInterval(held.watch);
  return held.jump;
}

/** Runs in the page: a player on the browser's own ports, played by the button; what waits for long waits less. */
export function livePlayer(takes: PlayerTake[]) {
  held.player = held.createPlayer(
    { storyId: 'story', takes },
    {
      createContext: () => {
        held.context = new AudioContext({ sampleRate: 48_000 });
        return held.context;
      },
      mayBeSilenced: () => true,
      after(ms, run) {
        const timer = setTimeout(run, ms < 2_000 ? ms : ms / 10);
        return () => clearTimeout(timer);
      },
    },
  );
  held.pauses = 0;
  const { pause } = HTMLMediaElement.prototype;
  HTMLMediaElement.prototype.pause = function () {
    held.pauses++;
    pause.call(this);
  };
  held.phases = [];
  held.player.subscribe(() => {
    const { phase } = held.player.getState();
    if (held.phases.at(-1) !== phase) held.phases.push(phase);
  });
  held.actions = new Map();
  const session = navigator.mediaSession;
  const set = session.setActionHandler.bind(session);
  session.setActionHandler = (action, handler) => {
    held.actions.set(action, handler);
    set(action, handler);
  };
  const setPosition = session.setPositionState.bind(session);
  session.setPositionState = (position) => {
    held.shown = position;
    setPosition(position);
  };
  held.attachMediaSession(held.player, { storyTitle: 'Story' });
  document.querySelector('button')?.addEventListener('click', () => held.player.play());
}

type Step = { atMs: number } & (
  | { act: 'seek'; ms: number }
  | { act: 'pause' | 'play' }
  | { act: 'follow'; takes: PlayerTake[]; toMs?: number }
  | { act: 'setRate'; rate: number }
  | { act: 'setSkipsSilence'; on: boolean }
);

export type Script = {
  steps?: Step[];
  /** This mix arrives no sooner than then. */
  late?: { id: string; untilMs: number };
  rate?: number;
  hasNoStretch?: boolean;
  /** Fetches of this mix fail until then. */
  lost?: { id: string; untilMs: number };
};
type Entry = { phase: string; takeId: string | null; positionMs: number };

/** Plays the path into an OfflineAudioContext, whose clock is the only one, and posts the samples to the server. */
export async function renderOffline({
  takes,
  script,
  seconds,
}: {
  takes: PlayerTake[];
  script: Script;
  seconds: number;
}) {
  const offline = new OfflineAudioContext(1, seconds * 48_000, 48_000);
  const nowMs = () => offline.currentTime * 1000;
  const timers = new Set<{ atMs: number; run: () => void }>();
  const waiting: (() => void)[] = [];
  let busy = 0;
  let decodes = 0;
  const count = async <T>(promise: Promise<T>): Promise<T> => {
    busy++;
    return promise.finally(() => busy--);
  };
  const settle = async () => {
    for (let quiet = 0; quiet < 5; quiet = busy ? 0 : quiet + 1) await new Promise((next) => setTimeout(next));
  };
  const fake: Partial<PlayerContext> = {
    state: 'running',
    resume: async () => undefined,
    suspend: async () => undefined,
    close: async () => undefined,
    decodeAudioData: (bytes: ArrayBuffer) => {
      decodes++;
      return count(offline.decodeAudioData(bytes));
    },
  };
  const context = new Proxy(offline, {
    get(target, key) {
      if (key in fake) return Reflect.get(fake, key);
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const player = held.createPlayer(
    { storyId: 'story', takes },
    {
      createContext: () => context as unknown as PlayerContext,
      openStretch: async (_, onFail) => {
        if (script.hasNoStretch) throw new Error('No worklet');
        const { tune, ...stretch } = await count(held.openStretch(offline, onFail));
        return { ...stretch, tune: (semitones) => count(tune(semitones)) };
      },
      after(ms, run) {
        const timer = { atMs: nowMs() + ms, run };
        timers.add(timer);
        return () => timers.delete(timer);
      },
      async fetch(url, init) {
        const { late, lost } = script;
        if (lost && url.endsWith(lost.id) && nowMs() < lost.untilMs) throw new TypeError('Failed to fetch');
        if (late && url.endsWith(late.id) && nowMs() < late.untilMs)
          await new Promise<void>((release) => waiting.push(release));
        const response = await count(fetch(url, init));
        const { status, headers } = response;
        return new Response(await count(response.arrayBuffer()), { status, headers });
      },
    },
  );
  const log: Entry[] = [];
  player.subscribe(() => {
    const { phase, takeId } = player.getState();
    log.push({ phase, takeId, positionMs: player.positionMs() });
  });
  function take(step: Step) {
    if (step.act === 'seek') player.seek(step.ms);
    else if (step.act === 'follow') player.follow(step.takes, step.toMs);
    else if (step.act === 'setRate') player.setRate(step.rate);
    else if (step.act === 'setSkipsSilence') player.setSkipsSilence(step.on);
    else player[step.act]();
  }
  if (script.rate) player.setRate(script.rate);
  player.play();
  await settle();
  const positions: { atMs: number; ms: number }[] = [];
  const steps = [...(script.steps ?? [])];
  const atStop = async () => {
    if (script.late && nowMs() >= script.late.untilMs) for (const release of waiting.splice(0)) release();
    for (let step = steps[0]; step && nowMs() >= step.atMs; step = steps[0]) {
      take(step);
      steps.shift();
    }
    for (const timer of [...timers]) if (timer.atMs <= nowMs() && timers.delete(timer)) timer.run();
    await settle();
    positions.push({ atMs: nowMs(), ms: player.positionMs() });
    void offline.resume();
  };
  for (let second = 0.1; second < seconds; second += 0.1) void offline.suspend(second).then(atStop);
  const buffer = await offline.startRendering();
  await fetch('/', { method: 'POST', body: buffer.getChannelData(0).slice() });
  return { log, decodes, positions, state: player.getState() };
}
