/** Context times of a take (s): when its slate sounds, when its pre-roll begins, when it starts. */
export type Schedule = { slateAt: number; prerollAt: number; punchAt: number };

/** From now to the slate (s): the recorder must have begun to listen. */
const SLATE_DELAY = 0.15;
/** Between the slate's end and the punch (s), so that its ring never reaches the take. */
const SETTLE = 0.15;
/** From now to the first sound of a lead-in (s), so that it is scheduled and not late. */
const LEAD_DELAY = 0.2;

/**
 * When everything of a take happens, by the context's clock. A seed starts as soon as its slate is in; an answer after
 * its lead-in. `slateSeconds` is the slate's length, `leadInMs` and `prerollMs` as in `aim.ts`.
 */
export function scheduleTake(now: number, slateSeconds: number, leadInMs: number, prerollMs: number): Schedule {
  const slateAt = now + SLATE_DELAY;
  const afterSlate = slateAt + slateSeconds + SETTLE;
  const punchAt = leadInMs > 0 ? Math.max(afterSlate, now + LEAD_DELAY + leadInMs / 1_000) : afterSlate;
  return { slateAt, prerollAt: punchAt - prerollMs / 1_000, punchAt };
}
