import type { BlockShareOut, FigureOut } from "@/api/schema.gen";

export type Direction = "up" | "down" | "same";

export interface Comparison {
  direction: Direction;
  difference: number;
  isGood: boolean;
}

/** How a number stands against the period before; of blocks, fewer are better. */
export function compared(figure: FigureOut, isFewerBetter: boolean): Comparison {
  const difference = figure.value - figure.previous;
  const direction = difference > 0 ? "up" : difference < 0 ? "down" : "same";
  return { direction, difference, isGood: direction === (isFewerBetter ? "down" : "up") };
}

/** Whether a larger part blocks than in the month before; null where there was nobody to block. */
export function blockedCompared(now: BlockShareOut, before: BlockShareOut): Direction | null {
  if (before.friends === 0) return null;
  // Compared crosswise: one in three is exactly two in six.
  const difference = now.blocks * before.friends - before.blocks * now.friends;
  return difference > 0 ? "up" : difference < 0 ? "down" : "same";
}
