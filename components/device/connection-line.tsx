import { CloudOff } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { buttonClass } from '@/components/ui/button';
import { createScope } from '@/lib/scope';

/** Where the browser believes to be online, the server is asked this often (ms). */
const ASK_EVERY_MS = 10_000;

/** Says that this is what the device has, and when there is more again. Never reloads by itself: somebody may be recording. */
export function ConnectionLine() {
  const isBack = useServerIsBack();
  const isOnline = useSyncExternalStore(
    onConnection,
    () => navigator.onLine,
    () => false,
  );
  return (
    <div
      role="status"
      className="mx-auto flex min-h-12 w-full max-w-6xl items-center justify-between gap-3 px-4 pt-[env(safe-area-inset-top)] text-muted text-sm lg:px-8"
    >
      {isBack ? (
        <>
          <span className="text-ink">Back online.</span>
          <button type="button" className={buttonClass('secondary', 'my-1')} onClick={() => window.location.reload()}>
            Reload
          </button>
        </>
      ) : (
        <span className="flex items-center gap-2">
          <CloudOff aria-hidden size={16} /> {isOnline ? 'Tap Story cannot be reached just now.' : 'You are offline.'}{' '}
          This is what your device has.
        </span>
      )}
    </div>
  );
}

function onConnection(listener: () => void): () => void {
  const scope = createScope();
  scope.listen(window, 'online', listener);
  scope.listen(window, 'offline', listener);
  return scope.close;
}

function useServerIsBack(): boolean {
  const [isBack, setBack] = useState(false);
  useEffect(() => {
    const scope = createScope();
    let asking = false;
    async function ask(): Promise<void> {
      if (asking || !navigator.onLine || document.hidden) return;
      asking = true;
      const isWell = await fetch('/health', { method: 'HEAD', cache: 'no-store' }).then(
        ({ ok }) => ok,
        // Not back yet: that is what is asked.
        () => false,
      );
      asking = false;
      if (!scope.closed) setBack(isWell);
    }
    scope.listen(window, 'online', () => void ask());
    scope.listen(window, 'offline', () => setBack(false));
    scope.listen(document, 'visibilitychange', () => void ask());
    scope.every(ASK_EVERY_MS, () => void ask());
    void ask();
    return scope.close;
  }, []);
  return isBack;
}
