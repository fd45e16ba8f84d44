import { Ago } from '@/components/ui/ago';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { voiceStyle } from '@/components/ui/voice';
import type { AppealCase } from '@/lib/domain/moderation';
import { AppealVerdictForm } from './appeal-verdict-form';
import { BackLink } from './back-link';
import { ReportedSound } from './reported-sound';
import { DECIDED_WORDS } from './words';

/** An appeal with what it is about, for a second pair of ears. */
export function AppealPage({ view, now }: { view: AppealCase; now: number }) {
  const { decision, person, take, moderatorName, reportId, isOwn, mayDecide } = view;
  const { appeal } = decision;
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-col gap-6 pt-2 lg:pt-8">
      <header className="voice flex flex-col gap-1" style={voiceStyle(person.id)}>
        <BackLink href="/moderate?list=appeals">Appeals</BackLink>
        <h1 className="font-semibold text-xl tracking-tight">
          <bdi className="text-voice-ink">{person.name}</bdi> appeals
        </h1>
      </header>
      {take && (
        <section aria-label="The take" className={CARD}>
          <ReportedSound take={take} voiceId={person.id} />
        </section>
      )}
      <section aria-label="The decision" className={CARD}>
        <Said
          title={DECIDED_WORDS[decision.kind]}
          by={moderatorName}
          at={decision.at}
          now={now}
          words={decision.reason}
        />
        {appeal && <Said title="The appeal" by={person.name} at={appeal.at} now={now} words={appeal.words} />}
        {reportId && (
          <Link
            href={`/moderate/reports/${reportId}`}
            prefetch={false}
            className="flex min-h-12 items-center self-start text-sm underline underline-offset-2"
          >
            The report and what is around it
          </Link>
        )}
      </section>
      {appeal?.verdict ? (
        <Notice>{`${appeal.verdict === 'upheld' ? 'The decision stays' : 'The decision was taken back'}: ${appeal.reason ?? ''}`}</Notice>
      ) : mayDecide ? (
        <section aria-label="Your decision" className={CARD}>
          <AppealVerdictForm
            decisionId={decision.id}
            kind={decision.kind}
            isForGood={decision.soundUntil === 'gone'}
            name={person.name}
          />
        </section>
      ) : (
        <Notice>
          {isOwn
            ? 'You have made this decision. Somebody else looks at the appeal.'
            : 'Only an admin decides this one.'}
        </Notice>
      )}
    </div>
  );
}

const CARD = 'flex flex-col gap-5 rounded-3xl border border-line bg-surface p-5 shadow-(--card-shadow)';

type SaidProps = { title: string; by: string; at: string; now: number; words: string };

function Said({ title, by, at, now, words }: SaidProps) {
  return (
    <div className="flex flex-col gap-1">
      <p className="flex items-baseline justify-between gap-3">
        <span className="min-w-0 font-medium">
          {title}
          <span className="font-normal text-muted text-sm">
            {' '}
            · <bdi>{by}</bdi>
          </span>
        </span>
        <span className="shrink-0 text-muted text-xs">
          <Ago at={at} now={now} />
        </span>
      </p>
      <p dir="auto" className="whitespace-pre-line text-start">
        {words}
      </p>
    </div>
  );
}
