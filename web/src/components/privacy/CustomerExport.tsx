import { Button } from "@mantine/core";
import { IconShieldLock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useCan } from "@/app/session";
import { useDisclosure } from "./useDisclosure";

/** 開示: everything about one customer, of all accounts, as a file. Nothing is drawn for whoever may not. */
export function CustomerExport({ customerId }: { customerId: number }) {
  const { t } = useTranslation("privacy");
  const can = useCan();
  const disclose = useDisclosure(
    `/api/v1/customers/${customerId}/personal-data`,
    `customer-data-${customerId}.zip`,
  );
  if (!can("privacy.edit")) return null;
  return (
    <Button
      variant="default"
      leftSection={<IconShieldLock size={16} aria-hidden />}
      title={t("person.customerHint")}
      loading={disclose.isPending}
      onClick={() => disclose.mutate()}
    >
      {t("person.customer")}
    </Button>
  );
}
