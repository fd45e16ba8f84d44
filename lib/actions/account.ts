'use server';

import { z } from 'zod';
import { id, personName } from '@/lib/domain/schemas';
import * as account from '@/lib/server/account';
import { action } from '@/lib/server/action';
import * as credentials from '@/lib/server/credentials';
import { pictureFile } from '@/lib/server/pictures';

const typed = z.string().max(1_000);
const nothing = z.object({});

export const signUp = action(
  {
    name: 'signUp',
    input: z.object({ email: typed, password: typed, name: personName }),
    byAnybody: true,
    limit: 'signUp',
  },
  credentials.signUp,
);

export const askForLink = action(
  { name: 'askForLink', input: z.object({ email: typed }), byAnybody: true },
  credentials.askForLink,
);

export const askForReset = action(
  { name: 'askForReset', input: z.object({ email: typed }), byAnybody: true },
  credentials.askForReset,
);

export const askForVerification = action(
  { name: 'askForVerification', input: nothing },
  credentials.askForVerification,
);

export const confirmAddress = action(
  { name: 'confirmAddress', input: z.object({ token: typed, purpose: z.enum(['verify_email', 'change_email']) }) },
  credentials.confirmAddress,
);

export const changeAddress = action(
  { name: 'changeAddress', input: z.object({ email: typed, password: typed }) },
  credentials.changeAddress,
);

export const changePassword = action(
  { name: 'changePassword', input: z.object({ before: typed, after: typed }) },
  credentials.changePassword,
);

export const rename = action({ name: 'rename', input: z.object({ name: personName }) }, account.rename);

export const changePicture = action(
  { name: 'changePicture', input: z.object({ picture: pictureFile }), limit: 'picture' },
  async (ctx, { picture }) => account.changePicture(ctx, { bytes: await picture.bytes() }),
);

export const removePicture = action({ name: 'removePicture', input: nothing }, (ctx) =>
  account.changePicture(ctx, { bytes: null }),
);

export const endSession = action({ name: 'endSession', input: z.object({ sessionId: id }) }, account.endSession);

export const endOtherSessions = action({ name: 'endOtherSessions', input: nothing }, account.endOtherSessions);
