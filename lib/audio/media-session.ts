import { createScope } from '@/lib/scope';
import { playPlan, stretchIndexAt } from '@/lib/timeline/path';
import type { Player, PlayerTake } from './player';

/** How far the lock screen's skip buttons go (s), unless the system asks for another step. */
const SKIP_S = 10;
/** Within this time a "previous" goes to the take before, later to the start of this one (ms). */
const RESTART_MS = 3_000;
/** Browsers give no media session to a sound shorter than 5 s. */
const SILENCE_S = 6;
const SILENCE_HZ = 8_000;

const ARTWORK: MediaImage[] = [
  { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
  { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
];

/**
 * Puts a player on the lock screen and under the media keys, for as long as the answer is not called. A sounding
 * AudioContext alone gets no media session, so a silent looping element stands in for it.
 */
export function attachMediaSession(
  player: Player,
  { storyTitle, takes }: { storyTitle: string; takes: readonly PlayerTake[] },
): () => void {
  const scope = createScope();
  if (!('mediaSession' in navigator)) return scope.close;
  const session = navigator.mediaSession;
  const plan = playPlan(takes);
  const url = scope.add(URL.createObjectURL(silence()), (made) => URL.revokeObjectURL(made));
  const anchor = scope.add(new Audio(), (element) => {
    element.pause();
    element.removeAttribute('src');
    element.load();
  });
  anchor.loop = true;
  anchor.preload = 'none';
  anchor.src = url;

  const seekBy = (seconds: number) => player.seek(player.positionMs() + seconds * 1000);
  /** Steps over stretches, not takes: one without a stretch is never heard alone. */
  const seekToTake = (step: number) => {
    const current = stretchIndexAt(plan, player.positionMs());
    const fromMs = plan[current]?.fromMs ?? 0;
    const target = step < 0 && player.positionMs() - fromMs > RESTART_MS ? current : current + step;
    player.seek(plan[Math.max(0, target)]?.fromMs ?? player.getState().durationMs);
  };
  const handlers: [MediaSessionAction, MediaSessionActionHandler][] = [
    ['play', () => player.play()],
    ['pause', () => player.pause()],
    ['seekto', ({ seekTime }) => player.seek((seekTime ?? 0) * 1000)],
    ['seekbackward', ({ seekOffset }) => seekBy(-(seekOffset ?? SKIP_S))],
    ['seekforward', ({ seekOffset }) => seekBy(seekOffset ?? SKIP_S)],
    ['previoustrack', () => seekToTake(-1)],
    ['nexttrack', () => seekToTake(1)],
  ];
  const handle = (action: MediaSessionAction, handler: MediaSessionActionHandler | null): boolean => {
    try {
      session.setActionHandler(action, handler);
      return true;
    } catch (error) {
      // A browser throws on an action that it does not know; that button is then missing, nothing else.
      if (error instanceof TypeError) return false;
      throw error;
    }
  };

  let shownTakeId: string | null = null;
  let isOpen = false;
  const open = () => {
    if (isOpen) return;
    isOpen = true;
    for (const [action, handler] of handlers) handle(action, handler);
  };
  const clear = () => {
    if (!isOpen) return;
    isOpen = false;
    shownTakeId = null;
    for (const [action] of handlers) handle(action, null);
    session.metadata = null;
    session.playbackState = 'none';
    session.setPositionState();
  };

  const show = () => {
    const { phase, takeId, durationMs } = player.getState();
    const isOn = phase === 'playing' || phase === 'loading';
    if (isOn && anchor.paused) startAnchor();
    if (!isOn && !anchor.paused) anchor.pause();
    if (phase === 'idle') return clear();
    // A path that was only looked at takes the keys from nobody.
    if (!isOn && !isOpen) return;
    open();
    if (takeId !== shownTakeId) {
      shownTakeId = takeId;
      const artist = takes.find(({ id }) => id === takeId)?.authorName ?? '';
      session.metadata = new MediaMetadata({ title: storyTitle, artist, artwork: ARTWORK });
    }
    session.playbackState = isOn ? 'playing' : 'paused';
    showPosition(durationMs);
  };
  const showPosition = (durationMs: number) => {
    const duration = durationMs / 1000;
    session.setPositionState({ duration, playbackRate: 1, position: Math.min(duration, player.positionMs() / 1000) });
  };
  const startAnchor = () => {
    anchor.play().catch((error: unknown) => {
      // Without the anchor the story still sounds; it only has no lock-screen controls.
      if (!(error instanceof DOMException)) throw error;
    });
  };

  // The system pauses the element when headphones are pulled out or a call comes in: the story stops with it.
  scope.listen(anchor, 'pause', () => {
    // A late event of a pause that is over already says nothing.
    if (anchor.paused && player.getState().phase === 'playing') player.pause();
  });
  scope.add(player.subscribe(show), (unsubscribe) => unsubscribe());
  // A seek inside one take changes no state; the shown position follows within a second.
  scope.every(1_000, () => {
    if (isOpen && player.getState().phase === 'playing') showPosition(player.getState().durationMs);
  });
  scope.add(clear, (run) => run());
  return scope.close;
}

/** Silence as a WAV file: 8-bit, where 128 is zero. */
function silence(): Blob {
  const length = SILENCE_S * SILENCE_HZ;
  const header = new DataView(new ArrayBuffer(44));
  const tag = (at: number, text: string) => {
    for (const [index, letter] of [...text].entries()) header.setUint8(at + index, letter.charCodeAt(0));
  };
  tag(0, 'RIFF');
  header.setUint32(4, 36 + length, true);
  tag(8, 'WAVEfmt ');
  header.setUint32(16, 16, true);
  header.setUint16(20, 1, true);
  header.setUint16(22, 1, true);
  header.setUint32(24, SILENCE_HZ, true);
  header.setUint32(28, SILENCE_HZ, true);
  header.setUint16(32, 1, true);
  header.setUint16(34, 8, true);
  tag(36, 'data');
  header.setUint32(40, length, true);
  return new Blob([header, new Uint8Array(length).fill(128)], { type: 'audio/wav' });
}
