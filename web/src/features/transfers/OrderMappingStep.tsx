import { Alert, Autocomplete, Button, Group, List, Stack } from "@mantine/core";
import { IconAlertTriangle, IconHistory } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import type { ImportOut, OrderMapping } from "@/api/schema.gen";
import { ErrorNote } from "@/components/ErrorNote";
import { OrderColumns } from "./OrderColumns";
import { OrderStates } from "./OrderStates";
import { SOURCES, withOrderTarget } from "./orderTargets";
import { orderSourcesQuery } from "./queries";
import classes from "./transfers.module.css";
import { useChangeImport, useStartImport } from "./useImport";

/** Mistakes that are told where they are; the others are about what no column has. */
const IN_PLACE = /^order_mapping\.(columns\.\d+|source)$/;

/** What each column of a file of orders means, whose orders they are, and what the shop's words for states mean. */
export function OrderMappingStep({ file, onNext }: { file: ImportOut; onNext: () => void }) {
  const { t } = useTranslation("transfers");
  const [mapping, setMapping] = useState<OrderMapping | null>(file.order_mapping);
  const save = useChangeImport(file.id);
  const check = useStartImport(file.id, "check");
  const go = useMutation({
    mutationFn: async (wanted: OrderMapping) => {
      await save.mutateAsync({ order_mapping: wanted });
      await check.mutateAsync();
    },
    onSuccess: onNext,
  });
  if (!mapping) return null;
  const change = (next: OrderMapping) => {
    setMapping(next);
    go.reset();
    // A draft is kept at every change, so that nothing is lost when the page is left.
    save.mutate({ order_mapping: next });
  };
  const problem = go.error instanceof Problem ? go.error : save.error instanceof Problem ? save.error : null;
  const missing = Object.entries(problem?.fields ?? {}).filter(([path]) => !IN_PLACE.test(path));
  return (
    <Stack mt="md">
      {file.origin === "remembered" ? (
        <Alert icon={<IconHistory size={18} />} color="ai">
          {t("mapping.remembered")}
        </Alert>
      ) : null}
      <SourceInput
        value={mapping.source}
        error={problem?.fields["order_mapping.source"]}
        onChange={(source) => change({ ...mapping, source })}
      />
      <OrderColumns
        file={file}
        mapping={mapping}
        problems={problem?.fields ?? {}}
        onChange={(index, target) => change(withOrderTarget(mapping, index, target))}
      />
      <OrderStates file={file} mapping={mapping} onChange={change} />
      {missing.length > 0 ? (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} role="alert">
          <List size="sm">
            {missing.map(([path, text]) => (
              <List.Item key={path}>{text}</List.Item>
            ))}
          </List>
        </Alert>
      ) : (
        <ErrorNote error={go.error ?? save.error} />
      )}
      <Group justify="flex-end" className={classes.number}>
        <Button loading={go.isPending} onClick={() => go.mutate(mapping)}>
          {t("mapping.next")}
        </Button>
      </Group>
    </Stack>
  );
}

interface SourceProps {
  value: string;
  error: string | undefined;
  onChange: (source: string) => void;
}

/** The name of the shop's system; it is kept when the field is left. */
function SourceInput({ value, error, onChange }: SourceProps) {
  const { t } = useTranslation("transfers");
  const [text, setText] = useState(value);
  const { data: known = [] } = useQuery(orderSourcesQuery);
  const isSound = /^[a-z0-9][a-z0-9_.-]{0,39}$/.test(text.trim().toLowerCase());
  return (
    <Autocomplete
      label={t("source.label")}
      description={t("source.hint")}
      value={text}
      data={[...new Set([...known, ...SOURCES])]}
      filter={({ options }) => options}
      maxLength={40}
      onChange={setText}
      onBlur={() => isSound && text.trim().toLowerCase() !== value && onChange(text.trim().toLowerCase())}
      error={isSound ? error : t("source.wrong")}
      required
      maw={420}
    />
  );
}
