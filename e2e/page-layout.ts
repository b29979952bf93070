import type { Page } from 'playwright';

/** An unreachable control: its position, and why it is unreachable. */
export interface LostControl {
  control: string;
  why: string;
}

/**
 * Visible controls of a page that cannot be reached: those outside the window, even after all scrolling that
 * a person can do, and those inside `within` that another element covers.
 */
export function lostControls(page: Page, within = 'body'): Promise<LostControl[]> {
  return page.evaluate((selector) => {
    const nameOf = (element: Element) => {
      const name =
        element.getAttribute('data-testid') ?? element.getAttribute('aria-label') ?? element.textContent;
      return `${element.tagName.toLowerCase()} ${(name ?? '').trim().slice(0, 40)}`;
    };
    /** True if only scripts can scroll the surroundings. */
    const fixed = (element: Element) => {
      const found: Element[] = [];
      for (let around = element.parentElement; around; around = around.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(around);
        if (overflowX === 'hidden' || overflowY === 'hidden' || overflowX === 'clip') found.push(around);
      }
      return found;
    };
    const lost: { control: string; why: string }[] = [];
    const controls = document
      .querySelector(selector)
      ?.querySelectorAll('a[href], button, input, select, textarea, [tabindex="0"]');
    for (const control of controls ?? []) {
      if (!control.checkVisibility({ opacityProperty: false, visibilityProperty: true })) continue;
      // Checkboxes and radio buttons whose labels are drawn instead.
      const shown = control.closest('label') ?? control;
      shown.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
      const around = fixed(shown);
      const moved = around.find(({ scrollLeft, scrollTop }) => scrollLeft !== 0 || scrollTop !== 0);
      for (const box of around) box.scrollTo(0, 0);
      const { left, top, right, bottom, width, height } = shown.getBoundingClientRect();
      const control_ = nameOf(control);
      const box = [left, top, right, bottom].map(Math.round).join(' ');
      if (moved) lost.push({ control: control_, why: `cut off by ${nameOf(moved)} (${box})` });
      else if (left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1) {
        lost.push({ control: control_, why: `outside of ${innerWidth} x ${innerHeight} (${box})` });
      } else if (width < 8 || height < 8) lost.push({ control: control_, why: `has no size (${box})` });
      else {
        const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        if (over && !shown.contains(over) && !over.contains(shown)) {
          lost.push({ control: control_, why: `is under ${nameOf(over)} (${box})` });
        }
      }
    }
    if (document.documentElement.scrollWidth > innerWidth + 1) {
      lost.push({ control: 'page', why: `is ${document.documentElement.scrollWidth} wide in ${innerWidth}` });
    }
    return lost;
  }, within);
}

/**
 * Windows of phones in both orientations, tablets and desktops; 640 x 360 is 1280 x 720 at a zoom of 200 %.
 */
export const windows = [
  [320, 640],
  [360, 740],
  [414, 896],
  [640, 320],
  [640, 360],
  [800, 450],
  [800, 600],
  [1024, 768],
  [1280, 720],
  [1920, 1080],
  [2560, 1440],
] as const;
