import { useWork } from '@/components/device/use-work';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { stopPush } from '@/lib/offline/push';
import { readyToSignOut } from '@/lib/offline/sign-in';
import { faultSentence } from './asked';

/** Signs out here. What is on this device and not published yet stays on it. */
export function SignOut() {
  const work = useWork();
  return (
    <div className="flex flex-col items-start gap-3">
      <Button
        variant="secondary"
        busy={work.isBusy}
        onClick={() =>
          work.run(async () => {
            const signOut = await readyToSignOut();
            await stopPush();
            await signOut();
            window.location.assign('/');
          })
        }
      >
        Sign out
      </Button>
      <p className="text-muted text-sm">Takes on this device that are not published yet stay here.</p>
      {work.fault && <Notice kind="error">{faultSentence(work.fault)}</Notice>}
    </div>
  );
}
