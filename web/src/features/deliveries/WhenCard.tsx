import { Card, Radio, Stack, TextInput, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useTimeZone } from "@/components/TimeText";
import { dayAfter, wallClockOf } from "@/lib/zones";

interface Props {
  /** By the account's clock; empty: at once. */
  wallClock: string;
  isPast: boolean;
  onChange: (wallClock: string) => void;
}

const USUAL_HOUR = "10:00";

/** When a message goes out. */
export function WhenCard({ wallClock, isPast, onChange }: Props) {
  const { t } = useTranslation("deliveries");
  const zone = useTimeZone();
  const now = new Date();
  return (
    <Card withBorder component="section">
      <Radio.Group
        label={
          <Title order={2} mb={4}>
            {t("new.when")}
          </Title>
        }
        value={wallClock ? "later" : "now"}
        onChange={(way) => onChange(way === "now" ? "" : `${dayAfter(now, zone)}T${USUAL_HOUR}`)}
      >
        <Stack gap="xs">
          <Radio value="now" label={t("new.now")} />
          <Radio value="later" label={t("new.later")} />
        </Stack>
      </Radio.Group>
      {wallClock ? (
        <TextInput
          mt="xs"
          maw={280}
          type="datetime-local"
          aria-label={t("new.at")}
          description={t("new.zone", { zone })}
          min={wallClockOf(now, zone).slice(0, 16).replace(" ", "T")}
          value={wallClock}
          error={isPast ? t("new.past") : undefined}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      ) : null}
    </Card>
  );
}
