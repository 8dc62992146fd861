import { Stack, Text, ThemeIcon } from "@mantine/core";
import { IconMessages } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./talk.module.css";

/** Beside the list, while no conversation is chosen. */
export function NothingOpen() {
  const { t } = useTranslation("talk");
  return (
    <section className={classes.nothing} aria-label={t("log.label")}>
      <Stack align="center" gap="sm" maw={360}>
        <ThemeIcon variant="light" size={52} radius="xl" aria-hidden>
          <IconMessages size={28} stroke={1.5} />
        </ThemeIcon>
        <Text c="dimmed" ta="center" className={classes.guide}>
          {t("choose")}
        </Text>
      </Stack>
    </section>
  );
}
