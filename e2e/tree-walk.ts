import { expect } from '@playwright/test';
import postgres from 'postgres';
import { factsOf, type Parcel } from './steady-device';

/** What the store says of a file: null when it has none. */
export type StoredFacts = (key: string) => Promise<{ bytes: number; sha256: string } | null>;
export type Findings = { published: number; lost: number; doubles: number; withoutFiles: number };

/** Walks every row: nothing that was delivered is lost or there twice, and every file is the one that its row names. */
export async function walk(databaseUrl: string, stored: StoredFacts, delivered: readonly Parcel[]): Promise<Findings> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined });
  try {
    const rows = await sql<
      Row[]
    >`select id, story_id, parent_id, stem_key, stem_sha256, mix_key, mix_sha256 from takes`;
    const findings = { published: 0, lost: 0, doubles: 0, withoutFiles: 0 };
    for (const { takeId, rendered } of delivered) {
      const mine = rows.filter(({ id }) => id === takeId);
      findings.published += Math.min(1, mine.length);
      findings.lost += mine.length === 0 ? 1 : 0;
      findings.doubles += Math.max(0, mine.length - 1);
      for (const row of mine) {
        expect([row.stem_sha256, row.mix_sha256]).toEqual([
          factsOf(rendered.stem).sha256,
          factsOf(rendered.mix).sha256,
        ]);
      }
    }
    for (const row of rows) {
      const [stem, mix] = await Promise.all([stored(row.stem_key), stored(row.mix_key)]);
      if (stem?.sha256 !== row.stem_sha256 || mix?.sha256 !== row.mix_sha256) findings.withoutFiles += 1;
    }
    const miscounted = await sql`
      select stories.id from stories left join takes on takes.story_id = stories.id
      group by stories.id having stories.take_count <> count(takes.id)
      union all
      select parents.id from takes parents left join takes children
        on children.story_id = parents.story_id and children.parent_id = parents.id
      group by parents.id, parents.story_id having max(parents.child_count) <> count(children.id)`;
    expect([...miscounted], 'stories and takes whose counts are not those of their rows').toEqual([]);
    return findings;
  } finally {
    await sql.end();
  }
}

type Row = { id: string; stem_key: string; stem_sha256: string; mix_key: string; mix_sha256: string };
