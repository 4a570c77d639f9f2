import { expect, test } from '@playwright/test';
import { StudioPage } from './StudioPage.ts';

test('a GPU that dies in the middle of a measurement costs nothing but a notice', async ({
  page,
  browser,
}) => {
  test.setTimeout(240_000);
  const studio = new StudioPage(page);
  await studio.openSample();
  await studio.menu(/^Hardware profile/, /NVIDIA T4/);
  await studio.settled();
  await studio.setBudget('25%');
  const before = await studio.exportPlan();

  await studio.menu(/^Backend/, /^WebGPU/);
  await expect(page.getByRole('button', { name: /^Backend: WebGPU/ })).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Measure again' }).click();
  const progress = page.getByRole('progressbar', { name: 'Measuring AQS' });
  await expect(progress).toBeVisible();
  const session = await browser.newBrowserCDPSession();
  await session.send('Browser.crashGpuProcess' as never).catch(() => undefined);

  await studio.settled(180_000);
  await expect(page.getByRole('button', { name: /^Backend: WebAssembly/ })).toBeVisible();
  await expect(
    page
      .getByRole('status')
      .or(page.getByRole('alert'))
      .filter({ hasText: /WebGPU|GPU/ })
      .first(),
  ).toBeVisible();
  const after = await studio.exportPlan();
  expect(after.budgets).toEqual(before.budgets);
  expect(after.profile).toEqual(before.profile);
  expect(after.groups.map(({ id, pair }) => [id, pair])).toEqual(
    before.groups.map(({ id, pair }) => [id, pair]),
  );
});
