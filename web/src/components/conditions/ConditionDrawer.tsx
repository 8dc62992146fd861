import { Button, Drawer, Group, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useCountText } from "../CountText";
import { ConditionEditor } from "./ConditionEditor";
import classes from "./conditions.module.css";
import { everyone, isEveryone, type Tree } from "./tree";
import { useConditionPreview } from "./useConditionPreview";

interface Props {
  channelId: number;
  title: string;
  value: Tree | undefined;
  /** Undefined: no condition any more. */
  onApply: (tree: Tree | undefined) => void;
  onClose: () => void;
}

/** A condition written at the side of a list; the list changes when it is applied. */
export function ConditionDrawer({ channelId, title, value, onApply, onClose }: Props) {
  const { t } = useTranslation("conditions");
  const countText = useCountText();
  const [draft, setDraft] = useState(value ?? everyone);
  const preview = useConditionPreview(channelId, draft);
  const count = preview.answer?.count;
  const apply = (tree: Tree) => {
    onApply(isEveryone(tree) ? undefined : tree);
    onClose();
  };
  return (
    <Drawer opened onClose={onClose} title={title} position="right" size="min(1080px, 100vw)">
      <Stack>
        <ConditionEditor channelId={channelId} value={draft} onChange={setDraft} />
        <Group justify="flex-end" className={classes.foot}>
          {value ? (
            <Button variant="subtle" color="gray" onClick={() => apply(everyone)}>
              {t("drawer.clear")}
            </Button>
          ) : null}
          <Button variant="default" onClick={onClose} visibleFrom="xs">
            {t("common:action.cancel")}
          </Button>
          <Button disabled={preview.isOld || !count} onClick={() => apply(draft)}>
            {isEveryone(draft)
              ? t("drawer.everybody")
              : count && !preview.isOld
                ? t("drawer.apply", { count: count.number, people: countText(count) })
                : t("drawer.wait")}
          </Button>
        </Group>
      </Stack>
    </Drawer>
  );
}
