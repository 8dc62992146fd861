import { Button } from "@mantine/core";
import { IconLanguage } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { chooseLanguage } from "@/app/i18n";

/** The other language, named in itself: there is no profile menu before one has signed in. */
export function LanguageSwitch() {
  const { i18n } = useTranslation();
  const isJapanese = i18n.language !== "en";
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-sm"
      leftSection={<IconLanguage size={16} />}
      lang={isJapanese ? "en" : "ja"}
      onClick={() => void chooseLanguage(isJapanese ? "en" : "ja")}
    >
      {isJapanese ? "English" : "日本語"}
    </Button>
  );
}
