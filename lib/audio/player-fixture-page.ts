/** What the player's tests run inside the page. Each function is sent there as text: it knows `held` and its arguments. */
import type { attachMediaSession } from './media-session';
import type { createPlayer, Player, PlayerTake } from './player';
import type { PlayerContext } from './player-ports';

/** The page's one global. */
export type Held = {
  createPlayer: typeof createPlayer;
  attachMediaSession: typeof attachMediaSession;
  player: Player;
  phases: string[];
  context: AudioContext;
  /** The media session's handlers, as the system would call them. */
  actions: Map<MediaSessionAction, MediaSessionActionHandler | null>;
};
declare const held: Held;

/** Runs in the page: a player on the browser's own ports, played by the button. */
export function livePlayer(takes: PlayerTake[]) {
  held.player = held.createPlayer(
    { storyId: 'story', takes },
    {
      createContext: () => {
        held.context = new AudioContext({ sampleRate: 48_000 });
        return held.context;
      },
    },
  );
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
  held.attachMediaSession(held.player, { storyTitle: 'Story', takes });
  document.querySelector('button')?.addEventListener('click', () => held.player.play());
}

export type Script = {
  steps?: { atMs: number; act: 'seek' | 'pause' | 'play'; ms?: number }[];
  /** This mix arrives no sooner than then. */
  late?: { id: string; untilMs: number };
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
      after(ms, run) {
        const timer = { atMs: nowMs() + ms, run };
        timers.add(timer);
        return () => timers.delete(timer);
      },
      async fetch(url) {
        const { late, lost } = script;
        if (lost && url.endsWith(lost.id) && nowMs() < lost.untilMs) throw new TypeError('Failed to fetch');
        if (late && url.endsWith(late.id) && nowMs() < late.untilMs)
          await new Promise<void>((release) => waiting.push(release));
        const response = await count(fetch(url));
        return new Response(await count(response.arrayBuffer()), { status: response.status });
      },
    },
  );
  const log: Entry[] = [];
  player.subscribe(() => {
    const { phase, takeId } = player.getState();
    log.push({ phase, takeId, positionMs: player.positionMs() });
  });
  player.play();
  await settle();
  const steps = [...(script.steps ?? [])];
  const atStop = async () => {
    if (script.late && nowMs() >= script.late.untilMs) for (const release of waiting.splice(0)) release();
    for (let step = steps[0]; step && nowMs() >= step.atMs; step = steps[0]) {
      player[step.act](step.ms ?? 0);
      steps.shift();
    }
    for (const timer of [...timers]) if (timer.atMs <= nowMs() && timers.delete(timer)) timer.run();
    await settle();
    void offline.resume();
  };
  for (let second = 0.1; second < seconds; second += 0.1) void offline.suspend(second).then(atStop);
  const buffer = await offline.startRendering();
  await fetch('/', { method: 'POST', body: buffer.getChannelData(0).slice() });
  return { log, decodes };
}
