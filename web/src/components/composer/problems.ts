/** What is wrong, by the dotted path of the field: `0.actions.1.label` is the second button of the first block. */
export type Problems = Readonly<Record<string, string>>;

/**
 * Paths as the server writes them, whatever holds the blocks (`blocks.0.text`, `steps.2.blocks.0.text`), as paths
 * within the list of blocks.
 */
export function withinBlocks(problems: Problems): Problems {
  const entries = Object.entries(problems).flatMap(([path, sentence]) => {
    const [, inside] = /(?:^|\.)blocks(?:\.(.+))?$/.exec(path) ?? [];
    return inside ? [[inside, sentence] as const] : path.endsWith("blocks") ? [["", sentence] as const] : [];
  });
  return Object.fromEntries(entries);
}

/** The problems below one place, with their paths from there. */
export function below(problems: Problems, place: string | number): Problems {
  const start = `${place}.`;
  return Object.fromEntries(
    Object.entries(problems).flatMap(([path, sentence]) => {
      if (path === String(place)) return [["", sentence]];
      return path.startsWith(start) ? [[path.slice(start.length), sentence]] : [];
    }),
  );
}

const ACTION = String.raw`(?:actions|quick_replies)\.\d+\.(?:label|text|uri|data|display_text)`;
const FIELD = new RegExp(
  `^(?:text|title|url|preview_url|image_url|alt_text|package_id|sticker_id|address|latitude|longitude|${ACTION}|` +
    String.raw`columns\.\d+\.(?:text|title|image_url|${ACTION}))$`,
);

/** Problems of a block that no field of its editor shows: said above the fields. */
export function homeless(problems: Problems): [string, string][] {
  return Object.entries(problems).filter(([path]) => !FIELD.test(path));
}
