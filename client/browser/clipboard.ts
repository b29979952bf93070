import { element } from '../dom/element.ts';

/**
 * Copies a text; false when the browser refuses. Browsers withhold the Clipboard API from pages over plain HTTP;
 * there, most browsers still allow a selection and execCommand.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelection(text);
  }
}

function copySelection(text: string): boolean {
  const focused = document.activeElement;
  const field = element('textarea', { readonly: true, class: 'off-screen', 'aria-hidden': 'true' });
  field.value = text;
  document.body.append(field);
  try {
    field.select();
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    field.remove();
    if (focused instanceof HTMLElement) focused.focus();
  }
}
