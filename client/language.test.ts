import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { chooseLanguage, chosenLanguage, languagesAskedFor } from './language.ts';

/** What is left of a page: its address, and what the browser keeps for it. */
function storage(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

function openAt(address: string) {
  vi.stubGlobal('location', new URL(address));
}

beforeEach(() => {
  openAt('http://localhost/');
  vi.stubGlobal('sessionStorage', storage());
  vi.stubGlobal('localStorage', storage());
  vi.stubGlobal('history', {
    state: null,
    replaceState: (_: unknown, __: string, url: URL) => openAt(url.href),
  });
});
afterEach(() => vi.unstubAllGlobals());

test('nothing is asked for at first, so that the browser decides', () => {
  expect([languagesAskedFor(), chosenLanguage()]).toEqual([[], undefined]);
});

test('a choice is kept on the device, and can be left to the browser again', () => {
  chooseLanguage('de');
  expect([languagesAskedFor(), chosenLanguage()]).toEqual([['de'], 'de']);
  chooseLanguage(undefined);
  expect([languagesAskedFor(), chosenLanguage()]).toEqual([[], undefined]);
});

test('the address asks for a tab, before the choice, until another choice is made', () => {
  chooseLanguage('en');
  openAt('http://localhost/play/x?language=de&mode=wall');
  expect(languagesAskedFor()).toEqual(['de', 'en']);
  openAt('http://localhost/');
  expect(languagesAskedFor()).toEqual(['de', 'en']);
  openAt('http://localhost/play/x?language=de&mode=wall');
  chooseLanguage('en');
  expect(location.search).toBe('?mode=wall');
  expect(languagesAskedFor()).toEqual(['en']);
});

test('where the browser keeps nothing, the address carries the choice', () => {
  const blocked = () => {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  };
  vi.stubGlobal('localStorage', { getItem: blocked, setItem: blocked, removeItem: blocked });
  expect([languagesAskedFor(), chosenLanguage()]).toEqual([[], undefined]);
  chooseLanguage('de');
  expect(location.search).toBe('?language=de');
});
