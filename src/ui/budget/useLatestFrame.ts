import { useCallback, useEffect, useRef } from 'react';

/** Calls back at most once per frame, with the newest value: pointer moves come faster than screens. */
export function useLatestFrame<T>(callback: (value: T) => void): (value: T) => void {
  const frame = useRef(0);
  const newest = useRef<T | null>(null);
  const call = useRef(callback);
  call.current = callback;
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  return useCallback((value: T) => {
    newest.current = value;
    if (frame.current) return;
    frame.current = requestAnimationFrame(() => {
      frame.current = 0;
      call.current(newest.current as T);
    });
  }, []);
}
