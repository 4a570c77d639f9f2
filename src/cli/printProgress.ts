/** A line that rewrites itself on a terminal, and a line every tenth of the way where stderr is a file. */
export function printProgress(title: string): (done: number, total: number, remainingMs?: number) => void {
  let lastTenth = -1;
  return (done, total, remainingMs) => {
    const left =
      remainingMs === undefined || done === total ? '' : `, about ${Math.ceil(remainingMs / 1000)} s left`;
    const line = `${title}: ${done} of ${total}${left}`;
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}${done === total ? '\n' : ''}`);
    else {
      const tenth = Math.floor((10 * done) / Math.max(total, 1));
      if (tenth > lastTenth) process.stderr.write(`${line}\n`);
      lastTenth = tenth;
    }
  };
}
