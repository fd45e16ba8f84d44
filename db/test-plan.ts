import { type SQL, sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import type { Db } from './client';

type Plan = {
  'Node Type': string;
  'Index Name'?: string;
  'Relation Name'?: string;
  Plans?: Plan[];
  [key: string]: unknown;
};

/** How the database runs a query: the pages it touches, and the indexes and whole tables it reads. */
export async function explain(
  db: Db,
  query: SQL,
): Promise<{ pages: number; indexes: string[]; wholeTables: string[] }> {
  const { sql: text, params } = new PgDialect().sqlToQuery(query);
  const inlined = text.replace(/\$(\d+)/g, (_, n) => {
    const value: unknown = params[n - 1];
    return typeof value === 'number' ? `${value}` : `'${String(value).replaceAll("'", "''")}'`;
  });
  const [row] = await db.execute<{ 'QUERY PLAN': { Plan: Plan }[] }>(
    sql.raw(`explain (analyze, buffers, format json) ${inlined}`),
  );
  const root = row?.['QUERY PLAN'][0]?.Plan;
  const all: Plan[] = [];
  const visit = (plan: Plan | undefined): void => {
    if (!plan || plan['Actual Loops'] === 0) return;
    all.push(plan);
    plan.Plans?.forEach(visit);
  };
  visit(root);
  return {
    pages: Number(root?.['Shared Hit Blocks']) + Number(root?.['Shared Read Blocks']),
    indexes: all.flatMap((plan) => plan['Index Name'] ?? []),
    wholeTables: all.flatMap((plan) => (plan['Node Type'] === 'Seq Scan' ? (plan['Relation Name'] ?? []) : [])),
  };
}
