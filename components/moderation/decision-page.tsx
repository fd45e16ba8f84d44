import { takeHref } from '@/components/story/links';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import type { AppealVerdict, OwnDecision } from '@/lib/domain/moderation';
import { AppealForm } from './appeal-form';
import { BackLink } from './back-link';
import { TOLD_WORDS } from './words';

/** What was decided, to whom it was decided about: what, why, and what they can do. */
export function DecisionPage({ decision }: { decision: OwnDecision }) {
  const { id, kind, reason, story, mayAppeal, soundUntil, appeal } = decision;
  const { title, text } = TOLD_WORDS[kind];
  return (
    <div className="mx-auto flex w-full max-w-xl flex-col gap-6 pt-2 pb-16 lg:pt-8">
      <header className="flex flex-col gap-2">
        <BackLink href="/notices">Notices</BackLink>
        <h1 className="font-semibold text-xl tracking-tight">{title}</h1>
        <p className="text-muted">
          {text} {soundUntil && <SoundLeft until={soundUntil} verdict={appeal && (appeal.verdict ?? 'open')} />}
        </p>
        {story && (
          <p className="text-sm">
            In{' '}
            <Link
              href={story.takeId ? takeHref(story.id, story.takeId) : `/s/${story.id}`}
              prefetch={false}
              className="underline underline-offset-2"
            >
              <bdi>{story.title}</bdi>
            </Link>
          </p>
        )}
      </header>
      <Said title="What the moderator says" words={reason} />
      {appeal && <Said title="Your appeal" words={appeal.words} />}
      {appeal && appeal.verdict === null && (
        <Notice>Somebody listens to it once more. You are told what comes of it.</Notice>
      )}
      {appeal?.verdict && (
        <Said
          title={appeal.verdict === 'upheld' ? 'The decision stays' : 'The decision was taken back'}
          words={appeal.reason ?? ''}
        />
      )}
      {mayAppeal && <AppealForm decisionId={id} isForGood={soundUntil === 'gone'} />}
    </div>
  );
}

type Left = { until: string; verdict: 'open' | AppealVerdict | null };

/** What becomes of the sound of a take that was removed. */
function SoundLeft({ until, verdict }: Left) {
  if (until === 'gone') return 'Its sound is gone for good.';
  if (verdict === 'open') return 'Its sound is kept until your appeal is decided.';
  if (verdict) return 'Its sound is deleted within the next hours.';
  return (
    <>
      Its sound is kept until <time dateTime={until}>{until.slice(0, 10)}</time>, so that an appeal can bring it back;
      then it is gone for good.
    </>
  );
}

const Said = ({ title, words }: { title: string; words: string }) => (
  <section aria-label={title} className="flex flex-col gap-1 border-line-strong border-l-2 pl-4">
    <h2 className="text-muted text-sm">{title}</h2>
    <p dir="auto" className="whitespace-pre-line text-start">
      {words}
    </p>
  </section>
);
