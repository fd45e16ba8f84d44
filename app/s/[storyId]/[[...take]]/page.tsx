import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';
import { EarlyPlay } from '@/components/story/early-play';
import { NotToAnswer } from '@/components/story/not-to-answer';
import { PackedStory } from '@/components/story/packed-story';
import { StoryAbout } from '@/components/story/story-about';
import { StorySkeleton } from '@/components/story/story-skeleton';
import { Soon } from '@/components/ui/soon';
import { AppError } from '@/lib/domain/errors';
import { packPath } from '@/lib/domain/packed-path';
import { id } from '@/lib/domain/schemas';
import { pageContext } from '@/lib/server/context';
import { requestOrigin } from '@/lib/server/route';
import { shareMetadata } from '@/lib/server/share/metadata';
import { assertStoryPage, type StoryPageIds, storyPage } from '@/lib/server/stories';
import { canonBelow } from '@/lib/server/tree';
import { momentOf } from '@/lib/timeline/moment';
import { endMs } from '@/lib/timeline/rule';

export const dynamic = 'force-dynamic';

type Asked = Record<string, string | string[] | undefined>;
type Props = { params: Promise<{ storyId: string; take?: string[] }>; searchParams: Promise<Asked> };

/** A link that leads nowhere is a 404; a fault of ours does not hide behind it. */
async function orNotFound<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof AppError && (error.code === 'story_not_found' || error.code === 'take_not_found')) notFound();
    throw error;
  }
}

async function idsOf({ params }: Props): Promise<StoryPageIds> {
  const { storyId, take = [] } = await params;
  const story = id.safeParse(storyId);
  const takeId = id.optional().safeParse(take[0]);
  if (!story.success || !takeId.success || take.length > 1) notFound();
  return { storyId: story.data, takeId: takeId.data };
}

/** Read once for the page and its metadata. */
const read = cache(async (storyId: string, takeId: string | undefined, startAtMs: number) =>
  orNotFound(storyPage(await pageContext(), { storyId, takeId, startAtMs })),
);

const startOf = (asked: Asked): number => momentOf(textOf(asked.t)) ?? 0;

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { storyId, takeId } = await idsOf(props);
  const startAtMs = startOf(await props.searchParams);
  const { story, takes } = await read(storyId, takeId, startAtMs);
  const { title, visibility } = story;
  const last = takes.at(-1);
  const description = `Hear it, then answer ${last?.author.name}: a story told aloud by many voices.`;
  const shared = { ...story, storyId, takeId, startAtMs, description, lengthMs: last ? endMs(last) : 0 };
  return {
    title,
    description,
    ...shareMetadata(requestOrigin(await headers()), shared),
    ...(visibility === 'public' ? {} : { robots: { index: false } }),
  };
}

export default async function Page(props: Props) {
  const ids = await idsOf(props);
  const asked = await props.searchParams;
  const ctx = await pageContext();
  await orNotFound(assertStoryPage(ctx, ids));
  if (ids.takeId && asked.on !== undefined) {
    const leafId = await orNotFound(canonBelow(ctx, { storyId: ids.storyId, takeId: ids.takeId }));
    const moment = textOf(asked.t);
    redirect(`/s/${ids.storyId}/${leafId}${moment === null ? '' : `?${new URLSearchParams({ t: moment })}`}`);
  }
  return <Soon part={told(ids, startOf(asked))} shape={<StorySkeleton />} />;
}

const textOf = (value: Asked[string]): string | null => (typeof value === 'string' ? value : null);

async function told({ storyId, takeId }: StoryPageIds, startAtMs: number) {
  const { story, answering, about, takes, map, ...view } = await read(storyId, takeId, startAtMs);
  const onPath = new Set(takes.map((take) => take.id));
  return (
    <>
      <EarlyPlay takes={takes} startAtMs={startAtMs} nonce={(await headers()).get('x-nonce') ?? undefined} />
      <PackedStory
        key={`${storyId} ${takeId ?? ''}`}
        story={story}
        path={packPath(takes)}
        view={view}
        map={map.filter((take) => !onPath.has(take.id))}
        startAtMs={startAtMs}
        about={<StoryAbout storyId={storyId} about={about} />}
        refusal={answering && <NotToAnswer {...answering} />}
      />
    </>
  );
}
