import type { StoryMessage } from '@/lib/domain/story-event';
import type { BranchView } from '@/lib/domain/tree-views';

/** What the server said, or null for what this page does not understand: a newer server may say more. */
export function storyMessageOf(text: unknown): StoryMessage | null {
  const said = typeof text === 'string' ? jsonOf(text) : null;
  return isMessage(said) ? said : null;
}

function isMessage(said: unknown): said is StoryMessage {
  if (!isObject(said)) return false;
  switch (said.type) {
    case 'hello':
      return isTextOrNull(said.mark) && Array.isArray(said.recording) && said.recording.every(isRecording);
    case 'take':
      return isBranch(said.take);
    case 'like':
      return (
        isText(said.takeId) && isNumber(said.likeCount) && Array.isArray(said.canon) && said.canon.every(isPointer)
      );
    case 'recording':
      return isRecording(said);
    default:
      return false;
  }
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isTextOrNull = (value: unknown): boolean => value === null || isText(value);
const isNumber = (value: unknown): value is number => Number.isFinite(value);
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isPointer = (value: unknown): boolean => isObject(value) && isText(value.parentId) && isText(value.bestChildId);

const isRecording = (value: unknown): boolean =>
  isObject(value) && isText(value.takeId) && Array.isArray(value.names) && value.names.every(isText);

const isBranch = (value: unknown): value is BranchView =>
  isObject(value) &&
  isText(value.id) &&
  isTextOrNull(value.parentId) &&
  isTextOrNull(value.bestChildId) &&
  isObject(value.author) &&
  isText(value.author.id) &&
  isText(value.author.name) &&
  [value.startMs, value.durationMs, value.likeCount, value.childCount].every(isNumber) &&
  Array.isArray(value.peaks) &&
  value.peaks.every(isNumber);

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Cut off on its way; the connection that broke is opened again, and what was missed is read.
    return null;
  }
}
