import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { CustomerOut } from "@/api/schema.gen";
import { messageOf } from "@/components/ErrorNote";

interface Deed<Input> {
  run: (input: Input) => Promise<CustomerOut>;
  /** What is said when it is done. */
  done?: (customer: CustomerOut) => string;
  onDone?: (customer: CustomerOut) => void;
  /** Errors are shown where the deed is, not as a notice. */
  isQuiet?: boolean;
}

/** A change of one customer: the server answers with the whole customer, and every list is asked anew. */
export function useCustomerDeed<Input = void>({ run, done, onDone, isQuiet = false }: Deed<Input>) {
  const { t } = useTranslation();
  const client = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: async (customer) => {
      client.setQueryData(["customers", "one", customer.id], customer);
      if (done) notifications.show({ message: done(customer) });
      onDone?.(customer);
      await client.invalidateQueries({ queryKey: ["customers"] });
    },
    onError: (error) => {
      if (!isQuiet) notifications.show({ color: "red", message: messageOf(error) ?? t("error.unexpected") });
    },
  });
}
