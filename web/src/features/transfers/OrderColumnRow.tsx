import { Select, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ImportColumnOut } from "@/api/schema.gen";
import { ORDER_GROUPS, type OrderTarget } from "./orderTargets";
import { glance } from "./targets";
import classes from "./transfers.module.css";

interface Props {
  column: ImportColumnOut;
  target: OrderTarget;
  error: string | undefined;
  onChange: (target: OrderTarget) => void;
}

/** One column of a file of orders: what stands in it at the left, what it means at the right. */
export function OrderColumnRow({ column, target, error, onChange }: Props) {
  const { t, i18n } = useTranslation("transfers");
  const choices = (names: readonly OrderTarget[]) =>
    names.map((value) => ({ value, label: t(`orderTarget.${value}`) }));
  const hint = target === "line_total" || target === "fee" || target === "total" ? target : null;
  return (
    <div className={classes.column} data-ignored={target === "ignore"}>
      <Stack gap={2} miw={0}>
        <Text fw={600}>{column.header || t("mapping.noHeader")}</Text>
        <Text size="sm" c="dimmed" truncate>
          {glance(column.samples) || t("mapping.empty")}
        </Text>
        <Text size="xs" c="dimmed">
          {t("mapping.why", { reason: column.reason[i18n.language === "ja" ? "ja" : "en"] })}
        </Text>
      </Stack>
      <Stack gap="xs">
        <Select
          aria-label={t("mapping.target", { column: column.header })}
          value={target}
          data={[
            ...choices(["ignore"]),
            ...Object.entries(ORDER_GROUPS).map(([name, targets]) => ({
              group: t(`orderGroup.${name}`),
              items: choices(targets),
            })),
          ]}
          onChange={(value) => value && onChange(value as OrderTarget)}
          searchable
          nothingFoundMessage={t("mapping.nothing")}
          allowDeselect={false}
          error={error}
        />
        {hint ? (
          <Text size="xs" c="dimmed">
            {t(`orderHint.${hint}`)}
          </Text>
        ) : null}
      </Stack>
    </div>
  );
}
