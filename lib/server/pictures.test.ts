import sharp from 'sharp';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GET } from '@/app/api/v1/pictures/[pictureId]/route';
import { getStory } from '@/db/queries/stories';
import { publishSeed } from '@/db/test-takes';
import type { Ctx } from './context';
import { changeCover } from './ownership';
import { savePicture } from './pictures';
import { callRoute, openTestApp, type Person, refusal, type TestApp } from './test-api';
import { somebody } from './test-people';

let app: TestApp;
let ada: { person: Person; ctx: Ctx };
let eve: { person: Person; ctx: Ctx };
let photo: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  app = await openTestApp();
  [ada, eve] = [await somebody(app, 'Ada'), await somebody(app, 'Eve')];
  const place = { IFD0: { Copyright: 'where it was taken' } };
  const plain = sharp({ create: { width: 900, height: 700, channels: 3, background: 'teal' } });
  photo = new Uint8Array(await plain.withExif(place).jpeg().toBuffer());
});
afterAll(() => app.close());

const read = (pictureId: string, as: Person | null = null) =>
  callRoute(GET, 'GET', `/api/v1/pictures/${pictureId}`, { pictureId }, { as });
const isUnreadable = { code: 'picture_unreadable' };

test('a picture is kept small and square, with nothing else that was in the file, and is for everybody', async () => {
  const answer = await read(await savePicture(ada.ctx, photo));
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'image/webp',
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 256, height: 256 });
  expect(bytes.includes('where it was taken')).toBe(false);
});

test('a cover is seen by whoever may listen, and the one before is gone', async () => {
  const story = { title: 'Among us', visibility: 'private' } as const;
  const { storyId } = await publishSeed(app.db, { authorId: ada.person.id, story });
  const coverOf = async () => (await getStory(app.db, { id: storyId }))?.coverId ?? '';
  await changeCover(ada.ctx, { storyId, picture: new Blob([photo]) });
  const first = await coverOf();
  const answer = await read(first, ada.person);
  expect(answer.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
  expect(await sharp(Buffer.from(await answer.arrayBuffer())).metadata()).toMatchObject({ width: 640, height: 640 });
  for (const as of [eve.person, null]) expect(await refusal(await read(first, as))).toMatchObject({ status: 404 });
  await changeCover(ada.ctx, { storyId, picture: new Blob([photo]) });
  expect(await refusal(await read(first, ada.person))).toMatchObject({ code: 'not_found' });
  expect((await read(await coverOf(), ada.person)).status).toBe(200);
  await changeCover(ada.ctx, { storyId, picture: null });
  expect(await coverOf()).toBe('');
});

test('what is no picture, too large, or unpacks to more than there is room for is refused', async () => {
  const size = { width: 4_200, height: 4_200, channels: 3, background: 'black' } as const;
  const bomb = await sharp({ create: size }).png().toBuffer();
  expect(bomb.length).toBeLessThan(200_000);
  const drawn = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
  const tooLarge = new Uint8Array(5 * 1024 * 1024 + 1);
  tooLarge.set(photo);
  for (const bytes of [bomb, drawn, tooLarge, photo.subarray(0, 400), new Uint8Array(0), Buffer.from('GIF89a')])
    await expect(savePicture(ada.ctx, bytes)).rejects.toMatchObject(isUnreadable);
  await expect(savePicture({ ...ada.ctx, actor: null }, photo)).rejects.toMatchObject({ code: 'not_signed_in' });
  expect(await refusal(await read(uuidv7()))).toMatchObject({ status: 404, code: 'not_found' });
});
