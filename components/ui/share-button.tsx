'use client';

import { Check, Link2, Share } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import { iconButtonClass } from './icon-button';

type Outcome = { kind: 'idle' } | { kind: 'copied' } | { kind: 'by-hand' };

/** How long "Link copied" stays (ms). */
const CONFIRM_MS = 2_400;

/** What is sent must lead here from anywhere. */
const absolute = (url: string) => new URL(url, location.href).href;

async function share(url: string, title: string): Promise<Outcome> {
  if (typeof navigator.share === 'function') {
    try {
      await navigator.share({ url, title });
      return { kind: 'idle' };
    } catch (cause) {
      // Closing the sheet is a choice; anything else goes on to the clipboard.
      if (cause instanceof DOMException && cause.name === 'AbortError') return { kind: 'idle' };
    }
  }
  try {
    await navigator.clipboard.writeText(url);
    return { kind: 'copied' };
  } catch {
    // No permission, or no secure context: the link is shown, ready to be copied by hand.
    return { kind: 'by-hand' };
  }
}

/** The system's share sheet where there is one, else the clipboard, else the link itself. */
export function ShareButton({ url, title, label = 'Share' }: { url: string; title: string; label?: string }) {
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'idle' });
  const linkId = useId();

  useEffect(() => {
    if (outcome.kind !== 'copied') return;
    const timer = setTimeout(() => setOutcome({ kind: 'idle' }), CONFIRM_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  const Icon = outcome.kind === 'copied' ? Check : Share;
  return (
    <div className="relative">
      <button
        type="button"
        aria-label={label}
        title={label}
        className={iconButtonClass()}
        onClick={async () => setOutcome(await share(absolute(url), title))}
      >
        <Icon aria-hidden size={22} />
      </button>
      <div role="status" className="absolute top-full right-0 z-30">
        {outcome.kind === 'copied' && (
          <p className="mt-1 flex items-center gap-2 whitespace-nowrap rounded-full bg-ink px-4 py-2 font-medium text-bg text-sm">
            <Link2 aria-hidden size={16} /> Link copied
          </p>
        )}
        {outcome.kind === 'by-hand' && (
          <div className="mt-1 flex w-72 flex-col gap-2 rounded-2xl border border-line bg-raised p-4 text-sm">
            <label htmlFor={linkId}>Copy this link and send it to somebody.</label>
            <input
              id={linkId}
              readOnly
              value={absolute(url)}
              onFocus={(event) => event.currentTarget.select()}
              className="min-h-12 w-full rounded-xl border border-line-strong bg-surface px-3"
            />
          </div>
        )}
      </div>
    </div>
  );
}
