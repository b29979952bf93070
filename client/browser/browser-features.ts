/**
 * Feature detection: interfaces that a browser may lack, refuse or implement differently from the standard. Pages
 * call these functions, so that a missing feature breaks nothing else. Other features have their own files:
 * full-screen.ts, clipboard.ts, pointer-lock.ts, keyboard-layout.ts, screen-wake-lock.ts. docs/operations.md lists
 * the effect of each missing feature.
 */

/** Milliseconds between polls of an element's size in browsers without ResizeObserver. */
const sizeInterval = 500;

/** Whether a media query matches; `fallback` in browsers without media queries. */
export function matchesMedia(query: string, fallback = false): boolean {
  try {
    return window.matchMedia(query).matches;
  } catch {
    return fallback;
  }
}

/** Aborts after so many milliseconds, as AbortSignal.timeout does (Safari 16, Chrome 103, Firefox 100). */
export function timeoutSignal(milliseconds: number): AbortSignal {
  if (typeof AbortSignal.timeout === 'function') return AbortSignal.timeout(milliseconds);
  const controller = new AbortController();
  setTimeout(() => controller.abort(), milliseconds);
  return controller.signal;
}

/** Width and height of an element's content, CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Calls `changed` with the present size of an element and after every change. The returned function stops
 * that.
 */
export function observeSize(element: Element, changed: (size: Size) => void): () => void {
  if (typeof ResizeObserver === 'function') {
    const observer = new ResizeObserver(([entry]) => changed(entry.contentRect));
    observer.observe(element);
    return () => observer.disconnect();
  }
  let last: Size | undefined;
  const look = () => {
    const { width, height } = element.getBoundingClientRect();
    if (last?.width === width && last.height === height) return;
    last = { width, height };
    changed(last);
  };
  const timer = window.setInterval(look, sizeInterval);
  window.addEventListener('resize', look);
  return () => {
    window.clearInterval(timer);
    window.removeEventListener('resize', look);
  };
}

/** The gamepads visible to this page; none if the browser lacks the Gamepad API or a policy forbids it. */
export function gamepadsShown(): Gamepad[] {
  try {
    // Older WebKit returns a list that is not an array.
    return Array.from(navigator.getGamepads()).filter((pad) => pad !== null);
  } catch {
    return [];
  }
}

/** Whether the browser has the Gamepad API. Many browsers withhold it on plain HTTP. */
export function knowsGamepads(): boolean {
  return typeof navigator.getGamepads === 'function';
}

/** Captures a pointer for an element until release, if the browser supports it and the pointer is real. */
export function capturePointer(element: Element, pointer: number): void {
  try {
    element.setPointerCapture(pointer);
  } catch {
    // Without capture, a drag ends at the edge of the element.
  }
}

/**
 * Whether the page is an insecure context (plain HTTP from another machine; W3C, Secure Contexts), where browsers
 * withhold features. A browser that does not report it counts as secure.
 */
export function isInsecure(): boolean {
  return window.isSecureContext === false;
}
