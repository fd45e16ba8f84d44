import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PageFrame } from '@/components/shell/page-frame';
import { PageMessage } from '@/components/shell/page-message';
import { Studio } from '@/components/studio/studio';
import { StudioHere } from '@/components/studio/studio-here';
import { buttonClass } from '@/components/ui/button';
import { answeringWords } from '@/lib/domain/answering-words';
import { AppError, type ErrorCode } from '@/lib/domain/errors';
import { answerKind, id } from '@/lib/domain/schemas';
import { pageContext } from '@/lib/server/context';
import { type TakeToAnswer, takeToAnswer } from '@/lib/server/stories';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Record', robots: { index: false } };

type Props = { searchParams: Promise<{ [name: string]: string | string[] | undefined }> };

export default async function RecordPage({ searchParams }: Props) {
  const { story, parent, answer, draft } = await searchParams;
  const ctx = await pageContext();
  const person = { actorName: ctx.actor?.name ?? null, actorId: ctx.actor?.id ?? null };
  if (draft !== undefined) return <StudioHere wanted={{ draftId: idOr404(draft) }} {...person} />;
  if (story === undefined && parent === undefined) return <Studio opened={{ answer: null }} {...person} />;

  const ids = { storyId: idOr404(story), parentId: idOr404(parent) };
  const wanted = answerKind.safeParse(answer);
  const kind = wanted.success ? wanted.data : null;
  const take = await takeOrRefusal(ids);
  // What nobody here knows may be a take that is still on its way, and the device it was made on has it.
  if (take === null) return <StudioHere wanted={{ ...ids, kind }} {...person} />;
  if (typeof take === 'string') return <Refused takeHref={`/s/${ids.storyId}/${ids.parentId}`} code={take} />;
  return <Studio opened={{ answer: { ...take, kind: kind ?? take.defaultAnswer } }} {...person} />;

  async function takeOrRefusal(of: { storyId: string; parentId: string }): Promise<TakeToAnswer | ErrorCode | null> {
    try {
      return await takeToAnswer(ctx, of);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (isNotThere(error.code)) return null;
      if (REFUSALS.has(error.code)) return error.code;
      throw error;
    }
  }
}

/** Nobody answers a take that is not shown: it is as if it were not there. */
const isNotThere = (code: string): boolean =>
  code === 'story_not_found' || code === 'take_not_found' || code === 'take_not_shown';

/** What is said before anybody is asked for a microphone. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set([
  'suspended',
  'story_closed',
  'blocked',
  'members_only',
  'invited_only',
  'story_too_deep',
  'story_takes_each',
]);

function Refused({ takeHref, code }: { takeHref: string; code: ErrorCode }) {
  const { words, on } = answeringWords(code);
  return (
    <PageFrame>
      <PageMessage
        title="You cannot answer here."
        action={
          <>
            {on && (
              <a href={on.href} className={buttonClass()}>
                {on.label}
              </a>
            )}
            <a href={takeHref} className={buttonClass(on ? 'quiet' : 'primary')}>
              Back to the story
            </a>
          </>
        }
      >
        {words}
      </PageMessage>
    </PageFrame>
  );
}

function idOr404(given: string | string[] | undefined): string {
  const parsed = id.safeParse(given);
  if (!parsed.success) notFound();
  return parsed.data;
}
