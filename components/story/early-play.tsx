import type { PlayerTake } from '@/lib/audio/player';
import { headBytes, openingBytes, PART_MS } from '@/lib/mixing/mix-part';
import { playPlan, stretchIndexAt } from '@/lib/timeline/path';

type Props = {
  takes: readonly Pick<PlayerTake, 'id' | 'startMs' | 'durationMs' | 'mixUrl'>[];
  startAtMs: number;
};

/** `nonce`: what the page's policy lets scripts run by. */
type ScriptProps = Props & { nonce: string | undefined };

/**
 * Play can be tapped as soon as it is painted. Until the page's scripts are there this one hears the tap, which it keeps for them
 * (`useEarlyPlay`), and asks for the first of the sound (`takeEarly`).
 */
export function EarlyPlay({ takes, startAtMs, nonce }: ScriptProps) {
  const request = JSON.stringify(firstRequest({ takes, startAtMs })).replaceAll('<', '\\u003c');
  // biome-ignore lint/security/noDangerouslySetInnerHtml: a script of this file, and data that cannot end it.
  return <script nonce={nonce} dangerouslySetInnerHTML={{ __html: `(${HEAR_TAP})(${request})` }} />;
}

/** What the player will ask for first; null where the page does not know its address. */
export function firstRequest({ takes, startAtMs }: Props): { url: string; range: string } | null {
  const plan = playPlan(takes);
  const takeId = plan[stretchIndexAt(plan, startAtMs)]?.takeId;
  const take = takes.find(({ id }) => id === takeId);
  if (!take?.mixUrl) return null;
  const bytes = startAtMs - take.startMs < PART_MS ? openingBytes(take.durationMs) : headBytes(take.durationMs);
  return { url: take.mixUrl, range: `bytes=0-${bytes - 1}` };
}

const HEAR_TAP = `request => {
  let button;
  const end = () => {
    removeEventListener('click', hear, true);
    button?.removeAttribute('aria-busy');
  };
  const early = { isTapped: false, end };
  const hear = ({ target }) => {
    if (early.isTapped) return;
    button = target.closest('[data-play]');
    if (!button) return;
    early.isTapped = true;
    button.setAttribute('aria-busy', 'true');
    if (!request) return;
    const stop = new AbortController();
    const answer = fetch(request.url, { headers: { Range: request.range }, signal: stop.signal });
    answer.catch(() => null);
    globalThis.earlyMix = { ...request, stop, answer };
  };
  globalThis.earlyPlay = early;
  addEventListener('click', hear, true);
}`;
