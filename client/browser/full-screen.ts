/**
 * Full screen (WHATWG, Fullscreen API), also under the names that WebKit gave it. iPhones have it for videos alone, some
 * browsers answer with nothing instead of a promise, and frames may not be allowed to. A room fills its window in any
 * case, so that nothing but the browser's own bars is left where it cannot be had.
 */
interface FullScreenNames {
  readonly request: string;
  readonly exit: string;
  readonly element: string;
  readonly enabled: string;
}

const standard: FullScreenNames = {
  request: 'requestFullscreen',
  exit: 'exitFullscreen',
  element: 'fullscreenElement',
  enabled: 'fullscreenEnabled',
};
const webkit: FullScreenNames = {
  request: 'webkitRequestFullscreen',
  exit: 'webkitExitFullscreen',
  element: 'webkitFullscreenElement',
  enabled: 'webkitFullscreenEnabled',
};

/** Whether a page may ask for the whole screen. */
export function offersFullScreen(): boolean {
  const names = namesHere();
  return names !== undefined && propertyOf(document, names.enabled) !== false;
}

/** Fills the screen, or no longer; false when the browser refuses. */
export async function toggleFullScreen(): Promise<boolean> {
  const names = namesHere();
  if (names === undefined) return false;
  try {
    const on = Boolean(propertyOf(document, names.element));
    await (on ? call(document, names.exit) : call(document.documentElement, names.request));
    return true;
  } catch {
    // Without a gesture, or by a policy: the window stays as it is.
    return false;
  }
}

function namesHere(): FullScreenNames | undefined {
  return [standard, webkit].find(
    ({ request, exit }) =>
      typeof propertyOf(document.documentElement, request) === 'function' &&
      typeof propertyOf(document, exit) === 'function',
  );
}

function propertyOf(target: object, name: string): unknown {
  return Reflect.get(target, name);
}

/** Older browsers return undefined; awaiting that does no harm. */
function call(target: object, name: string): unknown {
  const method = propertyOf(target, name);
  return typeof method === 'function' ? Reflect.apply(method, target, []) : undefined;
}
