import { List, Text, ThemeIcon } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { FindingOut } from "@/api/schema.gen";

/** Findings in the server's own words: they name the place in LINE's console. */
export function FindingList({ findings }: { findings: FindingOut[] }) {
  const { t, i18n } = useTranslation("channelCheck");
  if (findings.length === 0) return null;
  return (
    <List spacing="xs" center={false} listStyleType="none">
      {findings.map((one, index) => {
        const look = lookOf(one);
        return (
          <List.Item
            key={index}
            icon={
              <ThemeIcon color={look.colour} variant="light" size={24} radius="xl" aria-label={t(look.label)}>
                <look.icon size={15} aria-hidden />
              </ThemeIcon>
            }
          >
            <Text size="sm">{i18n.language === "en" ? one.en : one.ja}</Text>
          </List.Item>
        );
      })}
    </List>
  );
}

function lookOf(finding: FindingOut) {
  if (!finding.is_ok) return { colour: "red", icon: IconAlertTriangle, label: "sign.wrong" } as const;
  if (finding.code) return { colour: "yellow", icon: IconInfoCircle, label: "sign.note" } as const;
  return { colour: "teal", icon: IconCheck, label: "sign.right" } as const;
}
