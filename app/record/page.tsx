import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Studio } from '@/components/studio/studio';
import { StudioHere } from '@/components/studio/studio-here';
import { AppError } from '@/lib/domain/errors';
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
  const take = await takeOrNull(ids);
  // What nobody here knows may be a take that is still on its way, and the device it was made on has it.
  if (!take) return <StudioHere wanted={{ ...ids, kind }} {...person} />;
  return <Studio opened={{ answer: { ...take, kind: kind ?? take.defaultAnswer } }} {...person} />;

  async function takeOrNull(of: { storyId: string; parentId: string }): Promise<TakeToAnswer | null> {
    try {
      return await takeToAnswer(ctx, of);
    } catch (error) {
      if (error instanceof AppError && isNotThere(error.code)) return null;
      throw error;
    }
  }
}

/** Nobody answers a take that is not shown: it is as if it were not there. */
const isNotThere = (code: string): boolean =>
  code === 'story_not_found' || code === 'take_not_found' || code === 'take_not_shown';

function idOr404(given: string | string[] | undefined): string {
  const parsed = id.safeParse(given);
  if (!parsed.success) notFound();
  return parsed.data;
}
