import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "@/api/client";
import { Problem } from "@/api/problem";
import type { FieldType, ListedFieldOut, TypeReportOut } from "@/api/schema.gen";
import { ErrorNote } from "@/components/ErrorNote";
import { OperationProgress } from "@/components/operations";
import { BackupButton } from "./BackupButton";
import { draftOf, type FieldDraft, hasChoices, settingsBody, withNewChoice, withType } from "./draft";
import { TypePicker } from "./TypePicker";
import { TypeReport } from "./TypeReport";
import { TypeSettings } from "./TypeSettings";

interface Props {
  field: ListedFieldOut;
  onClose: () => void;
}

/** What a field most often becomes. */
const OTHERS: Partial<Record<FieldType, FieldType>> = {
  text: "choice",
  choice: "choices",
  choices: "choice",
  date: "datetime",
};

/** Another type for a field: what becomes of every value is told before anything is changed. */
export function TypeChange({ field, onClose }: Props) {
  const { t } = useTranslation("fields");
  const client = useQueryClient();
  const [draft, setDraft] = useState<FieldDraft>(() =>
    withType(draftOf(field), OTHERS[field.type] ?? "text"),
  );
  const [report, setReport] = useState<TypeReportOut | null>(null);
  const [operationId, setOperationId] = useState<number | null>(null);
  const change = (part: Partial<FieldDraft>) => {
    setReport(null);
    setDraft((old) => ({ ...old, ...part }));
  };
  const path = { field_id: field.id };
  const body = (from: FieldDraft) => ({ type: from.type, settings: settingsBody(from), default_value: null });
  const preview = useMutation({
    mutationFn: (from: FieldDraft) =>
      answer(
        api.POST("/api/v1/fields/{field_id}/type-change/preview", { params: { path }, body: body(from) }),
      ),
    onSuccess: setReport,
  });
  const go = useMutation({
    mutationFn: (onFailure: "refuse" | "clear") =>
      answer(
        api.POST("/api/v1/fields/{field_id}/type-change", {
          params: { path },
          body: { ...body(draft), on_failure: onFailure },
        }),
      ),
    onSuccess: (done) => {
      if (done.operation_id !== null) {
        setOperationId(done.operation_id);
        return;
      }
      void client.invalidateQueries({ queryKey: ["friends"] });
      notifications.show({
        color: "teal",
        message: t("typeChange.done", { name: field.name, count: done.converted }),
      });
      onClose();
    },
  });
  const problems = preview.error instanceof Problem ? preview.error.fields : {};
  const addChoices = (labels: string[]) => {
    const wanted = {
      ...draft,
      choices: labels.reduce((all, label) => withNewChoice(all, label), draft.choices),
    };
    setDraft(wanted);
    preview.mutate(wanted);
  };
  return (
    <Modal opened onClose={onClose} size="lg" title={t("typeChange.title", { name: field.name })}>
      {operationId !== null ? (
        <OperationProgress
          id={operationId}
          onOver={() => void client.invalidateQueries({ queryKey: ["friends"] })}
        />
      ) : (
        <Stack>
          <Text size="sm">{t("typeChange.from", { type: t(`type.${field.type}`) })}</Text>
          <TypePicker
            label={t("typeChange.to")}
            value={draft.type}
            except={field.type}
            onChange={(type) => change(withType(draft, type))}
          />
          <TypeSettings draft={draft} onChange={change} problems={problems} />
          <ErrorNote error={Object.keys(problems).length > 0 ? null : (preview.error ?? go.error)} />
          {report ? (
            <TypeReport report={report} onAddChoices={hasChoices(draft.type) ? addChoices : undefined} />
          ) : null}
          <Group justify="space-between">
            {report ? <BackupButton field={field} /> : <span />}
            <Group>
              <Button variant="default" onClick={onClose}>
                {t("common:action.cancel")}
              </Button>
              {report ? (
                <Button
                  color={report.fails > 0 ? "red" : undefined}
                  loading={go.isPending}
                  onClick={() => go.mutate(report.fails > 0 ? "clear" : "refuse")}
                >
                  {t(report.fails > 0 ? "typeChange.doAndClear" : "typeChange.do", {
                    converts: report.converts,
                    fails: report.fails,
                  })}
                </Button>
              ) : (
                <Button loading={preview.isPending} onClick={() => preview.mutate(draft)}>
                  {t("typeChange.check")}
                </Button>
              )}
            </Group>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
