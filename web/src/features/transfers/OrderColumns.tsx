import { Button, Paper } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ImportOut, OrderMapping } from "@/api/schema.gen";
import { OrderColumnRow } from "./OrderColumnRow";
import { type OrderTarget, shownFirst } from "./orderTargets";

interface Props {
  file: ImportOut;
  mapping: OrderMapping;
  problems: Record<string, string>;
  onChange: (column: number, target: OrderTarget) => void;
}

/** The columns of a file of orders. A shop's file has dozens; those that nobody needs wait behind a button. */
export function OrderColumns({ file, mapping, problems, onChange }: Props) {
  const { t } = useTranslation("transfers");
  // As it was when the step was opened: a row does not run away from the hand that changes it.
  const [first] = useState(() => shownFirst(mapping));
  const [isAll, setAll] = useState(first.length === 0);
  const rest = file.columns.length - first.length;
  return (
    <Paper withBorder>
      {file.columns.map((column, index) =>
        isAll || first.includes(index) ? (
          <OrderColumnRow
            key={index}
            column={column}
            target={mapping.columns[index] ?? "ignore"}
            error={problems[`order_mapping.columns.${index}`]}
            onChange={(target) => onChange(index, target)}
          />
        ) : null,
      )}
      {isAll || rest === 0 ? null : (
        <Button
          variant="subtle"
          fullWidth
          radius={0}
          leftSection={<IconChevronDown size={16} aria-hidden />}
          onClick={() => setAll(true)}
        >
          {t("mapping.rest", { count: rest })}
        </Button>
      )}
    </Paper>
  );
}
