import { expect, test } from '@playwright/test';
import { StudioPage } from './StudioPage.ts';

test('switches of the quantizer change every number, and the profile fixes what it must', async ({
  page,
}) => {
  const studio = new StudioPage(page);
  await studio.openSample();
  const before = await studio.exportPlan();

  await page.getByRole('button', { name: 'Measure settings' }).click();
  const bias = page.getByRole('checkbox', { name: 'Bias correction' });
  const equalize = page.getByRole('checkbox', { name: 'Equalize layers' });
  await expect(bias).not.toBeChecked();
  await expect(bias).toHaveAccessibleDescription(/mean error/);
  await expect(equalize).toHaveAccessibleDescription(/9 pairs of layers/);
  await bias.check();
  await equalize.press('Space');
  await expect(equalize).toBeChecked();
  await page.keyboard.press('Escape');

  await expect(page.getByRole('region', { name: 'Measurement' })).toContainText('settings changed');
  await page.getByRole('button', { name: 'Measure again' }).click();
  await studio.settled();
  await expect(page.getByRole('region', { name: 'Measurement' })).toContainText(
    'min-max, bias correction, equalized',
  );
  const after = await studio.exportPlan();
  expect(after.settings.quantizer).toMatchObject({ biasCorrection: true, equalize: true });
  expect(before.settings.quantizer).toMatchObject({ biasCorrection: false, equalize: false });
  expect(after.model.sha256).toBe(before.model.sha256);
  expect(after.groups.map(({ aqs }) => aqs)).not.toEqual(before.groups.map(({ aqs }) => aqs));

  await studio.menu(/^Hardware profile/, /Sony IMX500/);
  await studio.settled();
  await page.getByRole('button', { name: 'Measure settings' }).click();
  const symmetric = page.getByRole('checkbox', { name: 'Symmetric weights' });
  await expect(symmetric).toBeDisabled();
  await expect(symmetric).toBeChecked();
  await expect(symmetric).toHaveAccessibleDescription(/^Fixed: .* needs symmetric weights/);
  await expect(page.getByRole('checkbox', { name: 'Power-of-two input scales' })).toBeChecked();
  await expect(bias).toBeEnabled();
  await page.keyboard.press('Escape');
  expect(studio.trouble).toEqual([]);
});
