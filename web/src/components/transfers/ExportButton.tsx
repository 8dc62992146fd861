import { Button, type ButtonProps } from "@mantine/core";
import { IconFileExport } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "@/app/session";
import type { Who } from "@/components/bulk";
import { ExportDialog } from "./ExportDialog";

interface Props extends Pick<ButtonProps, "size" | "variant" | "color"> {
  channelId: number;
  /** Whom the file holds; everybody where it says nothing. */
  who: Who;
  /** Columns to begin with, e.g. those of the list. */
  columns?: readonly string[];
}

/** Writes the friends of any list to a file. Nothing is drawn for whoever may not. */
export function ExportButton({ channelId, who, columns, ...look }: Props) {
  const { t } = useTranslation("transfers");
  const can = useCan();
  const [isOpen, setOpen] = useState(false);
  if (!can("data.export")) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconFileExport size={16} aria-hidden />}
        {...look}
        onClick={() => setOpen(true)}
      >
        {t("export.open")}
      </Button>
      {isOpen ? (
        <ExportDialog channelId={channelId} who={who} columns={columns} onClose={() => setOpen(false)} />
      ) : null}
    </>
  );
}
