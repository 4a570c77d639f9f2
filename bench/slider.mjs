/**
 * From slider input to repaint, in a real browser on the production build: each step sets a new budget, the solver
 * worker answers, the marks of the graph change, and the next frame is drawn. Beside it, the same browser's time
 * for a frame with nothing to do. Run `npm run build` first.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { ensureChromium } from '../scripts/ensureChromium.mjs';
import { fetchedModels } from '../scripts/fetchSampleModels.mjs';
import { serve } from '../scripts/serve.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'dist');
if (!existsSync(join(folder, 'index.html'))) {
  console.error('There is no production build: run `npm run build` first.');
  process.exit(1);
}
const quantile = (values, q) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))];
const show = (values) =>
  `median ${quantile(values, 0.5).toFixed(1)} ms, p95 ${quantile(values, 0.95).toFixed(1)} ms, n ${values.length}`;

/** In the page: `steps` budgets, and for each the time until the graph shows the new plan. */
async function ticks(steps) {
  const slider = document.querySelector('[role=slider][aria-label="BOPS budget"]');
  const graph = document.querySelector('[role=listbox]');
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const idle = [];
  for (let i = 0; i < 60; i++) {
    const start = performance.now();
    await frame();
    idle.push(performance.now() - start);
  }
  const tick = [];
  slider.focus();
  for (let i = 0; i < steps; i++) {
    const key = i < steps / 2 ? 'ArrowLeft' : 'ArrowRight';
    const changed = new Promise((done) => {
      const observer = new MutationObserver(() => {
        observer.disconnect();
        done(true);
      });
      observer.observe(graph, { subtree: true, childList: true, attributes: true, characterData: true });
      setTimeout(() => {
        observer.disconnect();
        done(false);
      }, 2000);
    });
    const start = performance.now();
    slider.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    if (!(await changed)) continue;
    await frame();
    tick.push(performance.now() - start);
    await frame();
  }
  return { idle, tick };
}

const executablePath = await ensureChromium();
const { url, close } = await serve({ folder, mounts: fetchedModels(), port: 4191 });
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-background-networking'],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
for (const sample of [/ResNet-20/, /MobileNet v1/]) {
  await page.goto(url);
  await page.getByRole('button', { name: sample }).click();
  await page.getByRole('region', { name: /^Graph of/ }).waitFor();
  await page.waitForSelector('main[data-state="idle"]', { timeout: 300_000 });
  const title = await page.getByRole('region', { name: /^Graph of/ }).getAttribute('aria-label');
  const { idle, tick } = await page.evaluate(ticks, 60);
  console.log(
    `${title.replace(/^Graph of /, '')}\n  slider to repaint  ${show(tick)}\n  an empty frame     ${show(idle)}`,
  );
}
await browser.close();
close();
