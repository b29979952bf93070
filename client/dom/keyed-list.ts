/** Sets a text only if it differs, so that screen readers do not repeat it. */
export function setText(place: HTMLElement, text: string): void {
  if (place.textContent !== text) place.textContent = text;
}
