import type { Preprocess } from '../core/calibration/Dataset.ts';

/** A network one click away, as `public/models/samples.json` lists it. */
export interface Sample {
  readonly id: string;
  readonly title: string;
  /** `CIFAR-10, 0.27 M parameters, 41 MMAC`. */
  readonly facts: string;
  readonly licence: string;
  readonly source: string;
  /** Folder URL, relative to the page. */
  readonly folder: string;
  /** Files of the model in that folder; the weights that a model.json names are fetched with it. */
  readonly files: readonly string[];
  readonly bytes: number;
  /** True when it is not part of the product but fetched at set-up; it may be absent. */
  readonly fetched: boolean;
  /** For a fetched sample that is absent: how to get it. */
  readonly howToGet?: string;
  readonly calibration: {
    /** Description (JSON in `folder`) of a picture of tiles: see `AtlasDescription`. */
    readonly atlas?: string;
    /** List of photographs, relative to the page: see `PhotoList`. */
    readonly photos?: string;
    readonly count: number;
  };
  /** How pictures become the input; an atlas description may say it instead. */
  readonly preprocess?: Preprocess;
}

/** A picture of equal square tiles, row by row, and their classes. */
export interface Tiles {
  readonly image: string;
  readonly tile: number;
  readonly columns: number;
  readonly count: number;
  readonly labels?: readonly number[];
}

/** What a sample's atlas file says of its tiles and their scaling. */
export interface AtlasDescription {
  readonly calibration: Tiles;
  /** Tiles that neither training nor calibration saw: what plans are verified on. */
  readonly heldout?: Tiles;
  readonly preprocess: Pick<Preprocess, 'scale' | 'mean' | 'std'>;
}

/** `photos.json`: photographs beside it, with their ImageNet classes, authors and licences. */
export interface PhotoList {
  readonly photos: readonly {
    readonly file: string;
    readonly labels: readonly string[];
    readonly classes: readonly number[];
    readonly source: string;
    readonly copyright: string;
    readonly licence: string;
  }[];
}
