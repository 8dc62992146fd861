import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import type { LineAction, OnTap } from "@/line";
import type { Asked } from "./AskedFor";

export type Perform = (type: string, fields?: object) => Promise<unknown>;

interface Hands {
  perform: Perform;
  /** Opens what the app asks the person for. */
  ask: (asked: Asked) => void;
  /** Puts text into the input. */
  fill: (text: string) => void;
  showMenu: (isOpen: boolean) => void;
}

const text = (action: LineAction, ...names: string[]): string => {
  const found = names.map((name) => action[name]).find((value) => typeof value === "string" && value !== "");
  return typeof found === "string" ? found : "";
};

/** What LINE does when a friend taps something with an action. Unknown actions do nothing, as in old apps. */
export function tapped(action: LineAction, { perform, ask, fill, showMenu }: Hands, onCopied: () => void) {
  switch (action.type) {
    case "message":
      if (text(action, "text"))
        void perform("message", { message: { type: "text", text: text(action, "text") } });
      break;
    case "postback":
      void perform("postback", {
        data: text(action, "data"),
        display_text: text(action, "displayText", "text") || undefined,
      });
      if (action.inputOption === "openRichMenu") showMenu(true);
      if (action.inputOption === "closeRichMenu") showMenu(false);
      if (action.inputOption === "openKeyboard") fill(text(action, "fillInText"));
      break;
    case "uri":
      ask({ kind: "page", uri: text(action, "uri", "linkUri") });
      break;
    case "datetimepicker":
      ask({ kind: "time", action });
      break;
    case "richmenuswitch":
      void perform("rich_menu_switch", {
        rich_menu_alias_id: text(action, "richMenuAliasId"),
        data: text(action, "data"),
      });
      break;
    case "camera":
    case "cameraRoll":
      ask({ kind: "image" });
      break;
    case "location":
      ask({ kind: "location" });
      break;
    case "clipboard":
      void navigator.clipboard?.writeText(text(action, "clipboardText")).then(onCopied, () => undefined);
      break;
  }
}

export function useTaps(hands: Hands): OnTap {
  const { t } = useTranslation("phone");
  return (action) => tapped(action, hands, () => notifications.show({ message: t("chat.copied") }));
}
