import type { HeadVerification, Verification } from '../verify/Verification.ts';

/** What a plan measured, in a plan file. */
export interface VerificationFile {
  /** What it was measured on; none of it was used for calibration. */
  readonly data: {
    readonly kind: 'images' | 'array' | 'synthetic';
    readonly name: string;
    readonly count: number;
  };
  readonly images: number;
  /** Mean over images of KL (nats) or normalized squared error, summed over outputs; and its standard error. */
  readonly damage: number;
  readonly spread: number;
  readonly heads: readonly {
    readonly head: string;
    readonly kind: HeadVerification['kind'];
    readonly kl?: number;
    readonly agreement?: number;
    readonly accuracy?: number;
    readonly float_accuracy?: number;
    readonly labelled?: number;
    /** dB; absent without any error. */
    readonly sqnr?: number;
    readonly psnr?: number;
  }[];
}

/** The single images stay behind; what is infinite is left out. */
export function writeVerification(
  { images, damage, spread, heads }: Verification,
  data: VerificationFile['data'],
): VerificationFile {
  return {
    data,
    images,
    damage,
    spread,
    heads: heads.map(({ head, kind, kl, agreement, accuracy, floatAccuracy, labelled, sqnr, psnr }) => ({
      head,
      kind,
      ...given({ kl, agreement, accuracy, float_accuracy: floatAccuracy, labelled, sqnr, psnr }),
    })),
  };
}

/** Back again; checked by the plan's schema before. */
export function readVerification({ images, damage, spread, heads }: VerificationFile): Verification {
  return {
    images,
    damage,
    spread,
    heads: heads.map(({ head, kind, float_accuracy: floatAccuracy, sqnr, psnr, ...others }) => {
      const { kl, agreement, accuracy, labelled } = others;
      const endless = Number.POSITIVE_INFINITY;
      return {
        head,
        kind,
        sqnr: sqnr ?? endless,
        ...(kind === 'image' ? { psnr: psnr ?? endless } : {}),
        ...given({ kl, agreement, accuracy, floatAccuracy, labelled }),
      };
    }),
  };
}

function given<T extends Record<string, number | undefined>>(numbers: T): { [K in keyof T]?: number } {
  return Object.fromEntries(
    Object.entries(numbers).filter(([, value]) => value !== undefined && Number.isFinite(value)),
  ) as { [K in keyof T]?: number };
}
