import { expect, test } from '@playwright/test';
import { StudioPage } from './StudioPage.ts';

test('moving the slider changes groups, and the budget holds', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.openSample();
  await studio.setBudget('50%');
  const before = await studio.bits();

  // Drag the thumb far to the left.
  const thumb = (await studio.slider.boundingBox())!;
  const x = thumb.x + thumb.width / 2;
  const y = thumb.y + thumb.height / 2;
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 1; step <= 15; step++) await page.mouse.move(x - 12 * step, y);
  await page.mouse.up();
  await studio.settled();

  const after = await studio.bits();
  expect(after).not.toEqual(before);
  const plan = await studio.exportPlan();
  expect(plan.solver.status).toBe('optimal');
  expect(plan.totals.bops!).toBeLessThanOrEqual(plan.budgets.bops!);
  expect(plan.groups.flatMap((group) => group.layers.map(() => group.pair)).length).toBe(22);
  await expect(page.getByRole('list', { name: 'What changed' })).toContainText('→');
  expect(studio.trouble).toEqual([]);
});

test('arrow keys step to the next plan; a tighter budget never gives a smaller AQS', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.openSample();
  await studio.setBudget('40%');
  const objectives: number[] = [(await studio.exportPlan()).solver.objective];
  for (let press = 0; press < 4; press++) {
    const value = await studio.slider.getAttribute('aria-valuenow');
    await studio.slider.focus();
    await page.keyboard.press('ArrowLeft');
    await expect(studio.slider).not.toHaveAttribute('aria-valuenow', value!);
    await studio.settled();
    objectives.push((await studio.exportPlan()).solver.objective);
  }
  expect(objectives).toEqual(objectives.toSorted((a, b) => a - b));
  expect(objectives.at(-1)).toBeGreaterThan(objectives[0]!);
});

test('several budgets hold at once; an impossible one is refused with the nearest that works', async ({
  page,
}) => {
  const studio = new StudioPage(page);
  await studio.openSample();
  await studio.menu('Add a budget', /Size/);
  const field = page.getByRole('textbox', { name: /^Size budget/ });
  await field.fill('100 kB');
  await field.press('Enter');
  await studio.settled();
  const plan = await studio.exportPlan();
  expect(plan.totals.size!).toBeLessThanOrEqual(100_000);
  expect(plan.totals.bops!).toBeLessThanOrEqual(plan.budgets.bops!);

  await field.fill('10 kB');
  await field.press('Enter');
  await studio.settled();
  const status = page.getByRole('region', { name: 'Budget' });
  await expect(status).toContainText(/size/i);
  const nearest = status.getByRole('button', { name: /least|nearest|feasible|use/i }).first();
  await nearest.click();
  await studio.settled();
  await expect(studio.status).toContainText('optimal');
});

test('a hardware profile changes the pairs that layers may run at', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.openSample();
  await studio.menu(/^Hardware profile/, /NVIDIA T4/);
  await studio.settled();
  const allowed = ['4/4', '8/8', '16f/16f'];
  const plan = await studio.exportPlan();
  expect(plan.profile.id).toBe('nvidia-t4-hawqv3');
  for (const group of plan.groups) expect(allowed).toContain(group.pair);
  await page.getByRole('button', { name: 'Undo' }).click();
  await studio.settled();
  expect((await studio.exportPlan()).profile.id).toBe('generic-int');
});
