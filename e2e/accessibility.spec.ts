import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { StudioPage } from './StudioPage.ts';

for (const scheme of ['light', 'dark'] as const)
  test(`no accessibility violations, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    const studio = new StudioPage(page);
    await studio.open();
    const first = await new AxeBuilder({ page }).analyze();
    expect(first.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    await studio.openSample();
    await studio.layer('stage1_block1_conv1').click();
    const full = await new AxeBuilder({ page }).analyze();
    expect(full.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });

test('the keys of the help dialog work', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.openSample();
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('stage3');
  // The first Escape clears the search, the second leaves it.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('b');
  await expect(studio.slider).toBeFocused();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('e');
  await expect(page.getByRole('menuitem', { name: /Plan as JSON/ })).toBeVisible();
  await page.keyboard.press('Escape');

  // A panel that is closed gives the focus to the button that opens it.
  await studio.slider.focus();
  await page.keyboard.press('l');
  await page.getByRole('button', { name: 'Close accuracy-driven lowering' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Lower', exact: true })).toBeFocused();
  await page.keyboard.press('v');
  await page.getByRole('button', { name: 'Close verification' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Compare' })).toBeFocused();
});

test('opened by keyboard, the network has the focus', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.open();
  await page.getByRole('button', { name: /ResNet-20/ }).press('Enter');
  await expect(page.getByRole('grid')).toBeFocused();
});

test('below 900 px the panels become tabs', async ({ page }) => {
  await page.setViewportSize({ width: 800, height: 900 });
  const studio = new StudioPage(page);
  await studio.openSample();
  await page.getByRole('tab', { name: /Groups/ }).click();
  await expect(page.getByRole('grid').getByRole('row').nth(3)).toBeVisible();
});

test('at 200 % zoom every button of the top bar is on the screen, and works by keyboard', async ({
  page,
}) => {
  await page.setViewportSize({ width: 720, height: 450 });
  const studio = new StudioPage(page);
  await studio.openSample();
  const bar = page.locator('header');
  const buttons = await bar.getByRole('button').all();
  expect(buttons.length).toBeGreaterThanOrEqual(11);
  for (const button of buttons) await expect(button).toBeInViewport({ ratio: 1 });
  await bar.getByRole('button', { name: 'Keys and help' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
});

test('nothing of the network lies under the legend', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  const studio = new StudioPage(page);
  await studio.openSample();
  const legend = page.getByRole('figure', { name: /^Colour/ });
  const covered = async (): Promise<number> => {
    const { y } = (await legend.boundingBox())!;
    return page
      .locator('.mark')
      .evaluateAll((marks, top) => marks.filter((m) => m.getBoundingClientRect().bottom > top).length, y);
  };
  expect(await covered()).toBe(0);
  await page.getByRole('button', { name: /^Show what makes the plan’s peak/ }).click();
  await expect(page.locator('.peak-legend')).toBeVisible();
  await expect.poll(covered).toBe(0);
});
