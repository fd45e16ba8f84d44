import type { ReactNode } from 'react';
import { takeHref } from '@/components/story/links';
import { Ago } from '@/components/ui/ago';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { voiceStyle } from '@/components/ui/voice';
import type { CaseView, HeardTake } from '@/lib/domain/moderation';
import { BackLink } from './back-link';
import { DecideForm } from './decide-form';
import { DecisionHistory } from './decision-history';
import { ReportedSound } from './reported-sound';
import { TakeSound } from './take-sound';
import { REPORT_WORDS } from './words';

type Props = { view: CaseView; now: number };

/** A report with everything that there is to know before somebody decides. */
export function CasePage({ view, now }: Props) {
  const { person, story, take } = view;
  return (
    <div className="mx-auto flex w-full max-w-6xl flex-col gap-6 pt-2 lg:pt-8">
      <header className="voice flex flex-col gap-1" style={voiceStyle(person.id)}>
        <BackLink href="/moderate">Reports</BackLink>
        <h1 className="font-semibold text-xl tracking-tight">
          {take ? 'A take of ' : ''}
          <bdi className="text-voice-ink">{person.name}</bdi>
        </h1>
        <p className="text-muted text-sm">
          {person.role === 'guest' ? 'A guest' : `A ${person.role}`}
          {person.isSuspended && ', suspended'}
          {story && (
            <>
              {' · in “'}
              {story.isPrivate ? <bdi>{story.title}</bdi> : <StoryLink story={story} takeId={take?.id} />}” of{' '}
              <bdi>{story.ownerName}</bdi>
              {story.isPrivate && ', private'}
            </>
          )}
        </p>
      </header>
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,26rem)] lg:items-start">
        <div className="flex flex-col gap-6">
          {take && (
            <Part title="What was reported">
              <ReportedSound take={take} voiceId={person.id} />
            </Part>
          )}
          <Part title="Reports">
            <ul className="flex flex-col gap-4">
              {view.reports.map((report) => (
                <li key={report.id} className="flex flex-col gap-1">
                  <p className="flex items-baseline justify-between gap-3">
                    <span className="font-medium">{REPORT_WORDS[report.kind]}</span>
                    <span className="shrink-0 text-muted text-xs">
                      <Ago at={report.at} now={now} />
                    </span>
                  </p>
                  {report.words && (
                    <p dir="auto" className="whitespace-pre-line text-start text-sm">
                      {report.words}
                    </p>
                  )}
                  <p className="text-muted text-xs">
                    by <bdi>{report.reporterName}</bdi>
                    {!report.isOpen && ' · decided'}
                  </p>
                </li>
              ))}
            </ul>
          </Part>
          {take && (view.parent || view.answers.length > 0) && (
            <Part title="What is around it">
              {view.parent && <Around label="Before" take={view.parent} />}
              {view.answers.map((answer) => (
                <Around key={answer.id} label="After" take={answer} />
              ))}
            </Part>
          )}
        </div>
        <div className="flex flex-col gap-6 lg:sticky lg:top-6">
          <Part title="Your decision">
            {view.open.length > 0 ? (
              <DecideForm key={view.open.join(' ')} reportId={view.reportId} open={view.open} name={person.name} />
            ) : (
              <Notice>
                This one is for somebody else: nobody decides about themselves, or about who decides, too.
              </Notice>
            )}
          </Part>
          <Part title="What was decided before">
            <DecisionHistory decisions={view.decisions} now={now} />
          </Part>
        </div>
      </div>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section
      aria-label={title}
      className="flex flex-col gap-4 rounded-3xl border border-line bg-surface p-5 shadow-(--card-shadow)"
    >
      <h2 className="font-semibold text-lg tracking-tight">{title}</h2>
      {children}
    </section>
  );
}

type StoryLinkProps = { story: { id: string; title: string }; takeId: string | undefined };

const StoryLink = ({ story, takeId }: StoryLinkProps) => (
  <Link
    href={takeId ? takeHref(story.id, takeId) : `/s/${story.id}`}
    className="text-ink underline underline-offset-2"
    prefetch={false}
  >
    <bdi>{story.title}</bdi>
  </Link>
);

const Around = ({ label, take }: { label: string; take: HeardTake }) => (
  <TakeSound take={take} voiceId={take.authorId} sounds={take.mixUrl === null ? [] : [{ label, url: take.mixUrl }]} />
);
