/**
 * Where the browser keeps nothing for this page (cookies are blocked, a frame of another site), reading localStorage throws.
 * Libraries that the pages use do not expect that, so a store takes its place that lasts as long as the page.
 */
export function standInForStorage(): void {
  for (const name of ['localStorage', 'sessionStorage'] as const) {
    try {
      if (window[name]) continue;
    } catch {
      // Blocked: replaced below.
    }
    Reflect.defineProperty(window, name, { configurable: true, value: memoryStorage() });
  }
}

function memoryStorage(): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    clear: () => kept.clear(),
    getItem: (key) => kept.get(key) ?? null,
    key: (index) => [...kept.keys()][index] ?? null,
    removeItem: (key) => void kept.delete(key),
    setItem: (key, value) => void kept.set(key, String(value)),
  };
}
