'use client';

import { useEffect, useState } from 'react';
import { PageFrame } from '@/components/shell/page-frame';
import { PageMessage } from '@/components/shell/page-message';
import { buttonClass } from '@/components/ui/button';
import { Spinner } from '@/components/ui/spinner';
import type { AnswerKind } from '@/lib/domain/schemas';
import { answerHere } from '@/lib/offline/answer-here';
import { device } from '@/lib/offline/device';
import { holdDraft } from '@/lib/offline/draft-lock';
import { leftTake } from '@/lib/offline/left-take';
import { DRAFTS } from '@/lib/studio/places';
import type { Form } from '@/lib/studio/ports';
import type { Opening } from './assemble';
import { Studio, type StudioPerson } from './studio';

/** What the studio is asked to open that only this device may know: a draft, or an answer to a take that it has. */
export type OnDevice = { draftId: string } | { storyId: string; parentId: string; kind: AnswerKind | null };

type Found = { opened: Opening; form?: Form } | 'looking' | 'missing' | 'elsewhere';

/** The studio on what this device has, or a page that says where it is instead. */
export function StudioHere({ wanted, ...person }: StudioPerson & { wanted: OnDevice }) {
  const found = useFound(wanted);
  if (found === 'looking') {
    return (
      <main id="main" className="flex min-h-dvh items-center justify-center">
        <p role="status" className="flex items-center gap-3 text-muted">
          <Spinner /> Looking on this device
        </p>
      </main>
    );
  }
  if (found === 'missing' || found === 'elsewhere') return <NotHere isElsewhere={found === 'elsewhere'} />;
  return <Studio {...found} {...person} />;
}

function useFound(wanted: OnDevice): Found {
  const [found, setFound] = useState<Found>('looking');
  const key = JSON.stringify(wanted);
  useEffect(() => {
    const what: OnDevice = JSON.parse(key);
    const closing = new AbortController();
    // A draft has one owner: a page that is put aside as soon as it is made must not be in its own way.
    const beginning = setTimeout(() => {
      const look = 'draftId' in what ? lookForDraft(what.draftId, closing.signal) : lookForParent(what);
      look.then((result) => {
        if (!closing.signal.aborted) setFound(result);
      }, reportError);
    });
    return () => {
      clearTimeout(beginning);
      closing.abort();
    };
  }, [key]);
  return found;
}

/** Takes the draft for this page: until `signal` aborts no other page can open it. */
async function lookForDraft(draftId: string, signal: AbortSignal): Promise<Found> {
  const release = await holdDraft(draftId);
  if (!release) return 'elsewhere';
  if (signal.aborted) {
    release();
    return 'looking';
  }
  signal.addEventListener('abort', release);
  const take = await leftTake(device().drafts, draftId);
  return take ? { opened: { left: take.left }, form: take.form } : 'missing';
}

async function lookForParent(what: Extract<OnDevice, { parentId: string }>): Promise<Found> {
  const answer = await answerHere(device(), what);
  return answer ? { opened: { answer } } : 'missing';
}

function NotHere({ isElsewhere }: { isElsewhere: boolean }) {
  return (
    <PageFrame>
      <PageMessage
        title={isElsewhere ? 'This take is open elsewhere.' : 'This take is not here.'}
        action={
          <a href={DRAFTS} className={buttonClass()}>
            On this device
          </a>
        }
      >
        {isElsewhere
          ? 'Another tab or window holds it. Go on there, or close that one and come back.'
          : 'It may have been published or thrown away, or it was made on another device.'}
      </PageMessage>
    </PageFrame>
  );
}
