import { useEffect, useRef, useState } from 'react';
import type { Preprocess } from '../../core/calibration/Dataset.ts';
import { formatThree } from '../format/formatSi.ts';
import { useActions } from '../StudioContext.tsx';

const MOST = 6;

interface PreviewStripProps {
  readonly count: number;
  readonly preprocess: Preprocess | undefined;
}

/** The first few pictures as the network will see them, with the range of their numbers. */
export function PreviewStrip({ count, preprocess }: PreviewStripProps) {
  return (
    <ul className="previews" aria-label="Preview of the calibration data">
      {Array.from({ length: Math.min(count, MOST) }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a preview is its index.
        <Preview key={index} index={index} preprocess={preprocess} />
      ))}
    </ul>
  );
}

function Preview({
  index,
  preprocess,
}: {
  readonly index: number;
  readonly preprocess: Preprocess | undefined;
}) {
  const { preview } = useActions();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [text, setText] = useState('…');
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new preprocess makes a new picture.
  useEffect(() => {
    let current = true;
    preview(index).then(
      (picture) => {
        const element = canvas.current;
        if (!current || !element) return;
        if (!picture) return setText('–');
        element.width = picture.width;
        element.height = picture.height;
        element
          .getContext('2d')
          ?.putImageData(new ImageData(picture.rgba, picture.width, picture.height), 0, 0);
        setText(`${formatThree(picture.min)} … ${formatThree(picture.max)}`);
      },
      () => {
        if (current) setText('–');
      },
    );
    return () => {
      current = false;
    };
  }, [index, preprocess, preview]);
  return (
    <li>
      <canvas
        ref={canvas}
        width={32}
        height={32}
        role="img"
        aria-label={`Image ${index + 1} as the network sees it`}
      />
      <span className="muted">{text}</span>
    </li>
  );
}
