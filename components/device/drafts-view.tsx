'use client';

import { useEffect, useRef, useState } from 'react';
import { PageFrame } from '@/components/shell/page-frame';
import { buttonClass } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { errorSentence } from '@/lib/domain/error-sentences';
import { type DeviceTake, groupsOf } from './device-takes';
import { titleOf, wayOf } from './device-words';
import { DraftCard } from './draft-card';
import { shareSentence } from './share-words';
import { useDevice } from './use-device';
import { useSearch } from './use-search';

/** What is on this device, and where it is on its way. */
export function DraftsView() {
  const shown = useDevice();
  const ofShare = shareSentence(useSearch());
  return (
    <PageFrame>
      <div className="mx-auto flex w-full max-w-xl flex-col gap-8 pt-4 pb-12 lg:pt-12">
        <header className="flex flex-col gap-2">
          <h1
            tabIndex={-1}
            className="outline-none font-semibold text-xl tracking-tight lg:text-2xl lg:tracking-[-0.03em]"
          >
            On this device
          </h1>
          <p className="text-muted">What you record stays here until it is published. Nothing is lost on the way.</p>
        </header>
        {ofShare && <Notice kind="warn">{ofShare}</Notice>}
        {shown?.fault && <Notice kind="error">{errorSentence(shown.fault)}</Notice>}
        {shown ? <Takes takes={shown.takes} now={shown.now} /> : <Shape />}
      </div>
    </PageFrame>
  );
}

function Takes({ takes, now }: { takes: readonly DeviceTake[]; now: number }) {
  const { unfinished, onTheirWay, published } = groupsOf(takes);
  return (
    <>
      <Announcer takes={takes} />
      {takes.length === 0 && <Nothing />}
      <Group title={unfinished.length === 1 ? 'Unfinished take' : 'Unfinished takes'} takes={unfinished} now={now} />
      <Group title="On their way" takes={onTheirWay} now={now} />
      <Group title="Published" takes={published} now={now} />
    </>
  );
}

function Group({ title, takes, now }: { title: string; takes: readonly DeviceTake[]; now: number }) {
  if (takes.length === 0) return null;
  return (
    <section aria-label={title} className="flex flex-col gap-3">
      <h2 className="text-muted text-sm">{title}</h2>
      <ul className="flex flex-col gap-3">
        {takes.map((take) => (
          <li key={take.draft.takeId}>
            <DraftCard take={take} now={now} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Nothing() {
  return (
    <div className="dot-grid flex flex-col items-start gap-2 rounded-3xl border border-line border-dashed px-5 py-12">
      <svg aria-hidden="true" viewBox="0 0 120 32" className="mb-4 h-8 w-30 stroke-line-strong" fill="none">
        <path d="M24 16h72" strokeWidth="3" strokeLinecap="round" />
        <circle cx="16" cy="16" r="8" strokeWidth="3" />
        <circle cx="60" cy="16" r="6" strokeWidth="3" className="fill-bg" />
        <circle cx="104" cy="16" r="8" strokeWidth="3" />
      </svg>
      <p className="font-semibold text-lg tracking-tight">Nothing waits here.</p>
      <p className="max-w-80 text-muted">
        You can record without a network. Your take waits here, and goes out by itself when you are back.
      </p>
      <Link href="/record" className={buttonClass('primary', 'mt-4')}>
        New story
      </Link>
    </div>
  );
}

function Shape() {
  return (
    <>
      <p role="status" className="sr-only">
        Looking on this device.
      </p>
      <Skeleton className="h-72 w-full rounded-3xl" />
    </>
  );
}

/** Says what changed, not how many per cent. */
function Announcer({ takes }: { takes: readonly DeviceTake[] }) {
  const [said, setSaid] = useState('');
  const places = takes.map(({ draft, status }) => `${titleOf(draft)}: ${wayOf(status).label}`).join('\n');
  const before = useRef(places);
  useEffect(() => {
    const known = before.current.split('\n');
    const changed = places.split('\n').filter((place) => !known.includes(place));
    before.current = places;
    if (changed.length > 0) setSaid(changed.join('. '));
  }, [places]);
  return (
    <p aria-live="polite" className="sr-only">
      {said}
    </p>
  );
}
