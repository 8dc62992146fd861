import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useCan } from "@/app/session";
import { saveBackup } from "./useFieldDeeds";

/** Keeps a copy of what friends have in a field, for those who may take data out. */
export function BackupButton({ field }: { field: { id: number; name: string } }) {
  const { t } = useTranslation("fields");
  const can = useCan();
  const save = useMutation({ mutationFn: () => saveBackup(field) });
  if (!can("data.export")) return null;
  return (
    <Button
      variant="light"
      leftSection={<IconDownload size={16} />}
      loading={save.isPending}
      color={save.isError ? "red" : undefined}
      onClick={() => save.mutate()}
    >
      {t(save.isError ? "backup.failed" : "backup.save")}
    </Button>
  );
}
