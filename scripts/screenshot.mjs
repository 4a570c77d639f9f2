/**
 * Takes the README's picture from the production build: node scripts/screenshot.mjs [sample] [layer] [file]
 * Run `npm run build` first; ResNet-50 must be in the cache (`npm start` fetches it).
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { ensureChromium } from './ensureChromium.mjs';
import { fetchedModels } from './fetchSampleModels.mjs';
import { serve } from './serve.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [sample = 'ResNet-20', layer = 'stage2_block2_conv1', file = 'docs/studio.png'] = process.argv.slice(2);
const { url, close } = await serve({ folder: join(root, 'dist'), mounts: fetchedModels(), port: 4192 });
const browser = await chromium.launch({
  executablePath: await ensureChromium(),
  args: ['--no-sandbox', '--disable-background-networking'],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });
await page.goto(url);
await page.getByRole('button', { name: new RegExp(sample) }).click();
await page.getByRole('region', { name: /^Graph of/ }).waitFor();
await page.waitForSelector('main[data-state="idle"]', { timeout: 600_000 });
await page.getByRole('option', { name: new RegExp(`^${layer},`), includeHidden: true }).click();
await page.mouse.move(130, 850);
await page.waitForSelector('main[data-state="idle"]');
await page.screenshot({ path: join(root, file), animations: 'disabled' });
await browser.close();
close();
