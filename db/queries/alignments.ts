import { and, desc, eq, lt, sql } from 'drizzle-orm';
import { type AlignmentTotals, RESIDUAL_STEPS_MS } from '@/lib/domain/alignment-totals';
import type { Db } from '../client';
import { guarded } from '../guard';
import { takeAlignments, takes } from '../schema';
import { isTake } from './walks';

/** How far a take lies from its parent by its own sound, and how far that may be wrong (ms). */
type Residual = { residualMs: number; errorMs: number; peakDb: number };
/** What `takes.align_error_ms` holds at most. */
const MOST_ERROR_MS = 10_000;

/**
 * Notes what the server has measured of a published take; null when there was nothing to hear. A take that lies further off than
 * was stated is shown with that error from now on. True when it is the first to say so.
 */
export async function saveResidual(
  db: Db,
  { storyId, takeId, residual }: { storyId: string; takeId: string; residual: Residual | null },
): Promise<boolean> {
  return guarded(() =>
    db.transaction(async (tx) => {
      await tx
        .update(takeAlignments)
        .set({
          residualMs: residual?.residualMs ?? null,
          residualPeakDb: residual?.peakDb ?? null,
          verifiedAt: sql`clock_timestamp()`,
        })
        .where(and(eq(takeAlignments.storyId, storyId), eq(takeAlignments.takeId, takeId)));
      if (!residual) return false;
      const offMs = Math.min(MOST_ERROR_MS, Math.abs(residual.residualMs));
      const raised = await tx
        .update(takes)
        .set({ alignErrorMs: offMs })
        .where(and(isTake(storyId, takeId), lt(takes.alignErrorMs, offMs - residual.errorMs)))
        .returning({ id: takes.id });
      return raised.length > 0;
    }),
  );
}

/** The SHA-256 of the parent's mix that its author heard; null when the device has not told. */
export async function heardUnder(
  db: Db,
  { storyId, takeId }: { storyId: string; takeId: string },
): Promise<string | null> {
  const rows = await guarded(() =>
    db
      .select({ heardSha256: takeAlignments.heardSha256 })
      .from(takeAlignments)
      .where(and(eq(takeAlignments.storyId, storyId), eq(takeAlignments.takeId, takeId))),
  );
  return rows[0]?.heardSha256 ?? null;
}

const { residualMs, reportedMs, offsetMs } = takeAlignments;
const residual = sql`abs(${residualMs})`;
/** By how much the reported round trip is off the one that the take was found at. */
const naive = sql`case when ${takes.alignMethod} = 'measured' then abs(${offsetMs} + coalesce(${residualMs}, 0) - ${reportedMs}) end`;
const quantile = (share: number, of: ReturnType<typeof sql>) =>
  sql<number | null>`percentile_cont(${share}::float8) within group (order by ${of})`;
const within = sql.raw(RESIDUAL_STEPS_MS.join(', '));

/** Over all stories: the operator asks, and nobody waits for it. The most used first, and the rare browsers together as null. */
export async function alignmentTotals(db: Db, mostBrowsers: number): Promise<AlignmentTotals[]> {
  const often = db
    .select({ browser: takeAlignments.browser })
    .from(takeAlignments)
    .groupBy(takeAlignments.browser)
    .orderBy(desc(sql`count(*)`), takeAlignments.browser)
    .limit(mostBrowsers)
    .as('often');
  return guarded(() =>
    db
      .select({
        browser: often.browser,
        method: takes.alignMethod,
        takes: sql<number>`count(*)`.mapWith(Number),
        verified: sql<number>`count(${takeAlignments.verifiedAt})`.mapWith(Number),
        heard: sql<number>`count(${residualMs})`.mapWith(Number),
        // Only what was measured here raises a take's error.
        outside: sql<number>`count(*) filter (where ${takes.alignErrorMs} > ${takeAlignments.statedErrorMs})`.mapWith(
          Number,
        ),
        residualMedian: quantile(0.5, residual),
        residualP95: quantile(0.95, residual),
        naiveMedian: quantile(0.5, naive),
        naiveP95: quantile(0.95, naive),
        doubted: sql<number>`count(${takeAlignments.doubt})`.mapWith(Number),
        nudged: sql<number>`count(*) filter (where ${takes.nudgeMs} <> 0)`.mapWith(Number),
        histogram: sql<number[]>`array(
          select count(step) from generate_series(0, ${RESIDUAL_STEPS_MS.length}::integer) as bin
          left join unnest(array_agg(width_bucket(${residual}::float8, array[${within}]::float8[]))) as step on step = bin
          group by bin order by bin)`,
      })
      .from(takeAlignments)
      .innerJoin(takes, and(eq(takes.storyId, takeAlignments.storyId), eq(takes.id, takeAlignments.takeId)))
      .leftJoin(often, eq(often.browser, takeAlignments.browser))
      .groupBy(often.browser, takes.alignMethod)
      .orderBy(sql`count(*) desc`, often.browser, takes.alignMethod),
  );
}
