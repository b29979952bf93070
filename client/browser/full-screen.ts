/**
 * Full screen (WHATWG, Fullscreen API), also under WebKit's prefixed names. iPhones support it for videos
 * only, some browsers return nothing instead of a promise, and frames may lack permission. Without it, a room
 * still fills the browser window.
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

/** Whether a page may request full screen. */
export function offersFullScreen(): boolean {
  const names = namesHere();
  return names !== undefined && propertyOf(document, names.enabled) !== false;
}

/** Enters or leaves full screen; false if the browser refuses. */
export async function toggleFullScreen(): Promise<boolean> {
  const names = namesHere();
  if (names === undefined) return false;
  try {
    const on = Boolean(propertyOf(document, names.element));
    await (on ? call(document, names.exit) : call(document.documentElement, names.request));
    return true;
  } catch {
    // Refused: there was no user gesture, or a policy forbids it.
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

/** Older browsers return undefined, which can be awaited as well. */
function call(target: object, name: string): unknown {
  const method = propertyOf(target, name);
  return typeof method === 'function' ? Reflect.apply(method, target, []) : undefined;
}
