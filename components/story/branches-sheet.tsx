import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { Sheet } from '@/components/ui/sheet';
import { Skeleton } from '@/components/ui/skeleton';
import type { AnswersPage } from '@/lib/domain/tree-views';
import { AnswerRow } from './answer-row';
import { useNearEnd } from './use-near-end';
import type { StoryHere } from './use-story';

type Props = {
  storyId: string;
  /** The take that all of them answer. */
  parentId: string;
  parentName: string;
  here: StoryHere;
  onClose(): void;
};

/** Every branch at a fork, page by page. */
export function BranchesSheet({ storyId, parentId, parentName, here, onClose }: Props) {
  const { told, store, like } = here;
  const [ids, setIds] = useState<readonly string[]>([]);
  const [cursor, setCursor] = useState<AnswersPage['nextCursor'] | undefined>(undefined);
  const end = useRef<HTMLDivElement>(null);
  const more = useEffectEvent(async () => {
    if (cursor === null) return;
    await here.ask(async () => {
      const page = await store.branches(parentId, cursor ?? null);
      setIds((before) => [...new Set([...before, ...page.answers.map(({ id }) => id)])]);
      setCursor(page.nextCursor);
    });
  });
  useEffect(() => void more(), []);
  useNearEnd(end, cursor, () => {
    if (cursor) void more();
  });

  const branches = told.forks.get(parentId)?.branches ?? [];
  const known = new Map(branches.map((branch) => [branch.id, branch]));
  return (
    <Sheet title={`Answers to ${parentName}`} onClose={onClose} className="max-h-[80dvh] overflow-y-auto">
      {here.fault && (
        <p role="alert" className="mt-3 text-sm text-warn">
          {here.fault}
        </p>
      )}
      {cursor === undefined && !here.fault && <Skeleton className="mt-4 h-16 w-full" />}
      <ul className="-mx-5 divide-y divide-line">
        {ids.flatMap((id) => {
          const take = known.get(id);
          if (!take) return [];
          return (
            <AnswerRow
              key={id}
              storyId={storyId}
              take={take}
              isLiked={told.likedIds.has(id)}
              recording={told.recording.get(id) ?? []}
              onHear={() => {
                onClose();
                here.switchTo(id);
              }}
              onLike={like && (() => like(id))}
            />
          );
        })}
      </ul>
      <div ref={end} />
    </Sheet>
  );
}
