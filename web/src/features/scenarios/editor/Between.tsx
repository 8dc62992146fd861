import { ActionIcon, Tooltip, UnstyledButton } from "@mantine/core";
import { IconClock, IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./editor.module.css";

interface Props {
  /** The wait before the next step; none before the end. */
  wait: string | null;
  onWait: () => void;
  /** Left out where nothing may be changed. */
  onInsert: (() => void) | undefined;
  place: number;
}

/** What stands between two cards: how long friends wait, and a button for a step in between. */
export function Between({ wait, onWait, onInsert, place }: Props) {
  const { t } = useTranslation("scenarios");
  const label = t("step.insert", { number: place + 1 });
  return (
    <>
      {wait ? (
        <UnstyledButton className={classes.wait} onClick={onWait}>
          <IconClock size={12} aria-hidden /> {wait}
        </UnstyledButton>
      ) : null}
      {onInsert ? (
        <Tooltip label={label} withArrow>
          <ActionIcon variant="default" radius="xl" size={28} aria-label={label} onClick={onInsert}>
            <IconPlus size={16} />
          </ActionIcon>
        </Tooltip>
      ) : null}
    </>
  );
}
