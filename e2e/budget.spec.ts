import { expect, test } from '@playwright/test';
import { StudioPage } from './StudioPage.ts';

test('moving the slider changes groups, and the budget holds', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.openSample();
  await studio.setBudget('50%');
  const before = await studio.bits();

  // Drag the thumb far to the left.
  const thumb = (await studio.slider.boundingBox())!;
  const x = thumb.x + thumb.width / 2;
  const y = thumb.y + thumb.height / 2;
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 1; step <= 15; step++) await page.mouse.move(x - 12 * step, y);
  await page.mouse.up();
  await studio.settled();

  const after = await studio.bits();
  expect(after).not.toEqual(before);
  const plan = await studio.exportPlan();
  expect(plan.solver.status).toBe('optimal');
  expect(plan.totals.bops!).toBeLessThanOrEqual(plan.budgets.bops!);
  expect(plan.groups.flatMap((group) => group.layers.map(() => group.pair)).length).toBe(22);
  await expect(page.getByRole('list', { name: 'What changed' })).toContainText('→');
  expect(studio.trouble).toEqual([]);
});

test('arrow keys step to the next plan; a tighter budget never gives a smaller AQS', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.openSample();
  await studio.setBudget('40%');
  const objectives: number[] = [(await studio.exportPlan()).solver.objective];
  for (let press = 0; press < 4; press++) {
    const value = await studio.slider.getAttribute('aria-valuenow');
    await studio.slider.focus();
    await page.keyboard.press('ArrowLeft');
    await expect(studio.slider).not.toHaveAttribute('aria-valuenow', value!);
    await studio.settled();
    objectives.push((await studio.exportPlan()).solver.objective);
  }
  expect(objectives).toEqual(objectives.toSorted((a, b) => a - b));
  expect(objectives.at(-1)).toBeGreaterThan(objectives[0]!);
});

test('several budgets hold at once; an impossible one is refused with the nearest that works', async ({
  page,
}) => {
  const studio = new StudioPage(page);
  await studio.openSample();
  await studio.menu('Add a budget', /Size/);
  const field = page.getByRole('textbox', { name: /^Size budget/ });
  await field.fill('100 kB');
  await field.press('Enter');
  await studio.settled();
  const plan = await studio.exportPlan();
  expect(plan.totals.size!).toBeLessThanOrEqual(100_000);
  expect(plan.totals.bops!).toBeLessThanOrEqual(plan.budgets.bops!);

  await field.fill('10 kB');
  await field.press('Enter');
  await studio.settled();
  const status = page.getByRole('region', { name: 'Budget' });
  await expect(status).toContainText(/size/i);
  const nearest = status.getByRole('button', { name: /least|nearest|feasible|use/i }).first();
  await nearest.click();
  await studio.settled();
  await expect(studio.status).toContainText('optimal');
});

test('while another score is measured the plan from before is marked as such, and the slope calls itself one', async ({
  page,
}) => {
  const studio = new StudioPage(page);
  await studio.openSample();
  await studio.setBudget('40%');
  const region = page.getByRole('region', { name: 'Budget' });
  await expect(region).toContainText(/Slope here: about −[\d.e−]+ AQS per 1 GBOPS/);
  const steps = page.getByRole('list', { name: 'Next changes of the BOPS budget' });
  await expect(steps.getByRole('button').first()).toBeVisible();
  const objective = /total AQS [\d.e−]+/.exec((await studio.status.textContent()) ?? '')![0];

  const score = async (value: string): Promise<void> => {
    await page.getByRole('button', { name: 'Measure settings' }).click();
    await page.getByRole('combobox', { name: /^Score/ }).selectOption(value);
    await page.keyboard.press('Escape');
  };
  await score('endToEnd');
  await expect(region).toContainText('plan from before');
  await expect(studio.status).not.toContainText('optimal');
  await expect(region).toContainText('The curve is drawn when');
  await expect(steps).toHaveCount(0);
  await expect(page.getByRole('list', { name: 'What changed' })).toBeEmpty();
  await expect(region.getByRole('row', { name: /PLAN from before/ })).toContainText('–');

  await score('propagated');
  await studio.settled();
  await expect(region).not.toContainText('plan from before');
  await expect(studio.status).toContainText(objective);
  expect(studio.trouble).toEqual([]);
});

