import { Chip, Group, Select, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { GROUPS, type TimelineGroup, type TimelinePart } from "./queries";

const SPANS = [0, 7, 30, 90, 365];

/** Which facts of a history are shown. No chip means all of them, so nothing has to be chosen first. */
export function TimelineFilters({
  part,
  onChange,
}: {
  part: TimelinePart;
  onChange: (part: TimelinePart) => void;
}) {
  const { t } = useTranslation("friends");
  return (
    <Stack gap="xs" mb="sm">
      <Chip.Group
        multiple
        value={part.groups}
        onChange={(groups) =>
          onChange({
            ...part,
            groups: GROUPS.filter((one) => groups.includes(one)) satisfies TimelineGroup[],
          })
        }
      >
        <Group gap={6} role="group" aria-label={t("history.groups")}>
          {GROUPS.map((group) => (
            <Chip key={group} value={group} size="xs" variant="light">
              {t(`history.group.${group}`)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <Select
        size="xs"
        w={180}
        aria-label={t("history.span")}
        allowDeselect={false}
        data={SPANS.map((days) => ({
          value: String(days),
          label: days > 0 ? t("history.days", { count: days }) : t("history.always"),
        }))}
        value={String(part.days)}
        onChange={(days) => onChange({ ...part, days: Number(days) })}
      />
    </Stack>
  );
}
