import type { Epoch, Seq } from '../api/ids.js';

/**
 * Questions about values that came from outside; whoever parses asks them before believing a type.
 */

/** An object with members, as JSON has them. */
export type JsonMembers = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonMembers {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** 0 … 2^53 − 1: a time, a counter, a pointer. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function isSeq(value: unknown): value is Seq {
  return isCount(value) && value >= 1;
}

export function isEpoch(value: unknown): value is Epoch {
  return isCount(value) && value >= 1 && value <= 0x7fffffff;
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Parses every element, or undefined if one does not parse. */
export function parseAll<T>(
  value: unknown,
  parse: (element: unknown) => T | undefined,
): readonly T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const parsed: T[] = [];
  for (const element of value) {
    const one = parse(element);
    if (one === undefined) return undefined;
    parsed.push(one);
  }
  return parsed;
}
