import { useRef } from 'react';
import { useWork } from '@/components/device/use-work';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { smallPicture } from '@/components/ui/small-picture';
import { changePicture, removePicture } from '@/lib/actions/account';
import { asked, faultSentence } from './asked';
import { Portrait } from './portrait';
import { refreshMe } from './use-me';

/** Of a person (px). */
const SIZE = 512;

type Props = { id: string; name: string; pictureUrl: string | null; onChanged(): void };

export function PictureForm({ id, name, pictureUrl, onChanged }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const work = useWork();
  const change = (send: () => Promise<void>) =>
    work.run(async () => {
      await send();
      await refreshMe();
      onChanged();
    });

  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center gap-4">
        <Portrait id={id} name={name} pictureUrl={pictureUrl} className="size-20 text-xl" />
        <div className="flex flex-wrap gap-3">
          <Button variant="secondary" busy={work.isBusy} onClick={() => input.current?.click()}>
            {pictureUrl ? 'Another picture' : 'Add a picture'}
          </Button>
          {pictureUrl && (
            <Button variant="quiet" disabled={work.isBusy} onClick={() => change(async () => asked(removePicture({})))}>
              Remove
            </Button>
          )}
        </div>
        <input
          ref={input}
          type="file"
          accept="image/*"
          hidden
          aria-label="Your picture"
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            event.target.value = '';
            if (file) change(async () => asked(changePicture({ picture: await smallPicture(file, SIZE) })));
          }}
        />
      </div>
      {work.fault && <Notice kind="error">{faultSentence(work.fault)}</Notice>}
    </div>
  );
}
