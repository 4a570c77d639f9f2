import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { zipSync } from 'fflate';
import { StudioPage } from './StudioPage.ts';

const folder = 'public/models/resnet20-cifar10/';
const bytesOf = (name: string) => new Uint8Array(readFileSync(folder + name));
const modelJson = { name: 'model.json', bytes: bytesOf('model.json') };
const shard = { name: 'group1-shard1of1.bin', bytes: bytesOf('group1-shard1of1.bin') };

test('pin, export, and bring the session back from the exported file', async ({ page }, info) => {
  const studio = new StudioPage(page);
  await studio.openSample();
  await page.getByRole('button', { name: 'stage1_block1_conv1: ' }).first().click();
  await page
    .getByRole('menuitemradio', { name: /^4\/4/ })
    .or(page.getByRole('option', { name: /^4\/4/ }))
    .first()
    .click();
  await studio.settled();
  await studio.setBudget('40%');
  const exported = await studio.exportPlan();
  const pinned = exported.groups.find(({ id }) => id === 'stage1_block1_conv1')!;
  expect(pinned).toMatchObject({ pair: '4/4', pinned: true });
  const { file, download } = await studio.download('Plan as JSON');
  expect(download.suggestedFilename()).toMatch(/\.json$/);
  const kept = info.outputPath('plan.json');
  await download.saveAs(kept);
  expect(file).toBeTruthy();

  const csv = await studio.download('Plan as CSV');
  const rows = csv.text.trim().split('\r\n');
  expect(rows).toHaveLength(23);
  expect(rows[0]).toBe('layer,kind,group,w_bits,a_bits,parameters,macs,gbops,size_bytes,latency_ms,aqs,data');

  // A new visit: the same model, other decisions, until the file is imported.
  await studio.openSample();
  const fresh = await studio.exportPlan();
  expect(fresh.groups.some((group) => group.pinned)).toBe(false);
  const chooser = page.waitForEvent('filechooser');
  await studio.menu('Export', /Import a plan/);
  await (await chooser).setFiles(kept);
  await studio.settled();
  const restored = await studio.exportPlan();
  expect(restored.budgets).toEqual(exported.budgets);
  expect(restored.groups.map(({ id, pair, pinned: isPinned }) => [id, pair, isPinned])).toEqual(
    exported.groups.map(({ id, pair, pinned: isPinned }) => [id, pair, isPinned]),
  );
  expect(studio.trouble).toEqual([]);
});

test('a dropped model without its weights is refused by name, and what was open stays', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.openSample();
  await studio.drop([modelJson]);
  await expect(page.getByRole('alert')).toContainText('group1-shard1of1.bin');
  await studio.settled();
  expect((await studio.exportPlan()).groups).toHaveLength(20);

  const broken = JSON.parse(new TextDecoder().decode(modelJson.bytes));
  broken.modelTopology.model_config.config.layers.at(-1).class_name = 'HolographicDense';
  await studio.drop([{ name: 'model.json', bytes: new TextEncoder().encode(JSON.stringify(broken)) }, shard]);
  await expect(page.getByRole('alert')).toContainText('HolographicDense');
  await expect(page.getByRole('alert')).toContainText('predictions');
  await studio.settled();
  expect((await studio.exportPlan()).groups).toHaveLength(20);
});

test('a model dropped as a zip opens; synthetic data are marked as such', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.open();
  const zip = zipSync({ 'net/model.json': modelJson.bytes, 'net/group1-shard1of1.bin': shard.bytes });
  await studio.drop([{ name: 'net.zip', bytes: zip }]);
  await expect(page.getByRole('region', { name: /^Graph of net/ })).toBeVisible();
  await page.getByRole('button', { name: /^Calibration data/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /synthetic/i })
    .first()
    .click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: /^Calibration data: .*synthetic/i })).toBeVisible();
  await studio.settled();
  await expect(studio.status).toContainText('optimal');
  await expect(page.getByText(/synthetic/i).first()).toBeVisible();
});

test('a broken hardware profile is refused with the place of the mistake', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.openSample();
  const profile = JSON.parse(readFileSync('public/profiles/generic-int.json', 'utf8'));
  profile.kernels[0].w.bits = 'eight';
  const chooser = page.waitForEvent('filechooser');
  await studio.menu(/^Hardware profile/, /Load|own|file/i);
  await (await chooser).setFiles({
    name: 'mine.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(profile)),
  });
  await expect(page.getByRole('alert')).toContainText('mine.json');
  await expect(page.getByRole('alert')).toContainText(/kernels.*0.*bits/);
});
