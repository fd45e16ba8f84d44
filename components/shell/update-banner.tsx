import { RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import type { VersionNews } from '@/lib/offline/app-version';

const WORDS = {
  ready: { said: 'A new version is ready.', verb: 'Update' },
  taken: { said: 'Tap Story was updated in another window.', verb: 'Reload' },
} as const satisfies Record<VersionNews, object>;

type Props = {
  news: VersionNews;
  /** False while somebody records. */
  onTake(): Promise<boolean>;
};

/** Stands above everything else on the page and covers nothing. */
export function UpdateBanner({ news, onTake }: Props) {
  const [state, setState] = useState<'asking' | 'taking' | 'recording'>('asking');
  const [later, setLater] = useState<VersionNews | null>(null);
  if (later === news) return null;
  const { said, verb } = WORDS[news];

  async function take() {
    setState('taking');
    try {
      setState((await onTake()) ? 'taking' : 'recording');
    } catch (cause) {
      reportError(cause);
      setState('asking');
    }
  }

  return (
    <aside
      aria-label="New version"
      className="bg-raised pt-[env(safe-area-inset-top)] motion-safe:starting:opacity-0 motion-safe:transition-opacity"
    >
      <div className="mx-auto flex w-full max-w-6xl flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 lg:px-8">
        <RefreshCw aria-hidden size={20} className="shrink-0 text-muted" />
        <p role="status" className="min-w-0 flex-1 basis-32 text-sm">
          {state === 'recording' ? 'You are recording elsewhere. Update after your recording.' : said}
        </p>
        <div className="flex gap-1">
          <button
            type="button"
            onClick={() => setLater(news)}
            className="min-h-12 rounded-full px-4 font-semibold text-muted text-sm hover:text-ink"
          >
            Later
          </button>
          <Button variant="primary" className="text-sm" busy={state === 'taking'} onClick={() => void take()}>
            {verb}
          </Button>
        </div>
      </div>
    </aside>
  );
}