test('a hardware profile changes the pairs that layers may run at', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.openSample();
  await studio.menu(/^Hardware profile/, /NVIDIA T4/);
  await studio.settled();
  const allowed = ['4/4', '8/8', '16f/16f'];
  const plan = await studio.exportPlan();
  expect(plan.profile.id).toBe('nvidia-t4-hawqv3');
  for (const group of plan.groups) expect(allowed).toContain(group.pair);
  await page.getByRole('button', { name: 'Undo' }).click();
  await studio.settled();
  expect((await studio.exportPlan()).profile.id).toBe('generic-int');
});

test('calm: within a tolerance the plan stays near the one before; it is undone like any decision', async ({
  page,
}) => {
  const studio = new StudioPage(page);
  await studio.openSample();
  await studio.setBudget('40%');
  const before = await studio.exportPlan();
  await page.getByRole('button', { name: 'Objective' }).click();
  const calm = page.getByRole('textbox', { name: /^Calm/ });
  await calm.fill('300');
  await calm.press('Enter');
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('0 to 100 %');
  await calm.fill('30 %');
  await calm.press('Enter');
  await page.keyboard.press('Escape');
  await studio.settled();
  await studio.setBudget('41%');
  const after = await studio.exportPlan();
  expect(after.objective).toEqual({ tolerance: 0.3 });
  expect(after.groups.map(({ pair }) => pair)).toEqual(before.groups.map(({ pair }) => pair));
  await expect(studio.status).toContainText(/optimal/);
  const undo = page.getByRole('button', { name: 'Undo' });
  await undo.click();
  await undo.click();
  await studio.settled();
  expect((await studio.exportPlan()).objective).toBeUndefined();
  expect(studio.trouble).toEqual([]);
});

test('the other way round: least BOPS under a limit on total AQS, on the same curve', async ({ page }) => {
  const studio = new StudioPage(page);
  await studio.openSample();
  await studio.setBudget('30%');
  const start = await studio.exportPlan();
  await page.getByRole('button', { name: 'Objective' }).click();
  await page.getByRole('radio', { name: /^BOPS/ }).check();
  await page.keyboard.press('Escape');
  await studio.settled();
  const same = await studio.exportPlan();
  expect(same.groups.map(({ pair }) => pair)).toEqual(start.groups.map(({ pair }) => pair));
  expect(same.objective!.aqs_limit).toBe(start.solver.objective);
  await expect(studio.status).toContainText('least BOPS');

  // Up the curve: more AQS, fewer bit operations.
  const slider = page.getByRole('slider', { name: 'AQS limit' });
  const bops: number[] = [same.totals.bops!];
  for (let press = 0; press < 3; press++) {
    await slider.focus();
    await page.keyboard.press('ArrowUp');
    await studio.settled();
    const plan = await studio.exportPlan();
    expect(plan.solver.objective).toBeLessThanOrEqual(plan.objective!.aqs_limit! * (1 + 1e-9));
    bops.push(plan.totals.bops!);
  }
  expect(bops).toEqual(bops.toSorted((a, b) => b - a));
  expect(bops.at(-1)).toBeLessThan(bops[0]!);

  // Dragged far down: less AQS, more bit operations.
  const thumb = (await slider.boundingBox())!;
  const x = thumb.x + thumb.width / 2;
  const y = Number(await slider.locator('circle').last().getAttribute('cy'));
  const box = (await page.getByRole('group', { name: /^Trade-off curve/ }).boundingBox())!;
  await page.mouse.move(x, box.y + y);
  await page.mouse.down();
  for (let step = 1; step <= 10; step++) await page.mouse.move(x, box.y + y + 4 * step);
  await page.mouse.up();
  await studio.settled();
  const dragged = await studio.exportPlan();
  expect(dragged.totals.bops!).toBeGreaterThan(bops[0]!);
  expect(dragged.solver.objective).toBeLessThanOrEqual(dragged.objective!.aqs_limit! * (1 + 1e-9));

  // Out of reach beside another budget: said so, and met from there.
  await studio.menu('Add a budget', /Size/);
  const size = page.getByRole('textbox', { name: /^Size budget/ });
  await size.fill('150 kB');
  await size.press('Enter');
  const limit = page.getByRole('textbox', { name: 'Limit on total AQS' });
  await limit.fill('1e-9');
  await limit.press('Enter');
  await studio.settled();
  await expect(page.getByRole('region', { name: 'Budget' })).toContainText('Infeasible');
  await page
    .getByRole('list', { name: 'Ways out' })
    .getByRole('button', { name: /^AQS limit to/ })
    .click();
  await studio.settled();
  await expect(studio.status).toContainText('least BOPS');
  expect((await studio.exportPlan()).totals.size!).toBeLessThanOrEqual(150_000);

  await page.getByRole('button', { name: 'Objective' }).click();
  await page.getByRole('radio', { name: /^total AQS/ }).check();
  await page.keyboard.press('Escape');
  await studio.settled();
  await expect(studio.slider).toBeVisible();
  expect(studio.trouble).toEqual([]);
});

