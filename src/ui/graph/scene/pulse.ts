/** More marks than this changing at once say enough by their colour. */
const most = 150;

/** A mark whose pair changed swells once (150 ms); one that was just measured fades in. Still under reduced motion. */
export function pulse(marks: readonly SVGElement[], why: 'change' | 'arrive'): void {
  if (marks.length === 0 || marks.length > most || matchMedia('(prefers-reduced-motion: reduce)').matches)
    return;
  for (const mark of marks) {
    for (const part of mark.querySelectorAll<SVGElement>('.mark-body')) {
      if (why === 'change')
        part.animate([{ transform: 'scale(1.09)' }, { transform: 'scale(1)' }], {
          duration: 150,
          easing: 'ease-out',
        });
      else part.animate([{ opacity: 0.15 }, { opacity: 1 }], { duration: 250, easing: 'ease-out' });
    }
  }
}
