import { v7 as uuidv7 } from 'uuid';
import { afterAll, expect, test } from 'vitest';
import { testDatabase } from '../test-database';
import { getStory } from './stories';

const database = await testDatabase();
const { db } = database;
afterAll(database.close);

test('a story that is not there is null', async () => {
  expect(await getStory(db, { id: uuidv7() })).toBeNull();
});
