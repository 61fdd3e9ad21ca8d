/** The line of a series, as SVG draws it. Pure, so that what is seen can be tested. */

export interface Spark {
  /** Lines, one for each stretch without a gap. */
  readonly line: string;
  /** The same, closed to the ground. */
  readonly area: string;
}

type Point = readonly [x: number, y: number];

/**
 * Fits the values into a box, the newest at its right edge. The ground is 0 and the ceiling the highest
 * value, but at least `floor`, so that a quiet series does not look like a storm.
 */
export function spark(
  values: readonly (number | undefined)[],
  box: { readonly width: number; readonly height: number; readonly slots: number },
  floor: number,
): Spark {
  const top = Math.max(floor, ...values.map((value) => value ?? 0));
  const step = box.width / Math.max(1, box.slots - 1);
  const first = box.slots - values.length;
  const stretches: Point[][] = [[]];
  values.forEach((value, index) => {
    if (value === undefined) {
      stretches.push([]);
    } else {
      const y = box.height * (1 - value / top);
      stretches.at(-1)?.push([(first + index) * step, y]);
    }
  });
  const drawn = stretches.filter((points) => points.length > 0).map(widened);
  return {
    line: drawn.map((points) => path(points)).join(''),
    area: drawn
      .map((points) => {
        const [from] = points[0] ?? [0];
        const [to] = points.at(-1) ?? [0];
        return `${path(points)}L${round(to)} ${box.height}L${round(from)} ${box.height}Z`;
      })
      .join(''),
  };
}

/** A single value is a dot, which a line of no length would not show. */
function widened(points: Point[]): readonly Point[] {
  const [only, ...more] = points;
  return only === undefined || more.length > 0 ? points : [only, [only[0] + 0.5, only[1]]];
}

function path(points: readonly Point[]): string {
  return points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** What a text alternative says of a series; undefined if nothing is known. */
export function extremes(
  values: readonly (number | undefined)[],
): { readonly now: number; readonly least: number; readonly most: number } | undefined {
  const known = values.filter((value) => value !== undefined);
  const now = known.at(-1);
  return now === undefined
    ? undefined
    : { now, least: Math.min(...known), most: Math.max(...known) };
}
