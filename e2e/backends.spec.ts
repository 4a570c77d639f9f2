import { expect, test } from '@playwright/test';
import { StudioPage } from './StudioPage.ts';

test('WebGPU measures what WebAssembly measures, within 1e-3', async ({ page }) => {
  test.setTimeout(300_000);
  const studio = new StudioPage(page);
  await studio.openSample();
  // Two pairs and sixteen images: a software adapter runs about 0.15 GMAC/s. Fewer images and single values that
  // fall on the other side of a rounding boundary (their sums differ in the last bit) would show.
  await studio.menu(/^Hardware profile/, /NVIDIA T4/);
  await studio.settled();
  await page.getByRole('button', { name: 'Measure settings' }).click();
  // The score that every backend measures alike; how far errors reach is measured in another way on a slow machine.
  await page.getByRole('combobox', { name: 'Score' }).selectOption({ label: 'local: normalized MSE' });
  const images = page.getByRole('spinbutton', { name: 'Images used' });
  await images.fill('16');
  await images.press('Tab');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Measure again' }).click();
  await studio.settled();
  const wasm = await studio.exportPlan();

  await studio.menu(/^Backend/, /^WebGPU/);
  await expect(page.getByRole('button', { name: /^Backend: WebGPU/ })).toBeVisible({ timeout: 60_000 });
  await studio.settled(240_000);
  await page.getByRole('button', { name: 'Measure again' }).click();
  await studio.settled(240_000);
  const webgpu = await studio.exportPlan();

  // Another machine did it: sums in another order differ in their last digits.
  expect(webgpu.groups.map(({ aqs }) => aqs)).not.toEqual(wasm.groups.map(({ aqs }) => aqs));
  expect(webgpu.groups.map(({ id }) => id)).toEqual(wasm.groups.map(({ id }) => id));
  let worst = 0;
  wasm.groups.forEach((group, index) => {
    const other = webgpu.groups[index]!;
    for (const [pair, aqs] of Object.entries(group.aqs)) {
      // Below 1e-8 the error is the rounding of float32 sums, in which two backends rightly differ.
      if (aqs < 1e-8) continue;
      worst = Math.max(worst, Math.abs(other.aqs[pair]! - aqs) / aqs);
      expect.soft(Math.abs(other.aqs[pair]! - aqs) / aqs, `${group.id} at ${pair}`).toBeLessThan(1e-3);
    }
  });
  console.log('largest relative difference of AQS, WebGPU against WebAssembly:', worst.toExponential(2));
  expect(studio.trouble).toEqual([]);
});
