import type { Studio } from '../../../store/Studio.ts';
import { selectGroupById, selectGroupOfLayer, selectGroups } from '../../../store/selectors/selectGroups.ts';
import { formatThree } from '../../format/formatSi.ts';
import type { Scene } from '../scene/createScene.ts';
import { createGhost } from './createGhost.ts';
import type { DropTarget } from './createPointer.ts';

/** Checks are a few at a time between frames: a large network has hundreds of groups. */
const checkBudgetMs = 8;
const priceDelayMs = 120;

/**
 * The story of one drag: which layers, which groups may take them, what the ghost says, and the move itself.
 * One per view, reused for every drag.
 */
export function createDragLayers(host: HTMLElement, scene: Scene, { store, actions }: Studio) {
  const ghost = createGhost(host);
  const ended = new Map<string, 'legal' | 'forbidden'>();
  let moved: readonly string[] = [];
  let verdicts = new Map<string, 'legal' | 'forbidden'>();
  let over: string | null | undefined;
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const groupOf = (layer: string): string | undefined => selectGroupOfLayer(store.getState()).get(layer)?.id;
  /** The group all dragged layers are in and fill: dropping them on the canvas changes nothing. */
  const isWhole = (): boolean => {
    const group = selectGroupOfLayer(store.getState()).get(moved[0]!);
    return moved.length === 1 && group?.layers.length === 1;
  };
  const judge = (queue: string[]): void => {
    const until = performance.now() + checkBudgetMs;
    while (queue.length > 0 && performance.now() < until) {
      const group = queue.pop()!;
      verdicts.set(group, actions.checkMove(moved, group).ok ? 'legal' : 'forbidden');
    }
    scene.setTargets(verdicts, groupOf);
    if (queue.length > 0) frame = requestAnimationFrame(() => judge(queue));
  };
  const askPrice = (target: string | null, text: string): void => {
    timer = setTimeout(() => {
      const asked = moved;
      void actions.priceMove(moved, target).then((price) => {
        if (price === null || asked !== moved || over !== target) return;
        const sign = price > 0 ? '+' : price < 0 ? '' : '±';
        ghost.say({
          state: 'legal',
          text,
          price: `${sign}${formatThree(price)} total AQS at the same budget`,
        });
      });
    }, priceDelayMs);
  };
  const sayOver = (target: string | null | undefined): void => {
    over = target;
    clearTimeout(timer);
    scene.setOver([], null);
    if (target === undefined) {
      ghost.say({ state: 'plain', text: 'drop on a group, or on the canvas for a group of its own' });
      return;
    }
    if (target === null && isWhole()) {
      ghost.say({ state: 'plain', text: 'is a group of its own already' });
      return;
    }
    const groups = selectGroupById(store.getState());
    if (target !== null && moved.every((layer) => groupOf(layer) === target)) {
      ghost.say({ state: 'plain', text: 'is in this group already' });
      return;
    }
    const result = actions.checkMove(moved, target);
    if (target !== null) scene.setOver(groups.get(target)?.layers ?? [], target);
    if (!result.ok) ghost.say({ state: 'forbidden', text: result.text });
    else {
      const name = target === null ? '' : nameOf(groups.get(target)?.layers ?? []);
      const text = target === null ? 'becomes its own group' : `joins ${name}`;
      ghost.say({ state: 'legal', text });
      askPrice(target, text);
    }
  };
  const end = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    over = undefined;
    ghost.hide();
    scene.setOver([], null);
    scene.setDragged(new Set());
    scene.setTargets(ended, groupOf);
    moved = [];
  };
  return {
    /** Drags the selection when `layer` is part of it, else the layer alone. */
    start(layer: string): boolean {
      const { selection } = store.getState();
      moved = selection.includes(layer) ? selection : [layer];
      verdicts = new Map();
      scene.setDragged(new Set(moved));
      ghost.show(moved.length === 1 ? layer : `${moved.length} layers`);
      sayOver(undefined);
      const own = new Set(moved.map(groupOf));
      judge(
        selectGroups(store.getState())
          .map((group) => group.id)
          .filter((id) => !(own.size === 1 && own.has(id)))
          .reverse(),
      );
      return true;
    },
    move(target: DropTarget, event: PointerEvent): void {
      const next = target === null ? undefined : target === 'canvas' ? null : target.group;
      if (next !== over) sayOver(next);
      ghost.move(event);
    },
    drop(target: DropTarget): void {
      const layers = moved;
      const same =
        target !== null && target !== 'canvas' && layers.every((layer) => groupOf(layer) === target.group);
      const still = target === null || same || (target === 'canvas' && isWhole());
      end();
      if (!still) actions.moveLayers(layers, target === 'canvas' ? null : target.group);
    },
    cancel: end,
    destroy(): void {
      end();
      ghost.destroy();
    },
  };
}

function nameOf(layers: readonly string[]): string {
  return layers.length <= 1 ? (layers[0] ?? '') : `${layers[0]} and ${layers.length - 1} more`;
}
