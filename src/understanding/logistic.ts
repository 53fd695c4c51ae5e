/** Logistic regression on one number: a line through the log odds. */
export type Line = { slope: number; offset: number };

const STEPS = 25;
/** What a step of less leaves to the next one changes no answer. */
const SETTLED = 1e-4;
/** Keeps the system solvable where nothing pulls at the offset. */
const LEAST_CURVE = 1e-9;

/** By Newton steps from a slope of one. Where the numbers say little, the line stays near `towards`, by the strength of `pull`. */
export function fitLine(
  numbers: Float64Array,
  /** 1 = it was so, 0 = it was not. */
  wanted: Uint8Array,
  importanceOf: (at: number) => number,
  towards: Line,
  pull: Line,
): Line {
  let slope = 1;
  let offset = 0;
  for (let step = 0; step < STEPS; step += 1) {
    let toSlope = pull.slope * (slope - towards.slope);
    let toOffset = pull.offset * (offset - towards.offset);
    let slopeSlope = pull.slope;
    let slopeOffset = 0;
    let offsetOffset = Math.max(pull.offset, LEAST_CURVE);
    for (let at = 0; at < numbers.length; at += 1) {
      const own = numbers[at] as number;
      const importance = importanceOf(at);
      const share = 1 / (1 + Math.exp(-(slope * own + offset)));
      const error = importance * (share - (wanted[at] as number));
      const curve = importance * Math.max(share * (1 - share), 1e-6);
      toSlope += error * own;
      toOffset += error;
      slopeSlope += curve * own * own;
      slopeOffset += curve * own;
      offsetOffset += curve;
    }
    const determinant = slopeSlope * offsetOffset - slopeOffset * slopeOffset;
    if (!(determinant > 1e-12)) break;
    const slopeStep = (offsetOffset * toSlope - slopeOffset * toOffset) / determinant;
    const offsetStep = (slopeSlope * toOffset - slopeOffset * toSlope) / determinant;
    slope -= slopeStep;
    offset -= offsetStep;
    if (Math.abs(slopeStep) + Math.abs(offsetStep) < SETTLED) break;
  }
  return { slope, offset };
}
