import { Box, Group, Input, MultiSelect, Radio, SegmentedControl, Stack, Text } from "@mantine/core";
import { DateInput } from "@mantine/dates";
import { useSuspenseQuery } from "@tanstack/react-query";
import "@mantine/dates/styles.css";
import "dayjs/locale/ja";
import { useTranslation } from "react-i18next";
import type { Role } from "@/api/schema.gen";
import { useChannels, useMe } from "@/app/session";
import { todayInJapan } from "./days";
import { grantableRoles, inRole, needsLimits, type Place, takesLimits } from "./place";
import { rolesQuery } from "./queries";
import { useWords } from "./words";

interface Props {
  value: Place;
  onChange: (place: Place) => void;
  problems: Record<string, string>;
}

/** Role, accounts and last day of a member. */
export function PlaceFields({ value, onChange, problems }: Props) {
  const { t } = useTranslation("members");
  const words = useWords();
  const me = useMe();
  const { data: table } = useSuspenseQuery(rolesQuery);
  const grantable = grantableRoles(table, me.permissions);
  return (
    <Stack gap="md">
      <Radio.Group
        label={t("field.role")}
        value={value.role}
        onChange={(role) => onChange(inRole(value, role as Role))}
        error={problems.role}
      >
        <Stack gap={6} mt={6}>
          {table.roles
            .filter((role) => grantable.includes(role.key as Role))
            .map((role) => (
              <Radio.Card key={role.key} value={role.key} p="xs" radius="sm">
                <Group wrap="nowrap" align="flex-start" gap="xs">
                  <Radio.Indicator mt={2} />
                  <Box>
                    <Text size="sm" fw={600}>
                      {words.name(role)}
                    </Text>
                    <Text size="xs" c="dimmed">
                      {words.meaning(role)}
                    </Text>
                  </Box>
                </Group>
              </Radio.Card>
            ))}
        </Stack>
      </Radio.Group>
      {takesLimits(value.role) ? <Limits value={value} onChange={onChange} problems={problems} /> : null}
    </Stack>
  );
}

function Limits({ value, onChange, problems }: Props) {
  const { t, i18n } = useTranslation("members");
  const channels = useChannels();
  const isNeeded = needsLimits(value.role);
  return (
    <>
      <Stack gap={6}>
        <Input.Label labelElement="div" id="member-channels" required={isNeeded}>
          {t("field.channels")}
        </Input.Label>
        {isNeeded ? null : (
          <SegmentedControl
            aria-labelledby="member-channels"
            value={value.channel_ids === null ? "every" : "some"}
            onChange={(chosen) => onChange({ ...value, channel_ids: chosen === "every" ? null : [] })}
            data={[
              { value: "every", label: t("channels.every") },
              { value: "some", label: t("channels.some") },
            ]}
          />
        )}
        {value.channel_ids === null ? null : (
          <MultiSelect
            aria-labelledby="member-channels"
            data={channels.map((one) => ({ value: String(one.id), label: one.name }))}
            value={value.channel_ids.map(String)}
            onChange={(ids) => onChange({ ...value, channel_ids: ids.map(Number) })}
            placeholder={value.channel_ids.length === 0 ? t("channels.choose") : undefined}
            error={problems.channel_ids}
            searchable
          />
        )}
        {value.channel_ids === null ? null : (
          <Text size="xs" c="dimmed">
            {t("channels.meaning")}
          </Text>
        )}
      </Stack>
      <DateInput
        label={t("field.endsOn")}
        description={t(isNeeded ? "endsOn.needed" : "endsOn.hint")}
        placeholder={t(isNeeded ? "endsOn.choose" : "endsOn.never")}
        valueFormat="YYYY/MM/DD"
        locale={i18n.language}
        monthLabelFormat={t("endsOn.month")}
        firstDayOfWeek={0}
        ariaLabels={{ nextMonth: t("endsOn.nextMonth"), previousMonth: t("endsOn.previousMonth") }}
        minDate={todayInJapan()}
        value={value.ends_on}
        onChange={(day) => onChange({ ...value, ends_on: day })}
        clearable={!isNeeded}
        clearButtonProps={{ "aria-label": t("endsOn.clear") }}
        required={isNeeded}
        error={problems.ends_on}
      />
    </>
  );
}
