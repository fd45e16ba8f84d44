import { Ban, Flag, Trash2, UserRoundX } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { BlockForm } from '@/components/moderation/block-form';
import { ReportForm } from '@/components/moderation/report-form';
import { RemoveTakeSheet } from '@/components/people/remove-take-sheet';
import { Sheet } from '@/components/ui/sheet';
import { Skeleton } from '@/components/ui/skeleton';
import { readApi } from '@/lib/offline/api';

const DEADLINE_MS = 10_000;

type Props = {
  storyId: string;
  take: { id: string; author: { id: string; name: string } };
  onClose(): void;
};

type Step = 'menu' | 'report take' | 'report person' | 'block' | 'remove' | 'sent' | 'blocked';

/** What one rarely does with a take: to say that something is wrong with it, or to take it back. */
export function TakeSheet({ storyId, take, onClose }: Props) {
  const { id: takeId, author } = take;
  const [step, setStep] = useState<Step>('menu');
  // Whoever cannot be known is offered what everybody is; the server decides.
  const [myId, setMyId] = useState<string | null | undefined>(undefined);
  useEffect(() => {
    readApi('/api/v1/me', DEADLINE_MS).then(
      (body) => setMyId(idOf(body)),
      () => setMyId(null),
    );
  }, []);
  const back = () => setStep('menu');
  const about = { storyId, takeId, author };

  if (step === 'remove') return <RemoveTakeSheet storyId={storyId} takeId={takeId} onClose={onClose} />;
  return (
    <Sheet title={titleOf(step, author.name)} onClose={onClose} className="max-h-[90dvh] overflow-y-auto">
      {step === 'menu' && myId === undefined && <Skeleton className="mt-4 h-36 w-full" />}
      {step === 'menu' && myId !== undefined && (
        <ul className="-mx-5 mt-3 border-line border-t">
          {myId === author.id ? (
            <Row icon={<Trash2 aria-hidden size={20} />} onClick={() => setStep('remove')} isFirst>
              Remove this take
            </Row>
          ) : (
            <>
              <Row icon={<Flag aria-hidden size={20} />} onClick={() => setStep('report take')} isFirst>
                Report this take
              </Row>
              <Row icon={<UserRoundX aria-hidden size={20} />} onClick={() => setStep('report person')}>
                Report <bdi>{author.name}</bdi>
              </Row>
              <Row icon={<Ban aria-hidden size={20} />} onClick={() => setStep('block')}>
                Block <bdi>{author.name}</bdi>
              </Row>
            </>
          )}
        </ul>
      )}
      {step === 'report take' && <ReportForm {...about} about="take" onBack={back} onDone={() => setStep('sent')} />}
      {step === 'report person' && (
        <ReportForm {...about} about="person" onBack={back} onDone={() => setStep('sent')} />
      )}
      {step === 'block' && <BlockForm person={author} onBack={back} onDone={() => setStep('blocked')} />}
      {step === 'sent' && (
        <Said>A moderator listens to it and decides. Whoever recorded it does not learn who has told us.</Said>
      )}
      {step === 'blocked' && <Said>You can take that back on your account page.</Said>}
    </Sheet>
  );
}

/** Of what the app's own server answers, of this very version or a newer one. */
function idOf(body: unknown): string | null {
  const person = typeof body === 'object' && body !== null && 'person' in body ? body.person : null;
  return typeof person === 'object' && person !== null && 'id' in person ? String(person.id) : null;
}

function titleOf(step: Step, name: string): string {
  if (step === 'report take') return 'Report this take';
  if (step === 'report person') return `Report ${name}`;
  if (step === 'block') return `Block ${name}?`;
  if (step === 'sent') return 'Thank you';
  if (step === 'blocked') return `${name} is blocked`;
  return `${name}’s take`;
}

type RowProps = { icon: ReactNode; children: ReactNode; onClick(): void; isFirst?: boolean };

function Row({ icon, children, onClick, isFirst }: RowProps) {
  return (
    <li>
      <button
        type="button"
        data-first={isFirst || undefined}
        onClick={onClick}
        className="flex min-h-14 w-full touch-manipulation items-center gap-4 px-5 text-start font-medium -outline-offset-3 transition-colors hover:bg-raised"
      >
        <span className="text-muted">{icon}</span>
        <span className="min-w-0 truncate">{children}</span>
      </button>
    </li>
  );
}

/** Takes the focus, so that it is read. */
function Said({ children }: { children: ReactNode }) {
  return (
    <p ref={(line) => line?.focus()} tabIndex={-1} className="mt-2 text-muted outline-none">
      {children}
    </p>
  );
}
