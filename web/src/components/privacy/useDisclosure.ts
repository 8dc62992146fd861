import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { messageOf } from "@/components/ErrorNote";
import { saveFile } from "@/components/transfers";

/** Fetches everything about one person as a ZIP file, and says so. */
export function useDisclosure(path: string, fileName: string) {
  const { t } = useTranslation("privacy");
  return useMutation({
    mutationFn: () => saveFile(path, fileName, {}),
    onSuccess: () => notifications.show({ color: "teal", message: t("person.exported") }),
    onError: (error) =>
      notifications.show({ color: "red", message: messageOf(error) ?? t("common:error.unexpected") }),
  });
}
