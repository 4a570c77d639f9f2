import { expect, test } from '@playwright/test';
import { StudioPage } from './StudioPage.ts';

test('a layer dragged onto another group joins it, shows its price, and undo takes it back', async ({
  page,
}) => {
  const studio = new StudioPage(page);
  await studio.openSample();
  await studio.setBudget('10%');
  const before = await studio.exportPlan();
  await studio.drag(studio.layer('stage1_block1_conv2'), studio.layer('stage1_block2_conv1'));
  await studio.settled();
  const joined = await studio.exportPlan();
  expect(joined.groups).toHaveLength(19);
  const group = joined.groups.find(({ layers }) => layers.includes('stage1_block1_conv2'))!;
  expect(group.layers).toEqual(['stage1_block1_conv2', 'stage1_block2_conv1']);
  expect(joined.solver.objective).toBeGreaterThanOrEqual(before.solver.objective * (1 - 1e-9));
  await expect(page.getByRole('list', { name: 'What changed' })).toContainText(/joined.*Price/);

  await page.getByRole('button', { name: 'Undo' }).click();
  await studio.settled();
  const undone = await studio.exportPlan();
  expect(undone.groups).toEqual(before.groups);
  expect(studio.trouble).toEqual([]);
});

test('a drag that hardware forbids is refused with the rule and the tensor, and changes nothing', async ({
  page,
}) => {
  const studio = new StudioPage(page);
  await studio.openSample();
  const before = await studio.exportPlan();
  await studio.drag(studio.layer('stage2_block1_shortcut'), studio.layer('stage1_block1_conv1'));
  await studio.settled();
  const notice = page.getByRole('alert');
  await expect(notice).toContainText('stage1_block3');
  await expect(notice).toContainText(/same activation|shared input|same input/i);
  expect((await studio.exportPlan()).groups).toEqual(before.groups);
  await notice.getByRole('button', { name: 'Dismiss' }).click();
  await expect(notice).toBeHidden();
});

test('the columns of the table stand apart, whatever numbers they hold', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.openSample();
  await expect(page.getByRole('columnheader', { name: 'cost' })).toBeVisible();
  // Between the ink of AQS and that of the next column, in px.
  const gaps = await page.locator('.group-row').evaluateAll((rows) =>
    rows.map((row) => {
      const [aqs, cost] = [...row.querySelectorAll('td.number')].map((cell) => {
        const ink = document.createRange();
        ink.selectNodeContents(cell);
        return ink.getBoundingClientRect();
      });
      return cost!.left - aqs!.right;
    }),
  );
  expect(gaps.length).toBeGreaterThan(10);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(8);
});

test('Escape cancels a drag', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.openSample();
  await studio.drag(studio.layer('stage1_block1_conv2'), studio.layer('stage1_block2_conv1'), () =>
    page.keyboard.press('Escape'),
  );
  await studio.settled();
  expect((await studio.exportPlan()).groups).toHaveLength(20);
});

test('the same edit by keyboard, and reset to automatic groups', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.openSample();
  await studio.layer('stage1_block1_conv2').focus();
  await page.keyboard.press('m');
  await page
    .getByRole('menuitem', { name: /stage1_block2_conv1/ })
    .first()
    .click();
  await studio.settled();
  expect((await studio.exportPlan()).groups).toHaveLength(19);
  await page.getByRole('button', { name: 'Automatic groups' }).click();
  await studio.settled();
  expect((await studio.exportPlan()).groups).toHaveLength(20);
});
