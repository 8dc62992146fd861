import { notifications } from "@mantine/notifications";
import i18n from "@/app/i18n";
import { messageOf } from "@/components/ErrorNote";

/** For a deed that has no field to stand an error beside. */
export function tellProblem(error: unknown) {
  notifications.show({ color: "red", message: messageOf(error) ?? i18n.t("common:error.unexpected") });
}
