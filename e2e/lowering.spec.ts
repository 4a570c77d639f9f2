import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { StudioPage } from './StudioPage.ts';

test('a criterion goes in, the search runs, its plan is used and verified on pictures nobody trained on', async ({
  page,
}) => {
  test.setTimeout(600_000);
  const studio = new StudioPage(page);
  await studio.openSample();
  // The choices of the panel are options too, without bits.
  const bits = async (): Promise<string[]> => (await studio.bits()).filter((text) => text !== '');

  // Fewer of the held-out pictures, so that the journey is short.
  await page.getByRole('button', { name: /^Calibration data/ }).click();
  const data = page.getByRole('region', { name: 'Verification data' });
  await data.getByLabel('Use at most').fill('200');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Escape');

  await page.keyboard.press('l');
  const panel = page.getByRole('region', { name: 'Accuracy-driven lowering' });
  await panel.getByLabel('Criterion to keep').selectOption({ label: 'accuracy lost from float' });
  // The field says how it is understood, refuses with a sentence, and keeps the focus.
  const limit = panel.getByLabel(/^Limit of the criterion/);
  await limit.fill('200');
  await limit.press('Enter');
  await expect(panel.getByRole('alert')).toContainText('out of range: a loss of accuracy is 0 to 100 points');
  await limit.fill('2');
  await expect(panel).toContainText('= 2 points');
  await limit.press('Enter');
  await expect(limit).toHaveValue('2 points');
  await expect(limit).toBeFocused();
  await panel.getByLabel('Measure').selectOption({ label: 'fast, by halving' });
  await panel.getByLabel('Images').fill('50.5');
  await panel.getByLabel('Images').press('Enter');
  await expect(panel.getByRole('alert')).toContainText('50.5 is not whole');
  await expect(panel.getByLabel('Images')).toBeFocused();
  await panel.getByLabel('Images').fill('100');
  await page.keyboard.press('Tab');
  await expect(panel).toContainText(/about \d+ plans, each measured on 100 images/);
  const plans = Number(/about (\d+) plans/.exec((await panel.textContent()) ?? '')![1]);
  expect(plans).toBeLessThanOrEqual(12);

  // One plan, then the rest; the plan in force stays on the curve while the graph shows the search.
  const before = await bits();
  const status = (await studio.status.textContent()) ?? '';
  await panel.getByRole('button', { name: 'Step', exact: true }).click();
  // The steps from pair to pair are measured first.
  await expect(panel.getByRole('rowheader', { name: 'every group at its widest pair' })).toBeVisible({
    timeout: 120_000,
  });
  await studio.settled(120_000);
  const region = page.getByRole('region', { name: 'Measurement' });
  await expect(region).toContainText('preview: bits of the search');
  expect(await bits()).not.toEqual(before);
  expect(await studio.status.textContent()).toBe(status);
  // The preview is left without the panel, by keyboard; who goes on sees it again.
  await page.keyboard.press('l');
  await expect(panel).toBeHidden();
  await region.getByRole('button', { name: 'leave preview' }).press('Enter');
  await expect(region).not.toContainText('preview');
  expect(await bits()).toEqual(before);
  await page.keyboard.press('l');
  await panel.getByRole('button', { name: 'Continue' }).click();
  await expect(panel.getByRole('progressbar', { name: 'Lowering' })).toBeVisible();
  // A pause and its end are one button under two names, and the focus stays on it.
  await panel.getByRole('button', { name: 'Pause' }).click();
  await studio.settled(300_000);
  await expect(panel.getByRole('button', { name: 'Continue' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(panel.getByRole('progressbar', { name: 'Lowering' })).toBeVisible();
  await studio.settled(300_000);

  const result = panel.getByRole('region', { name: 'Result of the search' });
  await expect(result).toContainText(
    /Keeps accuracy lost from float .* points?.*\(≤ 2 points\), .*BOPS, AQS/,
  );
  await expect(result).toContainText(/the ILP’s plan at the same BOPS|The ILP’s plan at the same BOPS/);
  const rows = panel.getByRole('row');
  expect(await rows.count()).toBeLessThanOrEqual(1 + plans);
  // The last plan of the list has the number of plans measured.
  await expect(rows.last().getByRole('cell').first()).toHaveText(String((await rows.count()) - 1));
  const found = await bits();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);

  await result.getByRole('button', { name: 'Use this plan' }).click();
  await studio.settled();
  await expect(region).not.toContainText('preview');
  await expect(studio.status).not.toHaveText(status);
  // A held plan says what becomes of it when the budget moves.
  await expect(page.getByRole('region', { name: 'Budget' })).toContainText(
    'another one leaves it for the optimum there',
  );
  expect(await bits()).toEqual(found);

  await result.getByRole('button', { name: 'Verify it' }).click();
  await studio.settled(300_000);
  const verification = page.getByRole('region', { name: 'Verification', exact: true });
  await expect(verification.getByRole('button', { name: 'Measure these' })).toBeFocused();
  const cells = async (name: RegExp): Promise<string[]> =>
    verification
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name }) })
      .first()
      .getByRole('cell')
      .allInnerTexts();
  const read = (text = ''): number => Number.parseFloat(text.replace(/[^\d.]*/, ''));
  const [planAccuracy, floatAccuracy] = [(await cells(/^PLAN$/))[4], (await cells(/^float$/))[4]];
  expect(read(floatAccuracy)).toBeGreaterThan(80);
  // On the first hundred it lost two points at most; the second hundred are new to it.
  expect(read(planAccuracy)).toBeGreaterThan(read(floatAccuracy) - 6);
  expect(planAccuracy).toMatch(/% ± \d/);

  // One undo takes back the plan and its budget.
  await page.getByRole('button', { name: 'Undo' }).click();
  await studio.settled();
  expect(await bits()).toEqual(before);

  // What is discarded leaves the focus where the next search starts.
  await page.keyboard.press('l');
  await result.getByRole('button', { name: 'Discard' }).click();
  await expect(panel.getByRole('button', { name: 'Start' })).toBeFocused();
  expect(studio.trouble).toEqual([]);
});
