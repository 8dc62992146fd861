import { Alert, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { BulkForecastOut } from "@/api/schema.gen";
import { Outcomes } from "@/components/operations";

/** What would happen, deed by deed, and what to know before it does. */
export function Forecast({ forecast, isStale }: { forecast: BulkForecastOut; isStale: boolean }) {
  const { t, i18n } = useTranslation("bulk");
  const language = i18n.language === "ja" ? "ja" : "en";
  const missing = [...new Set(forecast.actions.flatMap((action) => action.missing))];
  const warnings = [...new Set(forecast.actions.flatMap((action) => action.warnings))];
  const isLasting = forecast.actions.some((action) => !action.can_undo);
  return (
    <Stack gap="xs" aria-live="polite" opacity={isStale ? 0.55 : 1}>
      <Text size="sm" fw={600}>
        {t("forecast.title", { count: forecast.number })}
      </Text>
      {forecast.actions.map((action, index) => (
        <div key={index}>
          <Text size="sm">{action.title[language]}</Text>
          <Outcomes
            counts={{
              [action.do === "send" ? "sent" : "changed"]: action.changes,
              unchanged: action.unchanged,
              ...action.refused,
            }}
            isAhead
          />
          {i18n.exists(`bulk:hint.${action.do}`) ? (
            <Text size="xs" c="dimmed">
              {t(`hint.${action.do}`)}
            </Text>
          ) : null}
        </div>
      ))}
      {warnings.map((warning) => (
        <Alert key={warning} color="yellow" p="xs" icon={<IconAlertTriangle size={18} />}>
          {t(`warning.${warning}`, { count: forecast.number })}
        </Alert>
      ))}
      {missing.length > 0 ? (
        <Alert color="red" p="xs" icon={<IconAlertTriangle size={18} />}>
          {t("missing")}
        </Alert>
      ) : null}
      <Text size="xs" c="dimmed">
        <IconInfoCircle size={12} aria-hidden /> {t(isLasting ? "undo.some" : "undo.all")}
      </Text>
    </Stack>
  );
}
