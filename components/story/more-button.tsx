import { Ellipsis } from 'lucide-react';
import dynamic from 'next/dynamic';
import { use, useState } from 'react';
import { IconButton } from '@/components/ui/icon-button';
import { WithoutServer } from '@/components/ui/link';

const TakeSheet = dynamic(() => import('./take-sheet').then((loaded) => loaded.TakeSheet), { ssr: false });

type Take = { id: string; author: { id: string; name: string } };
type Props = { storyId: string; take: Take; className?: string };

/** Leads to what one rarely does with a take; each of it needs the server. */
export function MoreButton({ storyId, take, className }: Props) {
  // The one it was opened for: what plays goes on to others meanwhile.
  const [opened, setOpened] = useState<Take | null>(null);
  if (use(WithoutServer)) return null;
  return (
    <>
      <IconButton
        icon={Ellipsis}
        label={`More about ${take.author.name}’s take`}
        className={className}
        onClick={() => setOpened(take)}
      />
      {opened && <TakeSheet storyId={storyId} take={opened} onClose={() => setOpened(null)} />}
    </>
  );
}
