/** Parts of a tick that a trace names, as a reader of the figures wants them. */
const named = {
  EventDispatch: 'key handlers',
  FireAnimationFrame: 'animation frame callbacks',
  FunctionCall: 'all script called',
  UpdateLayoutTree: 'style',
  Layout: 'layout',
  PrePaint: 'pre-paint',
  Paint: 'paint',
  Layerize: 'layerize',
  Commit: 'commit',
  MinorGC: 'small garbage collections',
  MajorGC: 'large garbage collections',
};

/**
 * Of a Chrome trace with `tick-begin` and `tick-end` marks: the processor time (ms) of the page's main thread for each
 * tick, tasks that began between its marks, and lines on what it went into. A part may lie within another.
 */
export function threadTimes({ traceEvents }) {
  const marks = traceEvents.filter((event) => /^tick-(begin|end|unseen)$/.test(event.name));
  const main = marks[0];
  if (!main) return { cpu: [], parts: [] };
  const own = traceEvents.filter(
    ({ ph, pid, tid, ts }) => ph === 'X' && pid === main.pid && tid === main.tid && ts !== undefined,
  );
  const spans = [];
  let begin = null;
  for (const { name, ts } of marks.toSorted((a, b) => a.ts - b.ts)) {
    if (name === 'tick-begin') begin = ts;
    else if (name === 'tick-end' && begin !== null) spans.push([begin, ts]);
  }
  const isTask = (name) => name === 'RunTask' || name === 'ThreadControllerImpl::RunTask';
  const within = (list, [from, to]) => list.filter(({ ts, dur = 0 }) => ts + dur > from && ts < to);
  const clipped = ({ ts, dur = 0, tdur = dur }, [from, to]) => {
    const share = dur > 0 ? (Math.min(ts + dur, to) - Math.max(ts, from)) / dur : 0;
    return (tdur * share) / 1000;
  };
  const sum = (list, span) => within(list, span).reduce((total, event) => total + clipped(event, span), 0);
  const tasks = own.filter(({ name }) => isTask(name));
  const parts = Object.entries(named).map(([name, text]) => {
    const list = own.filter((event) => event.name === name);
    const values = spans.map((span) => sum(list, span)).sort((a, b) => a - b);
    const at = (q) => (values[Math.min(values.length - 1, Math.floor(q * values.length))] ?? 0).toFixed(2);
    return `${text}: median ${at(0.5)} ms, p95 ${at(0.95)} ms`;
  });
  return { cpu: spans.map((span) => sum(tasks, span)), parts };
}
