import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { StudioPage } from './StudioPage.ts';

test('a plan is measured on pictures that nobody trained or calibrated on, beside float and uniform plans', async ({
  page,
}) => {
  test.setTimeout(600_000);
  const studio = new StudioPage(page);
  await studio.openSample();

  // Fewer of the held-out pictures, so that the journey is short.
  await page.getByRole('button', { name: /^Calibration data/ }).click();
  const data = page.getByRole('region', { name: 'Verification data' });
  await expect(data).toContainText('1000 images, all labelled');
  for (const refused of ['-5', '1e9', '']) {
    await data.getByLabel('Use at most').fill(refused);
    await page.keyboard.press('Enter');
    await expect(data.getByRole('alert')).toContainText('a whole number from 1 to 100000. It stays 1000.');
  }
  await expect(data).toContainText('1000 images, all labelled');
  await data.getByLabel('Use at most').fill('200');
  await page.keyboard.press('Tab');
  await expect(data).toContainText('200 of 1000 images, all labelled');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  const panel = page.getByRole('region', { name: 'Verification', exact: true });
  await expect(panel.getByRole('progressbar', { name: 'Verifying' })).toBeVisible();
  await studio.settled(300_000);

  const row = (name: string | RegExp) =>
    panel.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) });
  const numbers = async (name: string | RegExp): Promise<string[]> =>
    row(name).first().getByRole('cell').allInnerTexts();
  const [, kl = '', , agreement = '', accuracy = ''] = await numbers(/^PLAN$/);
  const [, floatKl = '', , , floatAccuracy = ''] = await numbers('float');
  const [, uniformKl = '', , , uniformAccuracy = ''] = await numbers(/^uniform/);
  const read = (text: string): number => Number.parseFloat(text.replace(/[^\d.]*/, ''));
  expect(read(floatKl)).toBe(0);
  expect(read(kl)).toBeGreaterThan(0);
  expect(read(kl)).toBeLessThan(read(uniformKl));
  expect(read(agreement)).toBeGreaterThan(85);
  // The network's accuracy on all of them is 87.5 %.
  expect(read(floatAccuracy)).toBeGreaterThan(80);
  expect(read(floatAccuracy)).toBeLessThan(95);
  expect(read(accuracy)).toBeGreaterThan(read(floatAccuracy) - 8);
  expect(read(uniformAccuracy)).toBeGreaterThan(0);
  expect(accuracy).toMatch(/% ± \d/);
  expect(agreement).toMatch(/% ± \d/);
  await expect(panel).toContainText(/trust: [34] plans only, too few to say/);

  const shown = await new AxeBuilder({ page }).analyze();
  expect(shown.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);

  // Another plan is not measured yet; the one before it is known again at once.
  await page.getByRole('button', { name: 'Keep plan' }).click();
  await studio.setBudget('20%');
  await expect(row(/^PLAN$/)).toContainText('not measured yet');
  await expect(row(/Plan A/)).toContainText(`${kl.split(' ±')[0]!.replace(/^[^\d]*/, '')}`);
  await page.getByRole('button', { name: 'Undo' }).click();
  await studio.settled();
  await expect(row(/^PLAN$/)).toContainText('±');

  // What a button starts leaves the focus on it; a cancelled job gives it to the way to start the next.
  const nearby = panel.getByRole('button', { name: 'Nearby budgets' });
  await nearby.click();
  await expect(nearby).toBeFocused();
  await panel.getByRole('button', { name: 'Cancel' }).click();
  await studio.settled();
  await expect(panel.getByRole('button', { name: 'Measure these' })).toBeFocused();

  const exported = JSON.parse((await studio.download('Plan as JSON')).text) as {
    verification: { images: number; heads: { float_accuracy: number }[] };
  };
  expect(exported.verification.images).toBe(200);
  expect(exported.verification.heads[0]!.float_accuracy * 100).toBeCloseTo(read(floatAccuracy), 1);
  expect(studio.trouble).toEqual([]);
});
