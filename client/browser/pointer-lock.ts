/** Milliseconds to wait for the event in a browser that returns no promise. */
const patience = 1_000;

/** Whether `target` has the pointer. */
export function hasPointer(target: Element): boolean {
  return document.pointerLockElement === target;
}

/**
 * Asks for the pointer; false when the browser has no pointer lock (iPads before iPadOS 18) or says no: without a
 * gesture, too soon after Escape, in a frame that may not. Older browsers return nothing and tell by an event.
 */
export async function lockPointer(target: HTMLElement): Promise<boolean> {
  if (typeof target.requestPointerLock !== 'function') return false;
  try {
    // Raw movement, where the platform has it, turns the same for the same movement of the hand.
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
  const told = new Promise<void>((resolve, reject) => {
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
  told.catch(() => undefined);
  const promised: unknown = target.requestPointerLock(options);
  await (promised instanceof Promise ? promised : told);
}
