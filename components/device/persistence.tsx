import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { askToPersist } from '@/lib/offline/device-room';

type Props = { isPersisted: boolean | null; onAnswer(isPersisted: boolean | null): void };

/** Whether the browser has promised to keep what is here, what that means, and a way to ask. */
export function Persistence({ isPersisted, onAnswer }: Props) {
  const [wasAsked, setAsked] = useState(false);
  const Icon = isPersisted ? ShieldCheck : ShieldAlert;
  return (
    <div className="flex flex-col gap-3 rounded-3xl border border-line bg-surface p-5 shadow-(--card-shadow)">
      <div className="flex gap-3" role="status">
        <Icon aria-hidden size={20} className={isPersisted ? 'mt-0.5 shrink-0 text-ok' : 'mt-0.5 shrink-0 text-warn'} />
        <div>
          <p className="font-medium">
            {isPersisted ? 'This browser promised to keep it.' : 'This browser may clear it when space runs out.'}
          </p>
          <p className="text-muted text-sm">{meaning(isPersisted, wasAsked)}</p>
        </div>
      </div>
      {isPersisted === false && (
        <Button
          variant="secondary"
          className="self-start"
          onClick={async () => {
            onAnswer(await askToPersist());
            setAsked(true);
          }}
        >
          Ask to keep it
        </Button>
      )}
    </div>
  );
}

function meaning(isPersisted: boolean | null, wasAsked: boolean): string {
  if (isPersisted) return 'Nothing here goes unless you remove it, or clear this site’s data.';
  if (isPersisted === null) return 'It makes no promises. Publish what matters, or export it.';
  if (wasAsked)
    return 'It did not promise yet. It does for apps that are installed or often used; until then, export what matters.';
  return 'That is rare, and it takes everything at once. Ask it to keep what is here, or install the app.';
}
