/** Columns as wide as their longest cell; numbers to the right, text to the left. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]!.length)),
  );
  const numeric = head.map(
    (_, column) => rows.length > 0 && rows.every((row) => /^-?[\d.]+(e[+-]?\d+)?$/.test(row[column]!)),
  );
  for (const row of [head, ...rows]) {
    const cells = row.map((cell, column) =>
      numeric[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
    );
    process.stdout.write(`${cells.join('  ').trimEnd()}\n`);
  }
}
