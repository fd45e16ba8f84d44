import { useState } from 'react';
import { ConfirmSheet } from '@/components/studio/confirm-sheet';
import { Button, buttonClass } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { errorSentence } from '@/lib/domain/error-sentences';
import { device } from '@/lib/offline/device';
import { stopPush } from '@/lib/offline/push';
import { readyToSignOut } from '@/lib/offline/sign-in';
import { counted } from '@/lib/timeline/clock-text';
import { type DeviceTake, unpublished } from './device-takes';
import { titleOf } from './device-words';
import { useDevice } from './use-device';
import { useWork } from './use-work';

/** Signs out, and leaves nothing on this device that belonged to the person. */
export function ForgetMe() {
  const takes = unpublished(useDevice()?.takes ?? []);
  const work = useWork();
  const [isAsking, setAsking] = useState(false);
  const [isOpenElsewhere, setOpenElsewhere] = useState(false);
  const stay = () => setAsking(false);
  return (
    <div className="flex flex-col items-start gap-3">
      <p className="text-muted text-sm">
        Signs you out and clears your name, your visits, what you kept and what you recorded here. What you published
        stays in its stories.
      </p>
      <Button variant="quiet" busy={work.isBusy} onClick={() => setAsking(true)}>
        Forget me on this device
      </Button>
      {isOpenElsewhere && <Notice kind="warn">A take is open in another tab. Finish or close it there first.</Notice>}
      {work.fault && (
        <Notice kind="error">
          {work.fault === 'network_unreachable'
            ? 'You are offline, and signing out needs the network. Nothing was removed; try again when you are back.'
            : errorSentence(work.fault)}
        </Notice>
      )}
      {isAsking && (
        <ConfirmSheet
          title="Forget you on this device?"
          text={
            takes.length > 0
              ? `${counted(takes.length, 'take')} ${takes.length === 1 ? 'is' : 'are'} nowhere but here and would be gone for good:`
              : 'You would be nobody here. You cannot change what you published any more.'
          }
          keep={takes.length > 0 ? 'Keep them' : 'Stay'}
          go={takes.length > 0 ? 'Discard and forget' : 'Forget me'}
          onKeep={stay}
          onClose={stay}
          onGo={() => {
            stay();
            work.run(async () => setOpenElsewhere(!(await forget())));
          }}
        >
          {takes.length > 0 && <Unpublished takes={takes} />}
        </ConfirmSheet>
      )}
    </div>
  );
}

function Unpublished({ takes }: { takes: readonly DeviceTake[] }) {
  return (
    <>
      <ul className="mt-3 flex max-h-48 flex-col gap-1 overflow-y-auto rounded-2xl bg-raised p-4 text-sm">
        {takes.map(({ draft }) => (
          <li key={draft.takeId} className="truncate">
            <bdi>{titleOf(draft)}</bdi>
          </li>
        ))}
      </ul>
      <Link href="/drafts" className={buttonClass('secondary', 'mt-3 w-full')}>
        Publish first
      </Link>
    </>
  );
}

/**
 * Nothing goes before the server is known to be within reach: offline, the session would stay without what it is for. False,
 * with nothing removed, while a take is open in a page.
 */
async function forget(): Promise<boolean> {
  const signOut = await readyToSignOut();
  if (!(await device().forget())) return false;
  await stopPush();
  await signOut();
  window.location.assign('/');
  return true;
}
