'use client';

import { useState } from 'react';
import { draftHref } from '@/components/story/links';
import { Button, buttonClass } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { ageText } from '@/lib/timeline/clock-text';
import { groupsOf } from './device-takes';
import { titleOf } from './device-words';
import { focusHeading } from './focus-heading';
import { useDevice } from './use-device';

/** Put off until the page is loaded anew: then it is another visit. */
const putOff = new Set<string>();

/** Whoever comes back is offered what an earlier visit has left. It lies over the page: nothing jumps when it comes. */
export function UnfinishedNotice() {
  const shown = useDevice();
  const [, setLater] = useState(0);
  if (!shown) return null;
  const takes = groupsOf(shown.takes).unfinished.filter(
    ({ draft, isElsewhere }) => !isElsewhere && !putOff.has(draft.takeId),
  );
  const [first] = takes;
  if (!first) return null;
  const isOne = takes.length === 1;
  return (
    <section
      aria-label="Unfinished"
      className="pointer-events-auto flex w-full max-w-md flex-wrap items-center gap-3 rounded-3xl border border-line-strong bg-surface p-4 shadow-(--card-shadow) transition-[opacity,translate] starting:translate-y-3 starting:opacity-0"
    >
      <div className="min-w-0 flex-1 basis-40">
        <h2 className="font-semibold text-base">{isOne ? 'Unfinished take' : `${takes.length} unfinished takes`}</h2>
        <p className="truncate text-muted text-sm">
          {isOne ? (
            <>
              <bdi>{titleOf(first.draft)}</bdi> · {ageText(first.draft.startedAt, shown.now)}
            </>
          ) : (
            'They are kept on this device.'
          )}
        </p>
      </div>
      <div className="flex flex-1 gap-2 whitespace-nowrap">
        <Button
          variant="quiet"
          className="flex-1"
          onClick={() => {
            for (const { draft } of takes) putOff.add(draft.takeId);
            setLater((count) => count + 1);
            focusHeading();
          }}
        >
          Later
        </Button>
        <Link
          href={isOne && first.status.at !== 'refused' ? draftHref(first.draft.takeId) : '/drafts'}
          className={buttonClass('primary', 'flex-1')}
        >
          {isOne && first.status.at !== 'refused' ? 'Continue' : 'See them'}
        </Link>
      </div>
    </section>
  );
}
