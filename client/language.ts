/** The language that somebody chose, on this device or for this tab. What the pages say in it is in texts.ts. */
const key = 'worldroom.language';

/** What was asked for, the strongest wish first: `?language=de` for as long as the tab, then the choice on this device. */
export function languagesAskedFor(): string[] {
  try {
    const asked = new URLSearchParams(location.search).get('language');
    if (asked !== null) sessionStorage.setItem(key, asked);
    const ofTab = asked ?? sessionStorage.getItem(key);
    return [ofTab, localStorage.getItem(key)].filter((tag) => tag !== null);
  } catch {
    // Storage is blocked, or this is no page.
    return [];
  }
}

/** The choice on this device; undefined where the browser's languages decide. */
export function chosenLanguage(): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a choice, or leaves it to the browser again; what the tab was asked for is over. The page is to be loaded anew. */
export function chooseLanguage(tag: string | undefined): void {
  const address = new URL(location.href);
  address.searchParams.delete('language');
  try {
    sessionStorage.removeItem(key);
    if (tag === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, tag);
  } catch {
    // Storage is blocked: the address alone can carry it.
    if (tag !== undefined) address.searchParams.set('language', tag);
  }
  history.replaceState(history.state, '', address);
}
