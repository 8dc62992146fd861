import { Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNote } from "../ErrorNote";
import { untouchedPaths } from "./catalogue";
import classes from "./conditions.module.css";
import { EditorContext } from "./context";
import { GroupBox } from "./GroupBox";
import { PreviewPanel } from "./PreviewPanel";
import { type Problems, withinTree } from "./problems";
import { catalogueQuery } from "./queries";
import { isEveryone, shownRoot, type Tree } from "./tree";
import { useConditionPreview } from "./useConditionPreview";
import { useEditing } from "./useEditing";

interface Props {
  channelId: number;
  value: Tree;
  onChange: (tree: Tree) => void;
  /** What the server refused when saving, by its paths (`condition.root.of.0.tag_ids`). */
  problems?: Problems;
  /** Kinds that make no sense here, such as the segment itself. */
  without?: readonly string[];
  isReadOnly?: boolean;
  withPreview?: boolean;
  /** The saved segment whose condition this is: it is not told to be like itself. */
  segmentId?: number;
}

/** Says which friends are meant: conditions joined by and, or, not. Keeps nothing itself; the owner saves `value`. */
export function ConditionEditor(props: Props) {
  const {
    channelId,
    value,
    onChange,
    problems,
    without,
    isReadOnly = false,
    withPreview = true,
    segmentId,
  } = props;
  const { t } = useTranslation("conditions");
  const box = useRef<HTMLDivElement>(null);
  const catalogue = useQuery(catalogueQuery(channelId));
  const kinds = useMemo(
    () => (catalogue.data?.items ?? []).filter((kind) => !without?.includes(kind.kind)),
    [catalogue.data, without],
  );
  const events = catalogue.data?.events;
  const preview = useConditionPreview(channelId, value, 5, segmentId ?? null);
  const editing = useEditing(value, onChange, box);
  const shownProblems = useMemo(() => {
    const told = withinTree(
      Object.fromEntries((preview.answer?.problems ?? []).map((one) => [one.path, one.detail])),
    );
    const untouched = untouchedPaths(value.root, catalogue.data?.items ?? []);
    const isTold = (path: string) => !untouched.some((one) => path === one || path.startsWith(`${one}.`));
    const live = preview.isOld ? [] : Object.entries(told).filter(([path]) => isTold(path));
    return { ...Object.fromEntries(live), ...withinTree(problems ?? {}) };
  }, [preview.answer, preview.isOld, problems, value.root, catalogue.data]);
  const context = useMemo(
    () => ({
      channelId,
      kinds,
      events: events ?? [],
      root: value.root,
      problems: shownProblems,
      editing,
      isReadOnly,
    }),
    [channelId, kinds, events, value.root, shownProblems, editing, isReadOnly],
  );
  return (
    <EditorContext value={context}>
      <div className={classes.frame} ref={box}>
        <div className={classes.columns}>
          <Stack gap="xs" component="fieldset" aria-label={t("editor")} p={0} m={0} bd={0} miw={0}>
            <ErrorNote error={catalogue.error} onRetry={() => void catalogue.refetch()} />
            {catalogue.isPending ? <Skeleton h={120} /> : <GroupBox shown={shownRoot(value)} place={[]} />}
          </Stack>
          {withPreview ? (
            <PreviewPanel channelId={channelId} preview={preview} isEmpty={isEveryone(value)} />
          ) : null}
        </div>
      </div>
    </EditorContext>
  );
}
