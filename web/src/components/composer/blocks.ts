import type * as schema from "@/api/schema.gen";

/** 吹き出し as staff write them and as the server keeps them. */
export type Block = schema.TemplateOut["blocks"][number];
export type BlockKind = Block["kind"];
export type BlockOf<Kind extends BlockKind> = Extract<Block, { kind: Kind }>;
export type Action = Block["quick_replies"][number];
export type Column = BlockOf<"carousel">["columns"][number];

export const MAX_BLOCKS = 5;
export const KINDS = [
  "text",
  "image",
  "sticker",
  "buttons",
  "carousel",
  "confirm",
  "flex",
  "video",
  "location",
] as const satisfies readonly BlockKind[];

/** What LINE takes at most. "Letters" are counted as people see them, texts in UTF-16 units. */
export const LIMITS = {
  text: 5000,
  altText: 1500,
  title: 40,
  buttonsText: 160,
  carouselText: 120,
  textBesidePicture: 60,
  confirmText: 240,
  label: 20,
  spokenText: 300,
  data: 300,
  uri: 1000,
  place: 100,
  buttons: 4,
  columnButtons: 3,
  columns: 10,
  quickReplies: 13,
} as const;

/** Where a new location points to until somebody says otherwise. */
export const TOKYO_STATION = { latitude: 35.681236, longitude: 139.767125 } as const;

export function newAction(label = ""): Action {
  return { kind: "uri", label, uri: "" };
}

export function newColumn(like?: Column): Column {
  return { text: "", title: "", image_url: "", actions: (like?.actions ?? [null]).map(() => newAction()) };
}

export function newBlock(kind: BlockKind): Block {
  const quick_replies: Action[] = [];
  switch (kind) {
    case "text":
      return { kind, text: "", quick_replies };
    case "image":
      return { kind, url: "", preview_url: "", quick_replies };
    case "sticker":
      return { kind, package_id: "11537", sticker_id: "52002734", quick_replies };
    case "video":
      return { kind, url: "", preview_url: "", quick_replies };
    case "location":
      return { kind, title: "", address: "", ...TOKYO_STATION, quick_replies };
    case "buttons":
      return {
        kind,
        alt_text: "",
        title: "",
        text: "",
        image_url: "",
        actions: [newAction()],
        quick_replies,
      };
    case "confirm":
      return {
        kind,
        alt_text: "",
        text: "",
        actions: [
          { kind: "message", label: "", text: "" },
          { kind: "message", label: "", text: "" },
        ],
        quick_replies,
      };
    case "carousel":
      return { kind, alt_text: "", columns: [newColumn(), newColumn()], quick_replies };
    case "flex":
      return { kind, alt_text: "", contents: {}, quick_replies };
  }
}

/** Whether nobody has written anything into it yet: then nothing is wrong with it either. */
export function isUntouched(block: Block): boolean {
  return (
    JSON.stringify({ ...block, quick_replies: [] }) === JSON.stringify(newBlock(block.kind)) &&
    quickRepliesIn(block).length === 0
  );
}

/** Blocks that were kept by older hands may lack the list. */
export function quickRepliesIn(block: Block): Action[] {
  return block.quick_replies ?? [];
}

/** The list with the entry at `index` moved by one place; unchanged where there is no such place. */
export function moved<Item>(items: readonly Item[], index: number, by: -1 | 1): Item[] {
  const list = [...items];
  const item = list[index];
  const other = list[index + by];
  if (item === undefined || other === undefined) return list;
  list[index] = other;
  list[index + by] = item;
  return list;
}

export function replaced<Item>(items: readonly Item[], index: number, item: Item): Item[] {
  return items.map((each, at) => (at === index ? item : each));
}

export function without<Item>(items: readonly Item[], index: number): Item[] {
  return items.filter((_, at) => at !== index);
}
