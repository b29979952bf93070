/**
 * Replaces localStorage with a store in memory where reading it throws (blocked cookies, a frame of another
 * site). Libraries that the pages use do not handle that error.
 */
export function installStorageFallback(): void {
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
