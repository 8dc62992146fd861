import { Anchor, Group, Paper, SimpleGrid, Text, ThemeIcon, Title } from "@mantine/core";
import { IconArrowDownRight, IconArrowRight, IconArrowUpRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { FigureOut, NumbersOut } from "@/api/schema.gen";
import { useChannelId } from "@/app/session";
import { compared } from "./compared";

const LINKS: Record<keyof NumbersOut, string> = {
  active: "/friends?status=following",
  new: "/friends?order=newest",
  reactions: "/friends?order=reaction",
  blocked: "/friends?status=blocked",
};

/** Active friends first. Each number leads to the friends behind it, and says with what it is compared. */
export function Numbers({ numbers }: { numbers: NumbersOut }) {
  const { t } = useTranslation("home");
  return (
    <section aria-labelledby="numbers">
      <Group justify="space-between" align="baseline" mb="xs">
        <Title order={2} id="numbers">
          {t("numbers.title")}
        </Title>
        <Text size="xs" c="dimmed">
          {t("numbers.period")}
        </Text>
      </Group>
      <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
        {(Object.keys(LINKS) as (keyof NumbersOut)[]).map((name) => (
          <Card key={name} name={name} figure={numbers[name]} />
        ))}
      </SimpleGrid>
    </section>
  );
}

function Card({ name, figure }: { name: keyof NumbersOut; figure: FigureOut }) {
  const { t, i18n } = useTranslation("home");
  const to = `/c/${useChannelId()}${LINKS[name]}`;
  const { direction, difference, isGood } = compared(figure, name === "blocked");
  const Arrow = { up: IconArrowUpRight, down: IconArrowDownRight, same: IconArrowRight }[direction];
  const colour = direction === "same" ? "gray" : isGood ? "teal" : "red";
  const amount = Math.abs(difference).toLocaleString(i18n.language);
  return (
    <Paper withBorder p="md">
      <Text size="sm" c="dimmed">
        {t(`numbers.${name}.label`)}
      </Text>
      <Anchor component={Link} to={to} c="var(--mantine-color-text)" fz={28} fw={650} lh={1.3}>
        {t(`numbers.${name}.value`, { amount: figure.value })}
      </Anchor>
      <Group gap={4} wrap="nowrap" align="center">
        <ThemeIcon size="xs" variant="transparent" color={colour} aria-hidden>
          <Arrow size={14} />
        </ThemeIcon>
        <Text size="sm" c={direction === "same" ? "dimmed" : undefined}>
          {t(`numbers.change.${direction}`, { amount })}
        </Text>
      </Group>
      <Text size="xs" c="dimmed">
        {t(`numbers.${name}.n`, { count: figure.n })}
      </Text>
    </Paper>
  );
}
