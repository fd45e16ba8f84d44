import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { useSending } from './use-sending';

type Props = { person: { id: string; name: string }; onBack(): void; onDone(): void };

/** What blocking somebody means, before it is done. */
export function BlockForm({ person, onBack, onDone }: Props) {
  const { isBusy, fault, send } = useSending(onDone);
  return (
    <div className="mt-2 flex flex-col gap-4">
      <p className="text-muted">
        They cannot answer or like what you record, nor record in your stories, and you are told nothing of theirs. What
        they have recorded stays where it is. They are not told.
      </p>
      {fault && <Notice kind="error">{fault}</Notice>}
      <div className="grid grid-cols-2 gap-3">
        <Button
          variant="quiet"
          busy={isBusy}
          onClick={() => void send('PUT', `/api/v1/people/${person.id}/block`, { isBlocked: true })}
        >
          Block
        </Button>
        <Button data-first onClick={onBack}>
          Not now
        </Button>
      </div>
    </div>
  );
}
