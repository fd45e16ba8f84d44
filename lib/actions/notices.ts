'use server';

import { z } from 'zod';
import { PAGE_SIZE } from '@/lib/domain/limits';
import { NOTICE_KINDS } from '@/lib/domain/people';
import { id } from '@/lib/domain/schemas';
import { action } from '@/lib/server/action';
import { changeNotices, readNotices as read, unsubscribe } from '@/lib/server/notices';

/** What has been on the screen; answers how many are unread now. */
export const readNotices = action(
  { name: 'readNotices', input: z.object({ ids: z.array(id).min(1).max(PAGE_SIZE) }) },
  read,
);

export const readAllNotices = action({ name: 'readAllNotices', input: z.object({}) }, (ctx) =>
  read(ctx, { ids: 'all' }),
);

const isOn = z.boolean().optional();

export const changeNotice = action(
  {
    name: 'changeNotice',
    input: z.object({ kind: z.enum(NOTICE_KINDS), inApp: isOn, push: isOn, mail: isOn }),
  },
  async (ctx, { kind, ...change }) => {
    const chosen = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    await changeNotices(ctx, { kind, ...chosen });
  },
);

/** The button on the page that a digest's link leads to. */
export const endDigests = action(
  { name: 'endDigests', input: z.object({ token: z.string().max(200) }), byAnybody: true },
  unsubscribe,
);
