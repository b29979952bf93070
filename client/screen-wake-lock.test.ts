import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ScreenWakeLock } from './screen-wake-lock.ts';

/** Timeout in milliseconds; long, because test machines may be busy. */
const patience = 30_000;

/** A page that can be hidden, as far as the lock uses it. */
class FakeDocument extends EventTarget {
  hidden = false;

  show(shown: boolean): void {
    this.hidden = !shown;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

function makeSentinel() {
  const sentinel = {
    released: false,
    release: async () => {
      sentinel.released = true;
    },
  };
  return sentinel;
}

describe('ScreenWakeLock', () => {
  let page: FakeDocument;
  const given: ReturnType<typeof makeSentinel>[] = [];
  const request = vi.fn(async () => {
    const sentinel = makeSentinel();
    given.push(sentinel);
    return sentinel;
  });

  beforeEach(() => {
    page = new FakeDocument();
    given.length = 0;
    request.mockClear();
    vi.stubGlobal('document', page);
    vi.stubGlobal('navigator', { wakeLock: { request } });
  });

  afterEach(() => vi.unstubAllGlobals());

  it('is held while it is wanted, and requested once', async () => {
    const lock = new ScreenWakeLock();
    lock.wanted = true;
    lock.wanted = true;
    await vi.waitFor(() => expect(lock.held).toBe(true), patience);
    lock.wanted = false;
    await vi.waitFor(() => expect(lock.held).toBe(false), patience);
    expect(request).toHaveBeenCalledTimes(1);
    expect(given[0].released).toBe(true);
  });

  it('is released while the page is hidden, and requested again when it is visible', async () => {
    const lock = new ScreenWakeLock();
    lock.wanted = true;
    await vi.waitFor(() => expect(lock.held).toBe(true), patience);
    page.show(false);
    await vi.waitFor(() => expect(lock.held).toBe(false), patience);
    page.show(true);
    await vi.waitFor(() => expect(lock.held).toBe(true), patience);
    lock.close();
    await vi.waitFor(() => expect(lock.held).toBe(false), patience);
  });

  it('works without a lock if the browser has none or refuses, and requests it again later', async () => {
    request.mockRejectedValueOnce(new Error('to save power'));
    const lock = new ScreenWakeLock();
    lock.wanted = true;
    await vi.waitFor(() => expect(request).toHaveBeenCalledTimes(1), patience);
    expect(lock.held).toBe(false);
    page.show(false);
    page.show(true);
    await vi.waitFor(() => expect(lock.held).toBe(true), patience);
    vi.stubGlobal('navigator', {});
    const none = new ScreenWakeLock();
    none.wanted = true;
    expect(none.held).toBe(false);
  });
});
