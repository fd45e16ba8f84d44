'use client';

import { BellOff, BellRing } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useWork } from '@/components/device/use-work';
import { InstallApp } from '@/components/shell/install-app';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { errorSentence } from '@/lib/domain/error-sentences';
import { AppError } from '@/lib/domain/errors';
import { keepPush, type PushState, pushState, startPush, stopPush } from '@/lib/offline/push';

/** Whether this device rings, and how to change that. The browser asks its person only after a tap. */
export function DeviceRings() {
  const [state, setState] = useState<PushState | null>(null);
  const work = useWork();
  useEffect(() => {
    pushState()
      .then(async (now) => {
        setState(now);
        if (now === 'on') await keepPush();
      })
      // Without a network it rings as before.
      .catch((cause: unknown) => cause instanceof AppError || reportError(cause));
  }, []);

  const start = () => work.run(async () => setState(await startPush()));
  const stop = () =>
    work.run(async () => {
      await stopPush();
      setState(await pushState());
    });

  return (
    <div className="flex min-h-20 flex-col items-start gap-3">
      {state && WAYS[state](state === 'on' ? stop : start, work.isBusy)}
      {work.fault && <Notice kind="error">{errorSentence(work.fault)}</Notice>}
    </div>
  );
}

const WAYS: Record<PushState, (change: () => void, isBusy: boolean) => ReactNode> = {
  on: (stop, isBusy) => (
    <>
      <Said>This device rings for you.</Said>
      <Button variant="quiet" busy={isBusy} onClick={stop}>
        {!isBusy && <BellOff aria-hidden size={20} />}
        Let it be quiet
      </Button>
    </>
  ),
  off: (start, isBusy) => (
    <>
      <Said>This device does not ring yet.</Said>
      <Button variant="secondary" busy={isBusy} onClick={start}>
        {!isBusy && <BellRing aria-hidden size={20} />}
        Ring on this device
      </Button>
    </>
  ),
  denied: () => (
    <Said>
      Your browser keeps this device quiet. Tap the sign beside the address, allow notifications, then reload the page.
    </Said>
  ),
  install: () => (
    <>
      <Said>This device rings for you once Tap Story is on its home screen.</Said>
      <InstallApp />
    </>
  ),
  none: () => <Said>This browser cannot ring. Another one on this device perhaps can.</Said>,
};

const Said = ({ children }: { children: ReactNode }) => <p className="text-muted text-sm">{children}</p>;
