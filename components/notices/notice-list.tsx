'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';
import { useWork } from '@/components/device/use-work';
import { refreshMe } from '@/components/people/use-me';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { readAllNotices, readNotices } from '@/lib/actions/notices';
import { errorSentence } from '@/lib/domain/error-sentences';
import { AppError } from '@/lib/domain/errors';
import { byDay } from './days';
import { NoticeRow, type ShownNotice } from './notice-row';

type Props = {
  notices: ShownNotice[];
  /** How many are unread, on other pages too. */
  unread: number;
  /** When the page was made (ms since 1970). */
  now: number;
};

const never = () => () => undefined;
const hereZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What is on the screen counts as read from then on; it keeps its mark until the page is read anew. */
export function NoticeList({ notices, unread, now }: Props) {
  // The server knows no calendar but its own.
  const timeZone = useSyncExternalStore(never, hereZone, () => 'UTC');
  const work = useWork();
  const [left, setLeft] = useState(unread);
  const [isAllRead, setAllRead] = useState(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: once for a page, whatever its parent draws anew.
  useEffect(() => {
    const ids = notices.filter(({ isRead }) => !isRead).map(({ id }) => id);
    if (ids.length === 0) return;
    readNotices({ ids }).then((outcome) => {
      if (!outcome.ok) return;
      setLeft(outcome.done.unread);
      void refreshMe();
    }, reportError);
  }, []);

  const readAll = () =>
    work.run(async () => {
      const outcome = await readAllNotices({});
      if (!outcome.ok) throw new AppError(outcome.code);
      setLeft(0);
      setAllRead(true);
      await refreshMe();
    });

  return (
    <div className="flex flex-col gap-6">
      {left > 0 && (
        <Button variant="quiet" className="self-start" busy={work.isBusy} onClick={readAll}>
          Mark all read
        </Button>
      )}
      {work.fault && <Notice kind="error">{errorSentence(work.fault)}</Notice>}
      {byDay(notices, now, timeZone).map(({ day, told }) => (
        <section key={day} aria-label={day} className="flex flex-col gap-2">
          <h2 className="font-medium text-muted text-sm">{day}</h2>
          <ul className="divide-y divide-line overflow-hidden rounded-3xl border border-line bg-surface">
            {told.map((notice) => (
              <NoticeRow key={notice.id} notice={isAllRead ? { ...notice, isRead: true } : notice} now={now} />
            ))}
          </ul>
        </section>
      ))}
      <p role="status" className="sr-only">
        {isAllRead && 'All are read.'}
      </p>
    </div>
  );
}
