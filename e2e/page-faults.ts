import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';

/** Accessibility violations that axe rates as serious or critical, each with its element. */
export async function faultsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
