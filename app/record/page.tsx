import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Studio } from '@/components/studio/studio';
import { AppError } from '@/lib/domain/errors';
import { answerKind, id } from '@/lib/domain/schemas';
import { pageContext } from '@/lib/server/context';
import { type TakeToAnswer, takeToAnswer } from '@/lib/server/stories';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Record', robots: { index: false } };

type Props = { searchParams: Promise<{ [name: string]: string | string[] | undefined }> };

export default async function RecordPage({ searchParams }: Props) {
  const { story, parent, answer } = await searchParams;
  const ctx = await pageContext();
  const actorName = ctx.actor?.name ?? null;
  if (story === undefined && parent === undefined)
    return <Studio answer={null} actorName={actorName} actorId={ctx.actor?.id ?? null} />;

  const storyId = id.safeParse(story);
  const parentId = id.safeParse(parent);
  if (!storyId.success || !parentId.success) notFound();
  const wanted = answerKind.safeParse(answer);
  const take = await answerable({ storyId: storyId.data, parentId: parentId.data });
  return (
    <Studio
      answer={{ ...take, kind: wanted.success ? wanted.data : take.defaultAnswer }}
      actorName={actorName}
      actorId={ctx.actor?.id ?? null}
    />
  );

  async function answerable(ids: { storyId: string; parentId: string }): Promise<TakeToAnswer> {
    try {
      return await takeToAnswer(ctx, ids);
    } catch (error) {
      if (error instanceof AppError && (error.code === 'story_not_found' || error.code === 'take_not_found'))
        notFound();
      throw error;
    }
  }
}
