import { createScope } from '@/lib/scope';
import type { Player } from './player';

/** How far the lock screen's skip buttons go (s), unless the system asks for another step. */
const SKIP_S = 10;

const ARTWORK: MediaImage[] = [
  { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
  { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
];

/** The rate of a clock that stands: 0 is refused. */
const STANDING = 1e-3;

/** Where it exists it tells a phone that the page plays stories, so that a locked screen leaves them alone. */
type AudioSession = { type: 'auto' | 'playback' };

function setAudioSession(type: AudioSession['type']) {
  const { audioSession } = navigator as Navigator & { audioSession?: AudioSession };
  if (audioSession) audioSession.type = type;
}

/** Puts a player on the lock screen and under the media keys, for as long as the answer is not called. */
export function attachMediaSession(player: Player, { storyTitle }: { storyTitle: string }): () => void {
  const scope = createScope();
  if (!('mediaSession' in navigator)) return scope.close;
  const session = navigator.mediaSession;

  const seekBy = (seconds: number) => player.seek(player.positionMs() + seconds * 1000);
  const handlers: [MediaSessionAction, MediaSessionActionHandler][] = [
    ['play', () => player.play()],
    ['pause', () => player.pause()],
    ['seekto', ({ seekTime }) => player.seek((seekTime ?? 0) * 1000)],
    ['seekbackward', ({ seekOffset }) => seekBy(-(seekOffset ?? SKIP_S))],
    ['seekforward', ({ seekOffset }) => seekBy(seekOffset ?? SKIP_S)],
    ['previoustrack', () => player.previous()],
    ['nexttrack', () => player.next()],
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
    setAudioSession('playback');
    for (const [action, handler] of handlers) handle(action, handler);
  };
  const clear = () => {
    if (!isOpen) return;
    isOpen = false;
    // A microphone needs another kind.
    setAudioSession('auto');
    shownTakeId = null;
    for (const [action] of handlers) handle(action, null);
    session.metadata = null;
    session.playbackState = 'none';
    session.setPositionState();
  };

  const show = () => {
    const { phase, takeId } = player.getState();
    const isOn = phase === 'playing' || phase === 'loading';
    if (phase === 'idle') return clear();
    // A path that was only looked at takes the keys from nobody.
    if (!isOn && !isOpen) return;
    open();
    if (takeId !== shownTakeId) {
      shownTakeId = takeId;
      const artist = player.takes().find(({ id }) => id === takeId)?.authorName ?? '';
      session.metadata = new MediaMetadata({ title: storyTitle, artist, artwork: ARTWORK });
    }
    session.playbackState = isOn ? 'playing' : 'paused';
    showPosition();
  };
  const showPosition = () => {
    const { phase, durationMs, rate } = player.getState();
    const duration = durationMs / 1000;
    session.setPositionState({
      duration,
      // What is waited for does not move on, and can be paused.
      playbackRate: phase === 'loading' ? STANDING : rate,
      position: Math.min(duration, player.positionMs() / 1000),
    });
  };

  scope.add(player.subscribe(show), (unsubscribe) => unsubscribe());
  // Silences that are passed over change no state; the shown position follows within a second.
  scope.every(1_000, () => {
    if (isOpen && player.getState().phase === 'playing') showPosition();
  });
  scope.add(clear, (run) => run());
  return scope.close;
}
