import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import postgres from 'postgres';
import { v7 as uuid } from 'uuid';

/** Hangs a chain of `depth` takes below a seed, the last one with the seed's own mix, and answers that last take's id. */
export async function deepen(dataDir: string, storyId: string, depth: number): Promise<string> {
  const port = readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')
    .split('\n')[3]
    ?.trim();
  const { postgresPassword } = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8'));
  const sql = postgres(`postgres://postgres:${postgresPassword}@127.0.0.1:${port}/postgres`, { max: 1 });
  try {
    const [seed] = await sql`select * from takes where story_id = ${storyId} and parent_id is null`;
    if (!seed) throw new Error(`story ${storyId} has no seed`);
    let parent = seed;
    for (let level = 1; level <= depth; level++) {
      const id = uuid();
      const own = (kind: string, extension: string) => `audio/${id}/${crypto.randomUUID()}-${kind}.${extension}`;
      const take = {
        ...seed,
        id,
        parent_id: parent.id,
        start_ms: Number(parent.start_ms) + Number(parent.duration_ms),
        stem_key: own('stem', 'flac'),
        mix_key: own('mix', 'm4a'),
        child_count: 0,
        best_child_id: null,
        branch_likes: null,
        depth: level,
      };
      await sql`insert into takes ${sql(take)}`;
      parent = take;
    }
    const file = (key: string) => join(dataDir, 'store', key);
    mkdirSync(dirname(file(parent.mix_key)), { recursive: true });
    copyFileSync(file(seed.mix_key), file(parent.mix_key));
    return parent.id;
  } finally {
    await sql.end();
  }
}
