import { Text, UnstyledButton } from "@mantine/core";
import { IconFlag, IconPlayerPlay } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./editor.module.css";

interface StartProps {
  texts: string[];
  isChosen: boolean;
  onChoose: () => void;
}

/** はじまり: how friends get in. */
export function StartCard({ texts, isChosen, onChoose }: StartProps) {
  const { t } = useTranslation("scenarios");
  return (
    <UnstyledButton
      className={`${classes.card} ${classes.start}`}
      data-chosen={isChosen || undefined}
      data-card
      aria-pressed={isChosen}
      onClick={onChoose}
    >
      <Text fw={650} size="sm">
        <IconPlayerPlay size={14} aria-hidden /> {t("start.title")}
      </Text>
      <Text size="sm" c={texts.length ? undefined : "dimmed"} lineClamp={2}>
        {texts.length ? texts.join(t("start.or")) : t("start.none")}
      </Text>
    </UnstyledButton>
  );
}

export function EndCard({ finished }: { finished: number }) {
  const { t } = useTranslation("scenarios");
  return (
    <div className={classes.end}>
      <Text size="sm" c="dimmed">
        <IconFlag size={14} aria-hidden /> {t("end", { count: finished })}
      </Text>
    </div>
  );
}
