import { readFileSync } from 'node:fs';
import { type Download, expect, type Locator, type Page } from '@playwright/test';

/** What an exported plan holds, as far as the journeys look at it. */
export interface ExportedPlan {
  readonly model: { readonly sha256: string };
  readonly profile: { readonly id: string };
  readonly settings: { readonly quantizer: Readonly<Record<string, unknown>> };
  readonly budgets: Readonly<Record<string, number>>;
  readonly objective?: { readonly aqs_limit?: number; readonly tolerance?: number };
  readonly solver: { readonly status: string; readonly objective: number };
  readonly totals: Readonly<Record<string, number>>;
  readonly groups: readonly {
    readonly id: string;
    readonly layers: readonly string[];
    readonly pair: string;
    readonly pinned: boolean;
    readonly aqs: Readonly<Record<string, number>>;
  }[];
}

/** The studio as a person uses it: by what is written on the screen. Waits on `data-state`, never on the clock. */
export class StudioPage {
  /** Everything that must never happen: console errors, broken policy, requests to anywhere else. */
  readonly trouble: string[] = [];

  constructor(readonly page: Page) {
    page.on('console', (message) => {
      if (message.type() === 'error') this.trouble.push(message.text());
    });
    page.on('pageerror', (error) => this.trouble.push(error.message));
    page.on('request', (request) => {
      const { protocol, host } = new URL(request.url());
      const own = page.url().startsWith('http') ? new URL(page.url()).host : host;
      if (protocol.startsWith('http') && host !== own) this.trouble.push(`request to ${request.url()}`);
    });
  }

  async open(): Promise<void> {
    await this.page.goto('./');
    await expect(this.page.getByRole('button', { name: /ResNet-20/ })).toBeVisible();
  }

  async openSample(title = /ResNet-20/): Promise<void> {
    await this.open();
    await this.page.getByRole('button', { name: title }).click();
    await expect(this.page.getByRole('region', { name: /^Graph of/ })).toBeVisible();
    await this.settled();
    await expect(
      this.page.getByRole('option', { name: /bits, AQS [\d.]/, includeHidden: true }).first(),
    ).toBeAttached();
  }

  /** Every job done: opened, measured, solved. */
  async settled(timeout = 120_000): Promise<void> {
    await expect(this.page.locator('main')).toHaveAttribute('data-state', 'idle', { timeout });
  }

  get status(): Locator {
    return this.page.getByRole('region', { name: 'Budget' }).getByRole('status').first();
  }

  /** A layer in the graph. */
  layer(name: string): Locator {
    return this.page.getByRole('option', { name: new RegExp(`^${name},`) });
  }

  get slider(): Locator {
    return this.page.getByRole('slider', { name: 'BOPS budget' }).first();
  }

  /** The bits written on every layer of the graph, in its order. */
  async bits(): Promise<string[]> {
    const labels = await this.page
      .getByRole('option', { includeHidden: true })
      .evaluateAll((marks) => marks.map((mark) => mark.getAttribute('aria-label') ?? ''));
    return labels.map((label) => /, (\S+) bits/.exec(label)?.[1] ?? '');
  }

  async setBudget(text: string): Promise<void> {
    const field = this.page.getByRole('textbox', { name: /^BOPS budget/ });
    await field.fill(text);
    await field.press('Enter');
    await this.settled();
  }

  async menu(button: string | RegExp, item: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name: button }).click();
    await this.page
      .getByRole('menuitem', { name: item })
      .or(this.page.getByRole('menuitemradio', { name: item }))
      .first()
      .click();
  }

  async download(item: string): Promise<{ file: string; text: string; download: Download }> {
    const started = this.page.waitForEvent('download');
    await this.menu('Export', item);
    const download = await started;
    const file = await download.path();
    return { file, text: readFileSync(file, 'utf8'), download };
  }

  async exportPlan(): Promise<ExportedPlan> {
    return JSON.parse((await this.download('Plan as JSON')).text) as ExportedPlan;
  }

  /** Drops files on the window, as from a file manager. */
  async drop(files: readonly { name: string; bytes: Uint8Array }[]): Promise<void> {
    const given = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') }));
    await this.page.evaluate((list) => {
      const transfer = new DataTransfer();
      for (const { name, base64 } of list) {
        const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
        transfer.items.add(new File([bytes], name));
      }
      for (const type of ['dragenter', 'dragover', 'drop'])
        document.body.dispatchEvent(
          new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }),
        );
    }, given);
  }

  /** Carries one layer of the graph onto another (or onto empty canvas), with the mouse. */
  async drag(
    from: Locator,
    to: Locator | { x: number; y: number },
    beforeDrop?: () => Promise<void>,
  ): Promise<void> {
    const start = (await from.boundingBox())!;
    const target = 'x' in to ? { ...to, width: 0, height: 0 } : (await to.boundingBox())!;
    const { mouse } = this.page;
    await mouse.move(start.x + start.width / 2, start.y + start.height / 2);
    await mouse.down();
    await mouse.move(start.x + start.width / 2 + 12, start.y + start.height / 2 + 12, { steps: 3 });
    await mouse.move(target.x + target.width / 2, target.y + target.height / 2, { steps: 8 });
    await beforeDrop?.();
    await mouse.up();
  }
}
