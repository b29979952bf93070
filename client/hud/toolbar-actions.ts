import { texts } from '../texts.ts';

/** Copies a link, or shows it to be copied by hand; true when it was copied. */
export async function copyLink(link: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(link);
    return true;
  } catch {
    // Browsers keep the clipboard from pages that come over plain HTTP.
    window.prompt(texts.toolbar.copyByHand, link);
    return false;
  }
}

export function toggleFullscreen(): void {
  const change = document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen();
  // The browser may refuse without a gesture; then the window stays as it is.
  change.catch(() => undefined);
}
