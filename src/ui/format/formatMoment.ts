const form = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});

/** `24 Nov, 12:03`, in the reader's time zone. @param time milliseconds since 1970 */
export function formatMoment(time: number): string {
  return form.format(time);
}
