import { createHash } from 'node:crypto';
import { type APIRequestContext, expect } from '@playwright/test';
import { v7 as uuid } from 'uuid';
import { NOT_ALIGNED } from '@/lib/domain/not-aligned';
import type { UploadTicket } from '@/lib/domain/schemas';
import type { Rendered } from '@/lib/mixing/job';

/** What a device does, without a screen: a take that another journey's test records in the studio. */

type Told = { storyId: string; takeId: string };

/** Makes a guest of whoever asks through this context. */
export async function becomeGuest(api: APIRequestContext, name: string): Promise<void> {
  const { csrfToken } = await (await api.get('/api/auth/csrf')).json();
  // Whoever is somebody here already would stay who they are.
  const { person } = await (await api.get('/api/v1/me')).json();
  if (person) expect((await api.post('/api/auth/signout', { form: { csrfToken, json: 'true' } })).status()).toBe(200);
  const answer = await api.post('/api/auth/callback/guest', { form: { csrfToken, name, json: 'true' } });
  expect(answer.status()).toBe(200);
}

type Telling = {
  name: string;
  title?: string;
  /** Listed on the front page where others look for the demo story, or only there for who knows it. */
  visibility?: 'public' | 'unlisted' | 'private';
  answers?: Told & { startMs: number };
};

/** Sends the files of a take and publishes it, as a seed or as an answer that continues. */
export async function tell(api: APIRequestContext, rendered: Rendered, telling: Telling): Promise<Told> {
  const { name, title, visibility = 'unlisted', answers } = telling;
  const takeId = uuid();
  const storyId = answers?.storyId ?? uuid();
  const [stem, mix] = [factsOf(rendered.stem), factsOf(rendered.mix)];
  const files = [
    { kind: 'stem', contentType: 'audio/flac', ...stem },
    { kind: 'mix', contentType: 'audio/mp4', ...mix },
  ];
  const announced = await api.post(`/api/v1/takes/${takeId}/uploads`, { data: { files } });
  expect(announced.status()).toBe(200);
  const { uploads }: { uploads: UploadTicket[] } = await announced.json();
  const keys = await Promise.all(
    uploads.map(async ({ kind, key, url, headers }) => {
      const sent = await api.put(url, { headers, data: Buffer.from(kind === 'stem' ? rendered.stem : rendered.mix) });
      expect(sent.status()).toBe(200);
      return [kind, key] as const;
    }),
  );
  const keyOf = new Map(keys);
  const published = await api.put(`/api/v1/takes/${takeId}`, {
    data: {
      storyId,
      parentId: answers?.takeId ?? null,
      startMs: answers?.startMs ?? 0,
      durationMs: rendered.durationMs,
      ...(title !== undefined && { title }),
      visibility,
      authorName: name,
      stem: { key: keyOf.get('stem'), ...stem },
      mix: { key: keyOf.get('mix'), ...mix },
      peaks: [...rendered.peaks],
      gainDb: rendered.gainDb,
      alignment: NOT_ALIGNED,
    },
  });
  expect(published.status(), await published.text()).toBe(200);
  return { storyId, takeId };
}

const factsOf = (bytes: Uint8Array) => ({
  bytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});
