import { useWork } from '@/components/device/use-work';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { endOtherSessions, endSession } from '@/lib/actions/account';
import { asked, faultSentence } from './asked';

/** `seenAt` is ISO. */
export type DeviceSession = { id: string; client: string; seenAt: string; isHere: boolean };

const DAY = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' });

/** Where one is signed in, and a way to be there no more. */
export function Devices({ sessions, onChanged }: { sessions: readonly DeviceSession[]; onChanged(): void }) {
  const work = useWork();
  const others = sessions.filter(({ isHere }) => !isHere);
  const end = (send: () => Promise<void>) =>
    work.run(async () => {
      await send();
      onChanged();
    });
  return (
    <div className="flex flex-col gap-3">
      <ul className="flex flex-col divide-y divide-line">
        {sessions.map(({ id, client, seenAt, isHere }) => (
          <li key={id} className="flex min-h-16 items-center justify-between gap-3 py-2">
            <div className="min-w-0">
              <p className="truncate">{client}</p>
              <p className="text-muted text-sm">
                {isHere ? 'This device' : <time dateTime={seenAt}>Last seen {DAY.format(new Date(seenAt))}</time>}
              </p>
            </div>
            {!isHere && (
              <Button
                variant="quiet"
                disabled={work.isBusy}
                aria-label={`Sign out ${client}`}
                onClick={() => end(async () => asked(endSession({ sessionId: id })))}
              >
                Sign out
              </Button>
            )}
          </li>
        ))}
      </ul>
      {work.fault && <Notice kind="error">{faultSentence(work.fault)}</Notice>}
      {others.length > 1 && (
        <Button
          variant="quiet"
          className="self-start"
          busy={work.isBusy}
          onClick={() => end(async () => asked(endOtherSessions({})))}
        >
          Sign out everywhere else
        </Button>
      )}
    </div>
  );
}
