import { describe, expect, it } from 'vitest';
import { microphoneError } from './microphone';

describe('microphoneError', () => {
  it.each([
    ['NotAllowedError', 'microphone_denied'],
    ['NotFoundError', 'microphone_missing'],
    ['OverconstrainedError', 'microphone_missing'],
    ['NotReadableError', 'microphone_busy'],
    ['AbortError', 'microphone_busy'],
    ['EncodingError', 'unexpected'],
  ])('%s is %s', (name, code) => {
    const cause = new DOMException('', name);
    expect(microphoneError(cause)).toMatchObject({ code, cause });
  });
});
