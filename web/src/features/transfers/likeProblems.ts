import type { ImportProblemOut } from "@/api/schema.gen";

/** Problems of one kind in one column; `lines` are theirs in the order of the file, `values` without repetition. */
export interface LikeProblems {
  first: ImportProblemOut;
  lines: number[];
  values: string[];
}

/** Equal problems together, in the order in which each kind comes first. */
export function likeProblems(rows: ImportProblemOut[]): LikeProblems[] {
  const found = new Map<string, LikeProblems>();
  for (const row of rows) {
    const key = JSON.stringify([row.header, row.problem.ja, row.is_warning]);
    const like = found.get(key) ?? { first: row, lines: [], values: [] };
    like.lines.push(row.line);
    if (row.value && !like.values.includes(row.value)) like.values.push(row.value);
    found.set(key, like);
  }
  return [...found.values()];
}
