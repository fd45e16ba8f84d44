'use server';

import { z } from 'zod';
import { MAX_DEPTH } from '@/lib/domain/limits';
import { WHO_RECORDS } from '@/lib/domain/people';
import { answerKind, description, id, reason, title, visibility } from '@/lib/domain/schemas';
import { action } from '@/lib/server/action';
import { letIn, refuse } from '@/lib/server/approvals';
import { answerOffer, offer } from '@/lib/server/handover';
import * as ownership from '@/lib/server/ownership';
import { pictureFile } from '@/lib/server/pictures';
import { MAX_DURATION_MS, MIN_DURATION_MS } from '@/lib/timeline/rule';

const story = z.object({ storyId: id });
const take = story.extend({ takeId: id });
const settings = story.extend({
  title,
  description,
  visibility,
  defaultAnswer: answerKind,
  whoRecords: z.enum(WHO_RECORDS),
  mostMs: z.int().min(MIN_DURATION_MS).max(MAX_DURATION_MS).nullable(),
  mostDepth: z.int().min(1).max(MAX_DEPTH).nullable(),
  mostTakesEach: z.int().min(1).max(10_000).nullable(),
  approves: z.boolean(),
});

export const settleStory = action({ name: 'story.settle', input: settings }, ownership.settle);

export const changeCover = action(
  { name: 'story.cover', input: story.extend({ picture: pictureFile.nullable() }), limit: 'picture' },
  ownership.changeCover,
);

export const closeStory = action(
  { name: 'story.close', input: story.extend({ isClosed: z.boolean() }) },
  ownership.close,
);

export const removeMember = action(
  { name: 'story.remove_member', input: story.extend({ personId: id }) },
  ownership.removeMember,
);

export const offerStory = action(
  { name: 'story.offer', input: story.extend({ personId: id.nullable() }), limit: 'invite' },
  offer,
);

export const answerStoryOffer = action(
  { name: 'story.answer_offer', input: story.extend({ isTaken: z.boolean() }) },
  answerOffer,
);

export const deleteStory = action(
  { name: 'story.delete', input: story.extend({ title: z.string().max(1_000) }) },
  ownership.remove,
);

export const restoreStory = action({ name: 'story.restore', input: story }, ownership.restore);

export const letTakeIn = action({ name: 'take.let_in', input: take }, letIn);

export const refuseTake = action({ name: 'take.refuse', input: take.extend({ words: reason }) }, refuse);
