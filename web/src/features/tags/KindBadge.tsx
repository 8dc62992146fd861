import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TagOut } from "@/api/schema.gen";

const COLOURS: Partial<Record<string, string>> = {
  attribute: "blue",
  behaviour: "violet",
  campaign: "orange",
  status: "teal",
  interest: "pink",
};

/** What a tag tells of a friend, with the genre of an interest. Draws nothing where nobody has said. */
export function KindBadge({ tag }: { tag: Pick<TagOut, "kind" | "genre"> }) {
  const { t } = useTranslation("tags");
  if (!tag.kind) return null;
  const name = t(`kind.${tag.kind}`);
  return (
    <Badge color={COLOURS[tag.kind] ?? "gray"} variant="light" tt="none" size="sm">
      {tag.genre ? t("kind.withGenre", { kind: name, genre: tag.genre }) : name}
    </Badge>
  );
}
