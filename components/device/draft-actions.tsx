import { Download, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { answerHref, draftHref } from '@/components/story/links';
import { ConfirmSheet } from '@/components/studio/confirm-sheet';
import { Button, buttonClass } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Link, useNavigate } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { offerFile } from '@/components/ui/offer-file';
import { errorSentence } from '@/lib/domain/error-sentences';
import { AppError } from '@/lib/domain/errors';
import { device } from '@/lib/offline/device';
import { holdDraft } from '@/lib/offline/draft-lock';
import { exportDraft } from '@/lib/offline/export-zip';
import { answersTo, type DeviceTake, isUndecided } from './device-takes';
import { titleOf } from './device-words';
import { focusHeading } from './focus-heading';
import { useDevice } from './use-device';
import { useWork, type Work } from './use-work';

/** `about`: the ids of what says which take it is. */
type Props = { take: DeviceTake; about: string };

/** What can be done about a take where it is; nothing that hurts while another tab has it open. */
export function DraftActions({ take, about }: Props) {
  const { draft, status, isElsewhere } = take;
  const work = useWork();
  if (status.at === 'published') {
    return (
      <Link href={status.url} aria-describedby={about} className={buttonClass('secondary', 'self-start')}>
        Hear it in its story
      </Link>
    );
  }
  return (
    <div className="flex flex-col gap-3">
      {isElsewhere && (
        <p className="text-muted text-sm">
          Open in another tab. {isUndecided(draft) ? 'Go on there, or close it and come back.' : ''}
        </p>
      )}
      {!isElsewhere && isUndecided(draft) && (
        <Link href={draftHref(draft.takeId)} aria-describedby={about} className={buttonClass()}>
          Continue to review
        </Link>
      )}
      {!isElsewhere && status.at === 'refused' && status.code !== 'parent_not_found' && (
        <Change takeId={draft.takeId} about={about} work={work} />
      )}
      {status.at !== 'refused' && !isUndecided(draft) && <GoOn take={take} about={about} work={work} />}
      <KeepOrDrop take={take} about={about} work={work} />
      {work.fault && <Notice kind="error">{errorSentence(work.fault)}</Notice>}
    </div>
  );
}

function Change({ takeId, about, work }: { takeId: string; about: string; work: Work }) {
  const { push } = useNavigate();
  return (
    <Button
      busy={work.isBusy}
      aria-describedby={about}
      onClick={() =>
        work.run(async () => {
          if (await device().outbox.withdraw(takeId)) push(draftHref(takeId));
        })
      }
    >
      Change and try again
    </Button>
  );
}

/** Nothing has to be done: it publishes itself. But one may hurry, or answer it already. */
function GoOn({ take: { draft, status }, about, work }: Props & { work: Work }) {
  const { takeId, storyId } = draft;
  return (
    <>
      {status.at === 'waiting' && status.for !== 'parent' && (
        <Button
          variant="secondary"
          busy={work.isBusy}
          aria-describedby={about}
          onClick={() => work.run(() => device().outbox.retry(takeId))}
        >
          Try now
        </Button>
      )}
      {draft.rendered && (
        <fieldset className="grid grid-cols-2 gap-3">
          <legend className="mb-1.5 text-muted text-xs">Answer it now; both go out in order</legend>
          <Link
            href={answerHref(storyId, takeId, 'duet')}
            aria-describedby={about}
            className={buttonClass('quiet', 'px-2')}
          >
            Duet
          </Link>
          <Link
            href={answerHref(storyId, takeId, 'continue')}
            aria-describedby={about}
            className={buttonClass('quiet', 'px-2')}
          >
            Continue
          </Link>
        </fieldset>
      )}
    </>
  );
}

function KeepOrDrop({ take, about, work }: Props & { work: Work }) {
  const answers = answersTo(useDevice()?.takes ?? [], take.draft.takeId);
  const { draft, isElsewhere } = take;
  const [isAsking, setAsking] = useState(false);
  return (
    <div className={cn('grid gap-3', !isElsewhere && 'grid-cols-[3fr_2fr]')}>
      <Button
        variant="quiet"
        className="px-2"
        aria-describedby={about}
        disabled={work.isBusy}
        onClick={() => work.run(() => save(draft.takeId))}
      >
        <Download aria-hidden size={18} />
        Export the file
      </Button>
      {!isElsewhere && (
        <Button
          variant="quiet"
          className="px-2"
          aria-describedby={about}
          disabled={work.isBusy}
          onClick={() => setAsking(true)}
        >
          <Trash2 aria-hidden size={18} />
          Discard
        </Button>
      )}
      {isAsking && !isElsewhere && (
        <ConfirmSheet
          title={`Discard “${titleOf(draft)}”?`}
          text={lossOf(take, answers)}
          keep="Keep it"
          go="Discard"
          onKeep={() => setAsking(false)}
          onClose={() => setAsking(false)}
          onGo={() => {
            setAsking(false);
            work.run(() => discard(draft.takeId));
          }}
        />
      )}
    </div>
  );
}

/** What would be lost with it. `answers`: how many takes here answer it. */
function lossOf({ draft, status }: DeviceTake, answers: number): string {
  const one = answers === 1 ? 'The take that answers it' : 'The takes that answer it';
  const lost = answers > 0 ? ` ${one} could not be published any more.` : '';
  return isUndecided(draft) || status.at === 'refused'
    ? `This take is nowhere but on this device. It would be gone for good.${lost}`
    : `What is on this device would be gone for good.${lost} If it has reached the server already, it may still appear in its story.`;
}

async function save(takeId: string): Promise<void> {
  const file = await exportDraft(device().drafts, takeId);
  if (!file) throw new AppError('device_unreadable');
  offerFile(file, file.name);
}

/** Only what nobody else has open: its lock may have been taken since it was drawn. */
async function discard(takeId: string): Promise<void> {
  const release = await holdDraft(takeId);
  if (!release) return;
  try {
    await device().drafts.remove(takeId);
    focusHeading();
  } finally {
    release();
  }
}
