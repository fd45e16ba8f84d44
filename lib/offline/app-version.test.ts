import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createScope, type Scope } from '@/lib/scope';
import { type AppVersion, followVersions, type VersionNews } from './app-version';
import { BUILD, buildCache } from './build-caches';
import { whenNobodyRecords, whileRecording } from './draft-lock';

/** The browser's own locks, in Node; the workers are a stand-in, of which the test says when they take over. */
describe('a version that waits', () => {
  let scope: Scope;
  let version: AppVersion;
  let container: EventTarget;
  const waiting = { postMessage: vi.fn() };
  const reload = vi.fn();
  const register = vi.fn();
  const news: VersionNews[] = [];

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    vi.clearAllMocks();
    news.length = 0;
    const registration = Object.assign(new EventTarget(), { waiting, installing: null, update: async () => undefined });
    register.mockResolvedValue(registration);
    container = Object.assign(new EventTarget(), { controller: {}, register });
    vi.stubGlobal('navigator', { locks: navigator.locks, serviceWorker: container });
    vi.stubGlobal('document', new EventTarget());
    vi.stubGlobal('location', { reload });
    scope = createScope();
    version = followVersions(scope, (told) => news.push(told));
    expect(register).not.toHaveBeenCalled();
    version.install();
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

describe('a page whose line is not quiet yet', () => {
  let scope: Scope;
  beforeEach(() => {
    scope = createScope();
  });
  afterEach(() => {
    scope.close();
    vi.unstubAllGlobals();
  });

  it('has its build held, and is told of a version that another page takes, for which it is loaded anew', async () => {
    const container = Object.assign(new EventTarget(), { controller: {}, register: vi.fn() });
    const reload = vi.fn();
    const news: VersionNews[] = [];
    const { locks } = navigator;
    vi.stubGlobal('navigator', { locks, serviceWorker: container });
    vi.stubGlobal('location', { reload });
    const version = followVersions(scope, (told) => news.push(told));
    const { held = [] } = await locks.query();
    expect(held.map(({ name }) => name)).toContain(buildCache(BUILD));
    container.dispatchEvent(new Event('controllerchange'));
    expect(news).toEqual(['taken']);
    expect(await version.take()).toBe(true);
    expect(reload).toHaveBeenCalledOnce();
    expect(container.register).not.toHaveBeenCalled();
  });
});
