import { describe, expect, it } from 'vitest';
import { isTyping, SHORTCUTS, shortcutOf } from './keyboard.ts';

function press(
  key: string,
  modifiers: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {},
) {
  return { key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...modifiers };
}

describe('shortcutOf', () => {
  it.each([
    [press('/'), 'search'],
    [press('z'), 'undo'],
    [press('Z', { shiftKey: true }), 'redo'],
    [press('z', { ctrlKey: true }), 'undo'],
    [press('z', { metaKey: true }), 'undo'],
    [press('Z', { ctrlKey: true, shiftKey: true }), 'redo'],
    [press('y', { ctrlKey: true }), 'redo'],
    [press('Z'), 'undo'],
    [press('?', { shiftKey: true }), 'help'],
    [press('e'), 'export'],
  ])('%o asks for %s', (event, name) => {
    expect(shortcutOf(event)?.name).toBe(name);
  });

  it('carries the digit of a pin', () => {
    expect(shortcutOf(press('7'))).toEqual({ name: 'pin', digit: 7 });
    expect(shortcutOf(press('0'))).toEqual({ name: 'unpin', digit: 0 });
  });

  it.each([
    press('q'),
    press('e', { ctrlKey: true }),
    press('1', { altKey: true }),
    press('E', { shiftKey: true }),
  ])('%o belongs to the browser', (event) => {
    expect(shortcutOf(event)).toBeNull();
  });

  it('gives no key two meanings', () => {
    const keys = SHORTCUTS.flatMap((shortcut) => shortcut.keys as readonly string[]);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('isTyping', () => {
  it('holds in text fields and not in buttons or sliders', () => {
    expect(isTyping({ tagName: 'INPUT', type: 'search' })).toBe(true);
    expect(isTyping({ tagName: 'TEXTAREA' })).toBe(true);
    expect(isTyping({ tagName: 'DIV', isContentEditable: true })).toBe(true);
    expect(isTyping({ tagName: 'INPUT', type: 'range' })).toBe(false);
    expect(isTyping({ tagName: 'BUTTON' })).toBe(false);
    expect(isTyping(null)).toBe(false);
  });
});
