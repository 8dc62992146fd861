import { Button, type ButtonProps } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useCan, useChannelId } from "@/app/session";

/** The way to the import of orders by file, for those who may. */
export function ImportOrders({ variant = "default" }: Pick<ButtonProps, "variant">) {
  const { t } = useTranslation("customers");
  const can = useCan();
  const channelId = useChannelId();
  if (!can("data.import") || !can("customers.edit")) return null;
  return (
    <Button
      variant={variant}
      leftSection={<IconFileImport size={16} aria-hidden />}
      component={Link}
      to={`/c/${channelId}/import`}
      search={{ subject: "orders" } as never}
    >
      {t("orders.import")}
    </Button>
  );
}
