/**
 * From slider input to repaint, in a real browser on the production build: each step sets a new budget, the known
 * staircase or the solver worker answers, the marks of the graph change, and that frame is drawn. Beside it, the same browser's time
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

/**
 * In the page: `steps` budgets, and for each the time from the key to the end of the frame that shows the new plan in
 * the graph (its last style, layout and paint included), and how long the page's own thread worked for it: the key's
 * handlers, and the frame from its first callback to its end. Waiting for the screen is in the first, not in the second.
 */
async function ticks(steps) {
  const slider = document.querySelector('[role=slider][aria-label="BOPS budget"]');
  const graph = document.querySelector('[role=listbox]');
  /** Resolves at the end of the next frame with the times of its first callback and of its end. */
  const frame = () =>
    new Promise((done) =>
      requestAnimationFrame(() => {
        const begin = performance.now();
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done({ begin, end: performance.now() });
        port2.postMessage(0);
      }),
    );
  const idle = [];
  for (let i = 0; i < 60; i++) {
    const start = performance.now();
    await frame();
    idle.push(performance.now() - start);
  }
  const tick = [];
  const work = [];
  let unseen = 0;
  slider.focus();
  for (let i = 0; i < steps; i++) {
    const key = i < steps / 2 ? 'ArrowLeft' : 'ArrowRight';
    let changed = false;
    const observer = new MutationObserver(() => {
      changed = true;
    });
    observer.observe(graph, { subtree: true, childList: true, attributes: true, characterData: true });
    const start = performance.now();
    slider.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    const handled = performance.now();
    let last = { begin: handled, end: handled };
    let busy = handled - start;
    for (let f = 0; f < 20 && !changed; f++) {
      last = await frame();
      busy += last.end - last.begin;
    }
    observer.disconnect();
    if (changed) {
      tick.push(last.end - start);
      work.push(busy);
    } else unseen++;
    await frame();
    await frame();
  }
  return { idle, tick, work, unseen };
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
  // The staircase of the budget is grown while the page is idle.
  await page.waitForTimeout(8000);
  const { idle, tick, work, unseen } = await page.evaluate(ticks, 60);
  console.log(
    [
      title.replace(/^Graph of /, ''),
      `  slider to repaint  ${show(tick)} (${unseen} steps changed only what the view does not show)`,
      `  of it work         ${show(work)}`,
      `  an empty frame     ${show(idle)}`,
    ].join('\n'),
  );
}
await browser.close();
close();
