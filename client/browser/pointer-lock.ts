/** Milliseconds to wait for the event in a browser that returns no promise. */
const patience = 1_000;

/** Whether `target` holds the pointer lock. */
export function hasPointer(target: Element): boolean {
  return document.pointerLockElement === target;
}

/**
 * Requests pointer lock. False if the browser lacks it (iPads before iPadOS 18) or refuses: no user gesture,
 * too soon after Escape, or a frame without permission. Older browsers return no promise and report the
 * result by an event.
 */
export async function lockPointer(target: HTMLElement): Promise<boolean> {
  if (typeof target.requestPointerLock !== 'function') return false;
  try {
    // Unaccelerated movement, where the platform supports it, makes equal hand movements turn equally.
    await request(target, { unadjustedMovement: true });
  } catch {
    try {
      await request(target);
    } catch {
      return false;
    }
  }
  return hasPointer(target);
}

export function releasePointer(target: Element): void {
  if (hasPointer(target)) document.exitPointerLock();
}

async function request(target: HTMLElement, options?: PointerLockOptions): Promise<void> {
  const event = new Promise<void>((resolve, reject) => {
    const listening = new AbortController();
    const { signal } = listening;
    const end = (settle: () => void) => {
      listening.abort();
      window.clearTimeout(timer);
      settle();
    };
    const timer = window.setTimeout(() => end(resolve), patience);
    document.addEventListener('pointerlockchange', () => end(resolve), { signal });
    document.addEventListener('pointerlockerror', () => end(() => reject(new Error('refused'))), { signal });
  });
  // With a promise, nothing awaits the event.
  event.catch(() => undefined);
  const promised: unknown = target.requestPointerLock(options);
  await (promised instanceof Promise ? promised : event);
}