test('an infeasible budget offers each way out with what it is worth: its own limit, and the pins in the way', async ({
  page,
}) => {
  const studio = new StudioPage(page);
  await studio.openSample();
  for (const name of ['stage1_block1_conv1', 'stage2_block2_conv1']) {
    await page
      .getByRole('button', { name: `${name}: ` })
      .first()
      .click();
    await page
      .getByRole('menuitemradio', { name: /^16\/16/ })
      .first()
      .click();
    await studio.settled();
  }
  // Just above what the cheapest plan takes without the pins: both must go.
  await studio.setBudget('170 M');
  const ways = page.getByRole('list', { name: 'Ways out' });
  await expect(ways.getByRole('button', { name: /^BOPS to/ })).toBeVisible();
  await expect(ways).toContainText(/then total AQS [\d.]+ nats \(pred\.\)/);
  const both = ways.getByRole('button', { name: 'Unpin stage1_block1_conv1 and stage2_block2_conv1' });
  await both.click();
  await studio.settled();
  await expect(studio.status).toContainText('optimal');
  const plan = await studio.exportPlan();
  expect(plan.groups.some(({ pinned }) => pinned)).toBe(false);
  expect(plan.totals.bops!).toBeLessThanOrEqual(0.17);
  await page.getByRole('button', { name: 'Undo' }).click();
  await studio.settled();
  await expect(page.getByRole('region', { name: 'Budget' })).toContainText('Infeasible');
});

test('a solver worker that dies over a question is replaced, and nobody notices', async ({ page }) => {
  const studio = new StudioPage(page);
  // The first worker that is asked for a plan dies before it answers.
  await page.addInitScript(() => {
    const seen = window as unknown as { deaths: number };
    seen.deaths = 0;
    const Original = window.Worker;
    window.Worker = class extends Original {
      readonly #isSolver: boolean;
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        this.#isSolver = options?.name === 'solver';
      }
      override postMessage(...message: [unknown, ...never[]]): void {
        const isQuestion = JSON.stringify(message[0]).includes('beginSolve');
        super.postMessage(...message);
        if (!this.#isSolver || !isQuestion || seen.deaths > 0) return;
        seen.deaths++;
        this.terminate();
        setTimeout(() => this.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' })));
      }
    };
  });
  await studio.openSample();
  expect(await page.evaluate(() => (window as unknown as { deaths: number }).deaths)).toBe(1);
  await expect(studio.status).toContainText('optimal');
  await studio.setBudget('30%');
  await expect(studio.status).toContainText('optimal');
  expect((await studio.exportPlan()).solver.status).toBe('optimal');
  await expect(page.getByRole('alert')).toHaveCount(0);
});
