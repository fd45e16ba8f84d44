import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createScope, type Scope } from '@/lib/scope';
import { type AppVersion, followVersions, type VersionNews } from './app-version';
import { whenNobodyRecords, whileRecording } from './draft-lock';

/** The browser's own locks, in Node; the workers are a stand-in, of which the test says when they take over. */
describe('a version that waits', () => {
  let scope: Scope;
  let version: AppVersion;
  let container: EventTarget;
  const waiting = { postMessage: vi.fn() };
  const reload = vi.fn();
  const news: VersionNews[] = [];

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    vi.clearAllMocks();
    news.length = 0;
    const registration = Object.assign(new EventTarget(), { waiting, installing: null, update: async () => undefined });
    container = Object.assign(new EventTarget(), { controller: {}, register: async () => registration });
    vi.stubGlobal('navigator', { locks: navigator.locks, serviceWorker: container });
    vi.stubGlobal('document', new EventTarget());
    vi.stubGlobal('location', { reload });
    scope = createScope();
    version = followVersions(scope, (told) => news.push(told));
    await vi.waitFor(() => expect(news).toEqual(['ready']));
  });
  afterEach(() => {
    scope.close();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const isAsked = () => vi.waitFor(() => expect(waiting.postMessage).toHaveBeenCalledWith({ type: 'SKIP_WAITING' }));
  const takeOver = () => container.dispatchEvent(new Event('controllerchange'));

  it('is taken with the switch, which reloads the page', async () => {
    const taken = version.take();
    await isAsked();
    takeOver();
    expect(await taken).toBe(true);
    expect(reload).toHaveBeenCalledOnce();
  });

  it('is not asked to take over while one records', async () => {
    const stop = whileRecording();
    expect(await version.take()).toBe(false);
    expect(waiting.postMessage).not.toHaveBeenCalled();
    stop();
    await vi.waitFor(async () => expect(await whenNobodyRecords(async () => 'free')).toBe('free'));
  });

  it('that does not take over is not waited for; when it does later, the page is told and stays', async () => {
    const given = expect(version.take()).rejects.toMatchObject({ code: 'deadline_exceeded' });
    await isAsked();
    expect(await whenNobodyRecords(async () => 'free')).toBeNull();
    await vi.advanceTimersByTimeAsync(10_000);
    await given;
    expect(await whenNobodyRecords(async () => 'free')).toBe('free');
    takeOver();
    expect(reload).not.toHaveBeenCalled();
    expect(news).toEqual(['ready', 'taken']);
  });
});
