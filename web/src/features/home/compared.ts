import type { FigureOut } from "@/api/schema.gen";

export interface Comparison {
  direction: "up" | "down" | "same";
  difference: number;
  isGood: boolean;
}

/** How a number stands against the period before; of blocks, fewer are better. */
export function compared(figure: FigureOut, isFewerBetter: boolean): Comparison {
  const difference = figure.value - figure.previous;
  const direction = difference > 0 ? "up" : difference < 0 ? "down" : "same";
  return { direction, difference, isGood: direction === (isFewerBetter ? "down" : "up") };
}
