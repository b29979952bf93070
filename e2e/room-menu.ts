import type { Locator, Page } from 'playwright';

/** Opens the menu of a room's page, unless it is open. */
export async function openMenu(page: Page): Promise<void> {
  if (!(await page.getByTestId('room-menu').isVisible())) await page.getByTestId('toggle-menu').click();
  await page.getByTestId('menu-main').waitFor();
}

export async function closeMenu(page: Page): Promise<void> {
  const menu = page.getByTestId('room-menu');
  if (!(await menu.isVisible())) return;
  const back = page.getByTestId('settings-back');
  if (await back.isVisible()) await back.click();
  await page.getByTestId('resume').click();
  await menu.waitFor({ state: 'hidden' });
}

/** Shows a tool where it stands: at hand, in the menu, or in a section of the settings. */
export async function showTool(page: Page, testId: string): Promise<Locator> {
  const tool = page.getByTestId(testId);
  if (!(await tool.isVisible())) await openMenu(page);
  if (!(await tool.isVisible())) {
    const place = page.locator('.settings-section', { has: page.getByTestId(testId) });
    const section = (await place.getAttribute('data-testid'))?.replace('section-', '');
    await page.getByTestId('open-settings').click();
    await page.getByTestId(`settings-${section}`).click();
  }
  return tool;
}

export async function useTool(page: Page, testId: string): Promise<void> {
  await (await showTool(page, testId)).click();
}

/** Uses a tool, and closes the menu if it stays open. */
export async function useAndClose(page: Page, testId: string): Promise<void> {
  await useTool(page, testId);
  await closeMenu(page);
}

/** Whether the menu has this tool for the page's person. */
export function offersTool(page: Page, testId: string): Promise<boolean> {
  return page.getByTestId(testId).evaluate((tool) => !tool.hasAttribute('hidden'));
}
