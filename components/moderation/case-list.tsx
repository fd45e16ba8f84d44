import { Ago } from '@/components/ui/ago';
import { Link } from '@/components/ui/link';
import { NextPage } from '@/components/ui/next-page';
import { NothingHere } from '@/components/ui/nothing-here';
import { voiceStyle } from '@/components/ui/voice';
import type { OpenCase } from '@/lib/domain/moderation';
import { counted } from '@/lib/timeline/clock-text';
import { REPORT_WORDS } from './words';

type Props = { cases: readonly OpenCase[]; nextCursor: string | null; now: number };

/** What waits for a decision, the oldest first. */
export function CaseList({ cases, nextCursor, now }: Props) {
  if (cases.length === 0) {
    return <NothingHere title="Nothing waits for you">What people report comes here, the oldest first.</NothingHere>;
  }
  return (
    <>
      <ul className="flex flex-col gap-3">
        {cases.map((one) => (
          <li key={one.reportId}>
            <Link
              href={`/moderate/reports/${one.reportId}`}
              prefetch={false}
              className="voice flex flex-col gap-1.5 rounded-3xl border border-line bg-surface p-5 shadow-(--card-shadow) transition-[background-color,scale] hover:bg-raised/60 active:scale-[0.99]"
              style={voiceStyle(one.person.id)}
            >
              <span className="flex items-baseline justify-between gap-3">
                <span className="min-w-0 truncate font-semibold text-lg tracking-tight">
                  {one.isTake ? 'A take of ' : ''}
                  <bdi className="text-voice-ink">{one.person.name}</bdi>
                </span>
                <span className="shrink-0 text-muted text-sm">
                  <Ago at={one.at} now={now} />
                </span>
              </span>
              <span className="text-sm">{one.kinds.map((kind) => REPORT_WORDS[kind]).join(' · ')}</span>
              <span className="text-muted text-sm">
                {counted(one.reportCount, 'report')}
                {one.storyTitle && (
                  <>
                    {' · in “'}
                    <bdi>{one.storyTitle}</bdi>”
                  </>
                )}
                {one.person.isSuspended && ' · suspended'}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      <NextPage href={nextCursor && `/moderate?${new URLSearchParams({ cursor: nextCursor })}`} />
    </>
  );
}
