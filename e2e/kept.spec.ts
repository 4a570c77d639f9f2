import { expect, test } from '@playwright/test';
import { StudioPage } from './StudioPage.ts';

const anyAqs = /AQS [\d.]/;

test('what was measured is there again after the page was loaded anew, and can be cleared', async ({
  page,
}) => {
  const studio = new StudioPage(page);
  await studio.openSample();
  await expect(page.getByText(/^kept from/)).toHaveCount(0);
  const bits = await studio.bits();
  const { groups } = await studio.exportPlan();

  await page.reload();
  await studio.settled();
  await expect(page.getByText(/^kept from \d+ \w+, \d\d:\d\d$/)).toBeVisible();
  expect(await studio.bits()).toEqual(bits);
  expect((await studio.exportPlan()).groups).toEqual(groups);

  // Asked for, it is measured all the same.
  await page.getByRole('button', { name: 'Measure again' }).click();
  await expect(page.getByText(/^kept from/)).toHaveCount(0);
  await studio.settled();
  expect((await studio.exportPlan()).groups).toEqual(groups);

  await page.getByRole('button', { name: /^Calibration data/ }).click();
  const kept = page.getByRole('dialog').getByText(/^Kept measurements/);
  // The table, and the forward passes that followed large errors to the output.
  await expect(kept).toHaveText(/2, [\d.]+ kB/);
  await page.getByRole('button', { name: 'Clear kept measurements' }).click();
  await expect(kept).toHaveText('Kept measurements: none');
  expect(studio.trouble).toEqual([]);
});

test('settings, kept plans and verifications are there again after the page was loaded anew', async ({
  page,
}) => {
  test.setTimeout(300_000);
  const studio = new StudioPage(page);
  await studio.openSample();
  const settings = page.getByRole('button', { name: 'Measure settings' });
  await settings.click();
  await page.getByLabel('Input range').selectOption('percentile');
  await page.getByLabel('Images used').fill('12');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await studio.settled();
  await page.getByRole('button', { name: /^Calibration data/ }).click();
  await page.getByRole('region', { name: 'Verification data' }).getByLabel('Use at most').fill('24');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await studio.settled(200_000);
  const panel = page.getByRole('region', { name: 'Verification', exact: true });
  await panel.getByRole('button', { name: 'Keep plan' }).click();
  await studio.setBudget('20%');
  const row = (name: RegExp) => panel.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) });
  const kept = (await row(/Plan A/).textContent()) ?? '';
  expect(kept).toContain('±');
  const { groups } = await studio.exportPlan();

  await page.reload();
  await studio.settled();
  await expect(page.getByText(/^kept from/)).toBeVisible();
  const bar = page.getByRole('region', { name: 'Measurement' });
  await expect(bar).toContainText('percentile');
  await expect(bar).not.toContainText('settings changed');
  expect((await studio.exportPlan()).groups).toEqual(groups);
  await settings.click();
  await expect(page.getByLabel('Images used')).toHaveValue('12');
  await page.keyboard.press('Escape');
  // Only looked at: nothing is measured.
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(row(/Plan A/)).toHaveText(kept);
  await expect(row(/^PLAN$/)).toContainText('not measured yet');
  await page.getByRole('button', { name: /^Calibration data/ }).click();
  const data = page.getByRole('region', { name: 'Verification data' });
  await expect(data).toContainText('24 of 1000 images');
  expect(studio.trouble).toEqual([]);
});

test('a page that is closed in the middle of measuring goes on where it was', async ({ page }) => {
  test.setTimeout(300_000);
  const studio = new StudioPage(page);
  await studio.open();
  await page.getByRole('button', { name: /MobileNet v1/ }).click();
  const progress = page.getByRole('progressbar', { name: 'Measuring AQS' });
  await expect(progress).toBeVisible();
  // Some layers are measured and kept by now.
  await expect
    .poll(
      () =>
        page.evaluate(async () => {
          const names = (await indexedDB.databases()).map(({ name }) => name);
          if (!names.includes('mixbit-studio')) return 0;
          return new Promise<number>((resolve, reject) => {
            const opening = indexedDB.open('mixbit-studio');
            opening.onerror = () => reject(opening.error);
            opening.onsuccess = () => {
              const database = opening.result;
              const count = database.transaction('measurements').objectStore('measurements').count();
              count.onsuccess = () => {
                database.close();
                resolve(count.result);
              };
            };
          });
        }),
      { timeout: 60_000 },
    )
    .toBe(1);
  await page.reload();
  await expect(page.getByRole('option', { name: anyAqs, includeHidden: true }).first()).toBeAttached({
    timeout: 60_000,
  });
  await studio.settled(200_000);
  const labels = await page
    .getByRole('option', { includeHidden: true })
    .evaluateAll((marks) => marks.map((mark) => mark.getAttribute('aria-label') ?? ''));
  expect(labels.filter((label) => !anyAqs.test(label))).toEqual([]);
  expect(studio.trouble).toEqual([]);
});
