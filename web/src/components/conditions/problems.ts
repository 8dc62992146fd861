/** Sentences by the server's paths (`root.of.1.tag_ids.0`). */
export type Problems = Record<string, string>;

/** The sentence that belongs under one input: its own, or of something inside it. */
export function problemAt(problems: Problems, path: string): string | undefined {
  if (problems[path]) return problems[path];
  const inside = Object.keys(problems).find((one) => one.startsWith(`${path}.`));
  return inside === undefined ? undefined : problems[inside];
}

/** What belongs to a condition but to none of the inputs that are drawn. */
export function problemsOutside(problems: Problems, path: string, drawn: readonly string[]): string[] {
  const isDrawn = (one: string) =>
    drawn.some((name) => one === `${path}.${name}` || one.startsWith(`${path}.${name}.`));
  const found = Object.entries(problems).filter(
    ([one]) => (one === path || one.startsWith(`${path}.`)) && !isDrawn(one),
  );
  return found.map(([, sentence]) => sentence);
}

/** The server's paths as the editor uses them: whatever stood before "root" (`condition.root.of.0`) is dropped. */
export function withinTree(problems: Problems): Problems {
  return Object.fromEntries(
    Object.entries(problems).map(([path, sentence]) => [path.replace(/^.*?(?=root(?:\.|$))/, ""), sentence]),
  );
}
