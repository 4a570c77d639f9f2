import { expect, test } from '@playwright/test';
import { StudioPage } from './StudioPage.ts';

test('one click opens a real network, measures it layer by layer and finds the best plan', async ({
  page,
}) => {
  const studio = new StudioPage(page);
  await studio.open();
  await expect(page.getByText('Nothing leaves this page.')).toBeVisible();
  await page.getByRole('button', { name: /ResNet-20/ }).click();

  // AQS fills in: some layers have a number while others still wait.
  await expect
    .poll(async () => {
      const labels = await page
        .getByRole('option', { includeHidden: true })
        .evaluateAll((marks) => marks.map((mark) => mark.getAttribute('aria-label') ?? ''));
      return labels.filter((label) => /AQS [\d.]/.test(label)).length;
    })
    .toBeGreaterThan(0);
  await studio.settled();

  expect(await page.getByRole('option', { includeHidden: true }).count()).toBe(22);
  await expect(studio.status).toContainText('optimal');
  await expect(studio.status).toContainText('20 groups');
  await expect(page.getByRole('button', { name: /^Backend: WebAssembly/ })).toBeVisible();
  expect(studio.trouble).toEqual([]);
});

test('the page prefers WebAssembly over a software WebGPU adapter, and says so', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.openSample();
  await expect(page.getByRole('button', { name: /^Backend: WebAssembly.*software/i })).toBeVisible();
  const isolated = await page.evaluate(() => crossOriginIsolated);
  expect(isolated).toBe(true);
});

test('the MobileNet sample comes with photographs', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.openSample(/MobileNet v1/);
  await expect(page.getByRole('button', { name: /^Calibration data/ })).toContainText('images');
  expect(await studio.bits()).not.toContain('');
  expect(studio.trouble).toEqual([]);
});
