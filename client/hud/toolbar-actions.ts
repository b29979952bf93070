import { element } from '../dom/element.ts';
import { texts } from '../texts.ts';

/** Copies a link, or, where it may be seen, shows it to be copied by hand; true when it was copied. */
export async function copyLink(link: string, mayBeSeen: boolean): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(link);
    return true;
  } catch {
    // Browsers keep the clipboard from pages that come over plain HTTP.
    if (copyFromField(link)) return true;
    if (mayBeSeen) window.prompt(texts.toolbar.copyByHand, link);
    return false;
  }
}

/** The way of copying from before there was a clipboard for pages; it works over plain HTTP. */
function copyFromField(text: string): boolean {
  const field = element('textarea', { class: 'visually-hidden', 'aria-hidden': 'true', readonly: true });
  field.value = text;
  const focused = document.activeElement;
  document.body.append(field);
  field.select();
  try {
    return document.execCommand('copy');
  } finally {
    field.remove();
    if (focused instanceof HTMLElement) focused.focus();
  }
}

export function toggleFullscreen(): void {
  const change = document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen();
  // The browser may refuse without a gesture; then the window stays as it is.
  change.catch(() => undefined);
}
