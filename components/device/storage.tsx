import { Archive } from 'lucide-react';
import { useState } from 'react';
import { Button, buttonClass } from '@/components/ui/button';
import { byteText } from '@/components/ui/byte-text';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { offerFile } from '@/components/ui/offer-file';
import { Skeleton } from '@/components/ui/skeleton';
import { errorSentence } from '@/lib/domain/error-sentences';
import { device } from '@/lib/offline/device';
import { exportAll } from '@/lib/offline/export-zip';
import { momentName } from '@/lib/offline/file-names';
import { counted } from '@/lib/timeline/clock-text';
import { unpublished } from './device-takes';
import { KeptList } from './kept-list';
import { Persistence } from './persistence';
import { StorageBar } from './storage-bar';
import { onStorageUse, storageUse } from './storage-use';
import { useDevice, useKept, useReading } from './use-device';
import { useWork } from './use-work';

/** What is kept on this device, how much room that takes, and whether it stays. */
export function Storage() {
  const use = useReading(storageUse, onStorageUse);
  const kept = useKept();
  const shown = useDevice();
  const work = useWork();
  const [isPersisted, setPersisted] = useState<boolean | null>(null);
  if (!use || !kept || !shown) return <Skeleton className="h-96 w-full rounded-3xl" />;
  const takes = unpublished(shown.takes);
  return (
    <>
      <div className="flex flex-col rounded-3xl border border-line bg-surface p-5 shadow-(--card-shadow)">
        <StorageBar use={use} />
        <div className="mt-4 flex min-h-14 items-center justify-between gap-4 border-line border-t pt-3">
          <p className="min-w-0">
            Takes not yet published
            <span className="block text-muted text-sm tabular-nums">
              {counted(takes.length, 'take')} · {byteText(use.takes)}
            </span>
          </p>
          <Link href="/drafts" className={buttonClass('quiet', 'shrink-0')}>
            See them
          </Link>
        </div>
        <KeptList paths={kept} />
        <div className="mt-3 border-line border-t pt-3">
          <p className="py-2">
            The app itself
            <span className="block text-muted text-sm tabular-nums">
              {use.app === null ? 'This browser does not tell its size' : byteText(use.app)}
            </span>
          </p>
        </div>
      </div>
      <Persistence isPersisted={isPersisted ?? use.isPersisted} onAnswer={setPersisted} />
      <div className="flex flex-col gap-2">
        <Button
          variant="secondary"
          busy={work.isBusy}
          disabled={takes.length === 0 && kept.length === 0}
          onClick={() => work.run(saveEverything)}
        >
          {!work.isBusy && <Archive aria-hidden size={18} />}
          {work.isBusy ? 'Packing everything' : 'Export everything on this device'}
        </Button>
        <p className="text-muted text-sm">
          One zip with every take that is not published and every story kept offline.
        </p>
        {work.fault && <Notice kind="error">{errorSentence(work.fault)}</Notice>}
      </div>
    </>
  );
}

async function saveEverything(): Promise<void> {
  const { drafts, kept } = device();
  offerFile(await exportAll(drafts, kept), `Tap Story ${momentName(Date.now())}.zip`);
}
