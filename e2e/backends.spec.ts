import { expect, test } from '@playwright/test';
import { StudioPage } from './StudioPage.ts';

test('WebGPU measures what WebAssembly measures, within 1e-3', async ({ page }) => {
  test.setTimeout(300_000);
  const studio = new StudioPage(page);
  await studio.openSample();
  // Two pairs and two images: a software adapter runs about 0.15 GMAC/s.
  await studio.menu(/^Hardware profile/, /NVIDIA T4/);
  await studio.settled();
  await page.getByRole('button', { name: 'Measure settings' }).click();
  const images = page.getByRole('spinbutton', { name: 'Images used' });
  await images.fill('2');
  await images.press('Tab');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Measure again' }).click();
  await studio.settled();
  const wasm = await studio.exportPlan();

  await studio.menu(/^Backend/, /^WebGPU/);
  await expect(page.getByRole('button', { name: /^Backend: WebGPU/ })).toBeVisible({ timeout: 60_000 });
  await studio.settled(240_000);
  await page.getByRole('button', { name: 'Measure again' }).click();
  await expect(page.getByRole('button', { name: 'Cancel' }).first()).toBeVisible();
  await studio.settled(240_000);
  const webgpu = await studio.exportPlan();

  expect(webgpu.groups.map(({ id }) => id)).toEqual(wasm.groups.map(({ id }) => id));
  wasm.groups.forEach((group, index) => {
    const other = webgpu.groups[index]!;
    for (const [pair, aqs] of Object.entries(group.aqs)) {
      // Below 1e-8 the error is the rounding of float32 sums, in which two backends rightly differ.
      if (aqs < 1e-8) continue;
      expect.soft(Math.abs(other.aqs[pair]! - aqs) / aqs, `${group.id} at ${pair}`).toBeLessThan(1e-3);
    }
  });
  expect(studio.trouble).toEqual([]);
});
