import { PgBoss } from 'pg-boss';

const DAY_SECONDS = 24 * 60 * 60;
/** Far above the length of any incident: what waits is still there when somebody has mended what it waits for. */
const KEPT_SECONDS = 365 * DAY_SECONDS;

/** What every queue has in common. A worker that was killed is missed after its second heartbeat, and its job runs elsewhere. */
const DURABLE = { heartbeatSeconds: 30, expireInSeconds: 15 * 60, retentionSeconds: KEPT_SECONDS, retryBackoff: true };

/**
 * The queues of `lib/server/jobs/`, by the kind of their jobs. Somebody looks at the page until a nudge is there, so it is given
 * up after a minute of trying; nobody waits for a check, and it outlasts a day without the store. A path is asked for by everybody
 * who listens, and made once for all of them.
 */
export const JOB_QUEUES = {
  'take.nudge': { ...DURABLE, retryLimit: 4, retryDelay: 2, retryDelayMax: 60 },
  'take.verify': { ...DURABLE, retryLimit: 12, retryDelay: 15, retryDelayMax: 4 * 60 * 60 },
  // What asks while one is at work asks for what that one may not have seen: one of a take works, and one waits.
  'take.remix': { ...DURABLE, policy: 'stately', retryLimit: 12, retryDelay: 5, retryDelayMax: 4 * 60 * 60 },
  'person.leave': { ...DURABLE, retryLimit: 12, retryDelay: 5, retryDelayMax: 4 * 60 * 60 },
  'path.render': {
    ...DURABLE,
    // An hour and a half of sound, on a machine that has much else to do.
    expireInSeconds: 60 * 60,
    policy: 'exclusive',
    retryLimit: 2,
    retryDelay: 15,
    retryDelayMax: 5 * 60,
  },
  // A link that comes a day late is of no use any more.
  'mail.send': { ...DURABLE, retentionSeconds: DAY_SECONDS, retryLimit: 10, retryDelay: 5, retryDelayMax: 60 * 60 },
  // A device that cannot be reached for a day is not told any more; what was told is in the app.
  'notice.push': { ...DURABLE, retryLimit: 10, retryDelay: 15, retryDelayMax: 4 * 60 * 60 },
};

/** What has failed for good waits here, to be looked at and sent again. */
export const deadLetterOf = (/** @type {string} */ kind) => `${kind}.dead`;

/**
 * Brings pg-boss's own schema and the queues to what is written here. Repeating it changes nothing more.
 * @param {string} url
 */
export async function prepareJobQueues(url) {
  const boss = new PgBoss({ connectionString: url, max: 1, supervise: false, schedule: false });
  // Whatever goes wrong here rejects too; without a listener it would end the process instead.
  boss.on('error', () => undefined);
  try {
    await boss.start();
    for (const [kind, options] of Object.entries(JOB_QUEUES)) {
      const deadLetter = deadLetterOf(kind);
      await bring(boss, deadLetter, { retentionSeconds: KEPT_SECONDS });
      await bring(boss, kind, { ...options, deadLetter });
    }
  } finally {
    await boss.stop({ graceful: false });
  }
}

/** Creating leaves a queue that is there as it is, and updating does not create; a policy stays what it was. */
async function bring(boss, name, { policy, ...options }) {
  await boss.createQueue(name, { policy, ...options });
  await boss.updateQueue(name, options);
}
