import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { StudioPage } from './StudioPage.ts';

test('peak memory is a budget like the others, and the picture says what makes it', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.openSample();
  const legend = page.getByRole('figure').filter({ hasText: 'peak memory (pred.)' });
  await expect(legend).toBeHidden();
  await studio.menu('Add a budget', /^Memory/);
  const field = page.getByRole('textbox', { name: /^Memory budget/ });
  await field.fill('25 kB');
  await field.press('Enter');
  await studio.settled();

  const plan = await studio.exportPlan();
  expect(plan.solver.status).toBe('optimal');
  expect(plan.totals.memory!).toBeLessThanOrEqual(25_000);
  expect(plan.totals.memory).toBe(plan.totals.activation_bytes);
  expect(plan.totals.bops!).toBeLessThanOrEqual(plan.budgets.bops!);

  // The legend of the picture and the inspector name the node and the tensors.
  await expect(legend).toContainText('at 4 bits');
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector).toContainText('Peak memory (pred.)');
  await expect(inspector.getByRole('listitem').first()).toContainText('4 bits');
  const found = await new AxeBuilder({ page }).analyze();
  expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  const tool = page.getByRole('button', { name: /what makes the plan’s peak/ });
  await expect(tool).toHaveAttribute('aria-pressed', 'true');
  await tool.click();
  await expect(legend).toBeHidden();

  await field.fill('1 kB');
  await field.press('Enter');
  await expect(studio.status).toContainText('No plan has peak memory within 1 kB');
  expect(studio.trouble).toEqual([]);
});
