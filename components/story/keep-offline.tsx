'use client';

import { ArrowDownToLine, Check } from 'lucide-react';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { freedBytes } from '@/components/device/storage-use';
import { useKept } from '@/components/device/use-device';
import { byteText } from '@/components/ui/byte-text';
import { Notice } from '@/components/ui/notice';
import { errorSentence } from '@/lib/domain/error-sentences';
import { AppError } from '@/lib/domain/errors';
import { device } from '@/lib/offline/device';
import type { PathToKeep } from '@/lib/offline/kept-paths';
import { keepApp } from '@/lib/offline/whole-app';

type State = { at: 'resting' } | { at: 'keeping'; percent: number } | { at: 'failed'; sentence: string };

const QUIET =
  'inline-flex min-h-12 items-center gap-2 rounded-full px-3 font-medium text-sm tabular-nums transition-colors hover:bg-raised';

/** Keeps the path on this device, to be heard without a network, and frees it again. */
export function KeepOffline({ path }: { path: PathToKeep }) {
  const canKeep = useCanKeep();
  const kept = useKept();
  const [state, setState] = useState<State>({ at: 'resting' });
  const stopping = useRef<AbortController | null>(null);
  useEffect(() => () => stopping.current?.abort(), []);
  const isKept = kept?.some(({ takeId }) => takeId === path.takeId) ?? false;
  const isPart = kept?.some(({ takes }) => takes.some(({ id }) => id === path.takeId)) ?? false;
  const { box, onPress } = useFocusInside(`${isKept} ${isPart} ${state.at}`);
  if (!kept) return null;
  const freed = freedBytes(kept, path.takeId);

  async function keep(): Promise<void> {
    const stop = new AbortController();
    stopping.current = stop;
    setState({ at: 'keeping', percent: 0 });
    const tell = (done: number, total: number) =>
      setState({ at: 'keeping', percent: total > 0 ? Math.floor((done / total) * 100) : 0 });
    try {
      await device().kept.keep(path, tell, stop.signal);
      // What is kept is to be answered, too.
      keepApp();
      setState({ at: 'resting' });
    } catch (cause) {
      if (stop.signal.aborted) return setState({ at: 'resting' });
      if (!(cause instanceof AppError)) reportError(cause);
      setState({ at: 'failed', sentence: sentenceOf(cause) });
    }
  }

  async function free(): Promise<void> {
    try {
      await device().kept.free(path.takeId);
      setState({ at: 'resting' });
    } catch (cause) {
      if (!(cause instanceof AppError)) reportError(cause);
      setState({ at: 'failed', sentence: sentenceOf(cause) });
    }
  }

  return (
    // Every control stands in for the one before.
    <div
      ref={box}
      tabIndex={-1}
      onClickCapture={onPress}
      className="relative -mr-3 flex min-w-0 items-center outline-none"
    >
      {isPart && !isKept && (
        <p role="status" className="flex items-center gap-1.5 whitespace-nowrap px-2 text-muted text-sm">
          <Check aria-hidden size={16} className="text-ok" /> Kept offline
        </p>
      )}
      {isKept && (
        <button type="button" className={QUIET} onClick={() => void free()}>
          <Check aria-hidden size={16} className="shrink-0 text-ok" />
          <span className="text-start leading-tight">
            <span className="font-normal text-muted">Kept offline</span>{' '}
            <span className="block whitespace-nowrap">{freed > 0 ? `Free ${byteText(freed)}` : 'Free it'}</span>
          </span>
        </button>
      )}
      {!isPart && state.at === 'keeping' && (
        <>
          <p
            role="progressbar"
            aria-label="Keeping offline"
            aria-valuenow={state.percent}
            className="px-2 text-muted text-sm tabular-nums"
          >
            Keeping {state.percent} %
          </p>
          <button type="button" className={QUIET} onClick={() => stopping.current?.abort()}>
            Stop
          </button>
        </>
      )}
      {!isPart && state.at !== 'keeping' && canKeep && (
        <button type="button" className={QUIET} onClick={() => void keep()}>
          <ArrowDownToLine aria-hidden size={16} className="shrink-0" />
          <span className="text-start leading-tight">
            Keep offline{' '}
            <span className="whitespace-nowrap font-normal text-muted">
              · {byteText(device().kept.sizeOf(path.takes))}
            </span>
          </span>
        </button>
      )}
      {state.at === 'failed' && (
        <Notice kind="error" className="absolute top-full right-0 z-30 w-72">
          {state.sentence}
        </Notice>
      )}
    </div>
  );
}

/** The focus does not fall out when the control that was pressed is gone: what stands there in its place has it then. */
function useFocusInside(shown: string) {
  const box = useRef<HTMLDivElement>(null);
  const wasPressed = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever something else is shown.
  useEffect(() => {
    if (!wasPressed.current || document.activeElement !== document.body) return;
    (box.current?.querySelector('button') ?? box.current)?.focus();
  }, [shown]);
  const onPress = () => {
    wasPressed.current = true;
  };
  return { box, onPress };
}

function sentenceOf(cause: unknown): string {
  if (!(cause instanceof AppError)) return errorSentence('unexpected');
  const { neededBytes, freeBytes } = cause.details ?? {};
  if (cause.code === 'no_room_to_keep' && typeof neededBytes === 'number' && typeof freeBytes === 'number')
    return `This path needs ${byteText(neededBytes)}, and this device has ${byteText(freeBytes)} left for it. Free some space, then try again.`;
  if (cause.code === 'network_unreachable') return 'You are offline. Keep this path when you are back.';
  return errorSentence(cause.code);
}

const hasWorkers = () => 'serviceWorker' in navigator && 'caches' in window;

function onWorker(listener: () => void): () => void {
  if (!hasWorkers()) return () => undefined;
  navigator.serviceWorker.addEventListener('controllerchange', listener);
  return () => navigator.serviceWorker.removeEventListener('controllerchange', listener);
}

/** What is kept is played by the app's worker: without one there is nothing to keep it for. */
const useCanKeep = (): boolean =>
  useSyncExternalStore(
    onWorker,
    () => hasWorkers() && navigator.serviceWorker.controller !== null,
    () => false,
  );
