import { Alert, SegmentedControl, Text } from "@mantine/core";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { AddBlock } from "./AddBlock";
import { BlockCard } from "./BlockCard";
import {
  type Block,
  type BlockKind,
  isUntouched,
  MAX_BLOCKS,
  moved,
  newBlock,
  quickRepliesIn,
  replaced,
  without,
} from "./blocks";
import classes from "./composer.module.css";
import { PhonePreview, type PreviewFriend } from "./PhonePreview";
import { below, type Problems, withinBlocks } from "./problems";
import { QuickReplyEditor } from "./QuickReplyEditor";
import { useContentProblems } from "./useContentProblems";

interface Props {
  value: Block[];
  onChange: (blocks: Block[]) => void;
  /** What the server refused when saving, by its paths (`blocks.0.text`, `steps.1.blocks.0`). */
  problems?: Problems;
  channelId: number;
  previewFriend?: PreviewFriend | null;
  withPreview?: boolean;
  /** What may be added; everything unless told. */
  kinds?: readonly BlockKind[];
}

/** Writes a message of up to five bubbles. Keeps nothing itself: `value` is the message, the owner saves it. */
export function MessageComposer(props: Props) {
  const { value, onChange, problems = {}, channelId, previewFriend, withPreview = true, kinds } = props;
  const { t } = useTranslation("composer");
  const [tab, setTab] = useState("edit");
  const checked = useContentProblems(value);
  const found = { ...checked.problems, ...withinBlocks(problems) };
  const keys = useKeys(value.length);

  // LINE shows the quick replies of the last message only, so they stay with whatever comes last.
  const arrange = (blocks: Block[]) => {
    const replies = value.flatMap(quickRepliesIn);
    onChange(
      blocks.map((block, at) => ({ ...block, quick_replies: at === blocks.length - 1 ? replies : [] })),
    );
  };
  const insert = (index: number, block: Block) => {
    keys.insert(index);
    arrange([...value.slice(0, index), block, ...value.slice(index)]);
  };
  const last = value.at(-1);

  return (
    <div className={classes.composer}>
      <div className={classes.columns} data-preview={withPreview} data-tab={withPreview ? tab : undefined}>
        {withPreview ? (
          <SegmentedControl
            className={classes.tabs}
            fullWidth
            value={tab}
            onChange={setTab}
            data={[
              { value: "edit", label: t("tab.edit") },
              { value: "preview", label: t("tab.preview") },
            ]}
          />
        ) : null}
        <div className={classes.edit}>
          {found[""] && value.length > 0 ? <Alert color="red">{found[""]}</Alert> : null}
          {value.map((block, index) => (
            <BlockCard
              key={keys.list[index]}
              block={block}
              index={index}
              count={value.length}
              problems={isUntouched(block) ? below(withinBlocks(problems), index) : below(found, index)}
              onChange={(changed) => onChange(replaced(value, index, changed))}
              onMove={(by) => {
                keys.move(index, by);
                arrange(moved(value, index, by));
              }}
              onDuplicate={
                value.length < MAX_BLOCKS ? () => insert(index + 1, structuredClone(block)) : undefined
              }
              onRemove={() => {
                keys.remove(index);
                arrange(without(value, index));
              }}
            />
          ))}
          <AddBlock
            kinds={kinds}
            isFirst={value.length === 0}
            isFull={value.length >= MAX_BLOCKS}
            onAdd={(kind) => insert(value.length, newBlock(kind))}
          />
          {last ? (
            <QuickReplyEditor
              value={quickRepliesIn(last)}
              problems={below(found, value.length - 1)}
              onChange={(quick_replies) =>
                onChange(replaced(value, value.length - 1, { ...last, quick_replies }))
              }
            />
          ) : null}
        </div>
        {withPreview ? (
          <div className={classes.preview}>
            <PhonePreview blocks={value} previewFriend={previewFriend} channelId={channelId} />
            <Text size="xs" c="dimmed" ta="center" mt="xs">
              {previewFriend?.name ? t("preview.as", { name: previewFriend.name }) : t("preview.fallbacks")}
            </Text>
          </div>
        ) : null}
      </div>
    </div>
  );
}

/** Blocks have no ids; these keys go with them, so that focus and half-written JSON stay where they belong. */
function useKeys(length: number) {
  const next = useRef(0);
  const [list, setList] = useState<number[]>([]);
  const known = list.slice(0, length);
  while (known.length < length) known.push(-1 - known.length);
  const fresh = () => {
    next.current += 1;
    return next.current;
  };
  return {
    list: known,
    insert: (index: number) => setList([...known.slice(0, index), fresh(), ...known.slice(index)]),
    move: (index: number, by: -1 | 1) => setList(moved(known, index, by)),
    remove: (index: number) => setList(without(known, index)),
  };
}
