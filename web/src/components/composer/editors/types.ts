import type { Block, BlockKind, BlockOf } from "../blocks";
import type { Problems } from "../problems";

export interface EditorProps<Kind extends BlockKind> {
  block: BlockOf<Kind>;
  problems: Problems;
  onChange: (block: Block) => void;
}
