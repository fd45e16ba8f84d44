'use client';

import { ImagePlus } from 'lucide-react';
import { useId } from 'react';
import { Button, buttonClass } from '@/components/ui/button';
import { Cover } from '@/components/ui/cover';
import { Notice } from '@/components/ui/notice';
import { smallPicture } from '@/components/ui/small-picture';
import { changeCover } from '@/lib/actions/story';
import { useDeed } from './use-deed';

/** As large as it is kept (px). */
const COVER = 640;

/** The story's picture, kept as soon as it is chosen. */
export function CoverField({ storyId, coverId }: { storyId: string; coverId: string | null }) {
  const deed = useDeed();
  const id = useId();
  const choose = (file: File) =>
    deed.do(async () => changeCover({ storyId, picture: await smallPicture(file, COVER) }));
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center gap-4">
        {coverId ? <Cover coverId={coverId} size={96} className="rounded-2xl" /> : NO_COVER}
        <div className="flex flex-wrap gap-2">
          <label htmlFor={id} aria-busy={deed.isBusy} className={buttonClass('quiet', FOCUS)}>
            {coverId ? 'Another cover' : 'Choose a cover'}
            <input
              id={id}
              type="file"
              accept="image/*"
              disabled={deed.isBusy}
              className="sr-only"
              onChange={({ target }) => {
                const file = target.files?.[0];
                // The same file may be chosen again.
                target.value = '';
                if (file) choose(file);
              }}
            />
          </label>
          {coverId && (
            <Button
              variant="quiet"
              busy={deed.isBusy}
              onClick={() => deed.do(() => changeCover({ storyId, picture: null }))}
            >
              Take it away
            </Button>
          )}
        </div>
      </div>
      {deed.fault && <Notice kind="error">{deed.fault}</Notice>}
    </div>
  );
}

const FOCUS =
  'cursor-pointer has-focus-visible:outline-3 has-focus-visible:outline-ink has-focus-visible:outline-offset-3';

const NO_COVER = (
  <span className="dot-grid flex size-24 shrink-0 items-center justify-center rounded-2xl border border-line border-dashed text-muted">
    <ImagePlus aria-hidden size={24} />
  </span>
);
