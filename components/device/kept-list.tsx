import { useRef } from 'react';
import { takeHref } from '@/components/story/links';
import { Button } from '@/components/ui/button';
import { byteText } from '@/components/ui/byte-text';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { errorSentence } from '@/lib/domain/error-sentences';
import { device } from '@/lib/offline/device';
import type { KeptPath } from '@/lib/offline/kept-paths';
import { counted } from '@/lib/timeline/clock-text';
import { freedBytes, keptBytes } from './storage-use';
import { useWork } from './use-work';

/** The stories that can be heard without a network, each path with its way out and what that gives back. */
export function KeptList({ paths }: { paths: readonly KeptPath[] }) {
  const title = useRef<HTMLParagraphElement>(null);
  return (
    <div className="mt-3 border-line border-t pt-3">
      <p ref={title} tabIndex={-1} className="py-2 outline-none">
        Stories kept offline
        <span className="block text-muted text-sm tabular-nums">
          {paths.length === 0
            ? 'None yet. Open a story and tap “Keep offline”.'
            : `${counted(new Set(paths.map(({ storyId }) => storyId)).size, 'story', 'stories')} · ${byteText(keptBytes(paths))}`}
        </span>
      </p>
      <ul className="flex flex-col">
        {paths.map((path) => (
          <KeptRow
            key={path.takeId}
            path={path}
            freed={freedBytes(paths, path.takeId)}
            onFreed={() => title.current?.focus()}
          />
        ))}
      </ul>
    </div>
  );
}

/** `freed`: in bytes. */
function KeptRow({ path, freed, onFreed }: { path: KeptPath; freed: number; onFreed(): void }) {
  const work = useWork();
  const last = path.takes.at(-1);
  return (
    <li className="flex flex-col gap-2 py-1">
      <div className="flex min-h-12 items-center justify-between gap-4">
        <Link href={takeHref(path.storyId, path.takeId)} className="flex min-h-12 min-w-0 flex-col justify-center">
          <bdi className="truncate font-medium underline-offset-4 hover:underline">{path.title}</bdi>
          <span className="truncate text-muted text-sm tabular-nums">
            up to <bdi>{last?.author.name}</bdi> · {freed > 0 ? byteText(freed) : 'part of a longer path'}
          </span>
        </Link>
        <Button
          variant="quiet"
          busy={work.isBusy}
          aria-label={`Free ${path.title}, up to ${last?.author.name}`}
          onClick={() =>
            work.run(async () => {
              await device().kept.free(path.takeId);
              onFreed();
            })
          }
        >
          Free
        </Button>
      </div>
      {work.fault && <Notice kind="error">{errorSentence(work.fault)}</Notice>}
    </li>
  );
}
