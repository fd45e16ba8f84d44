import 'server-only';
import { takeLeave } from '../delete-account';
import type { JobCtx, Payload } from './kinds';

/** What is left of somebody who has left, wherever the request that began it has ended. */
export async function leavePlace(ctx: JobCtx, { personId }: Payload<'person.leave'>): Promise<string> {
  const { takes } = await takeLeave(ctx, { personId });
  return `${takes} takes removed`;
}
