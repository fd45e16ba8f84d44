import type { JOB_QUEUES } from '@/db/job-queues.mjs';

/**
 * The doors that nobody knocks on: what each kind of job asks of the policy before it does something, `by` its file, or why it
 * asks nothing.
 */
export const JOBS: Record<keyof typeof JOB_QUEUES, { by: string; asks: string } | { asksNothing: string }> = {
  'take.nudge': { by: 'lib/server/jobs/nudge-take.ts', asks: 'mayStillMove' },
  'notice.push': { by: 'lib/server/jobs/push-notice.ts', asks: 'mayStillBeTold' },
  'take.verify': {
    asksNothing: 'it measures for whoever runs this place; all that it may change is how sure a take says it is',
  },
  'take.remix': { asksNothing: 'it makes the files what the row says, whoever has changed that' },
  'person.leave': { asksNothing: 'whoever it was for is gone, and it only takes away' },
  'path.render': { asksNothing: 'it makes a file, and whoever fetches that is asked then' },
  'mail.send': { asksNothing: 'who is written to was decided in the transaction that sealed the mail' },
};
