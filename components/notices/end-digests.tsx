'use client';

import { useState } from 'react';
import { useWork } from '@/components/device/use-work';
import { Button, buttonClass } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { endDigests } from '@/lib/actions/notices';
import { errorSentence } from '@/lib/domain/error-sentences';
import { AppError } from '@/lib/domain/errors';

/** Ends the daily mails of whoever the link was sent to, signed in or not. */
export function EndDigests({ token }: { token: string }) {
  const [isDone, setDone] = useState(false);
  const work = useWork();
  const end = () =>
    work.run(async () => {
      const outcome = await endDigests({ token });
      if (!outcome.ok) throw new AppError(outcome.code);
      setDone(true);
    });
  return (
    <>
      <p role="status" className="text-muted">
        {isDone
          ? 'You get no more mails about what is new. In the app you are told as before.'
          : 'You get one mail a day at most, when somebody answers or likes you. In the app you are told either way.'}
      </p>
      {isDone ? (
        <Link href="/notices" className={buttonClass('secondary')}>
          See your notices
        </Link>
      ) : (
        <Button busy={work.isBusy} onClick={end}>
          End these mails
        </Button>
      )}
      {work.fault && <Notice kind="error">{errorSentence(work.fault)}</Notice>}
    </>
  );
}
