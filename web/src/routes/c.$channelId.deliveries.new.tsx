import { createFileRoute } from "@tanstack/react-router";
import { readTree, type Tree } from "@/components/conditions";
import { NewDispatchPage } from "@/features/deliveries/NewDispatchPage";

interface NewDispatchSearch {
  segment?: number;
  tag?: number;
  tree?: Tree;
}

const idOf = (value: unknown) =>
  Number.isSafeInteger(Number(value)) && Number(value) > 0 ? Number(value) : undefined;

export const Route = createFileRoute("/c/$channelId/deliveries/new")({
  validateSearch: (search: Record<string, unknown>): NewDispatchSearch => ({
    segment: idOf(search.segment),
    tag: idOf(search.tag),
    tree: readTree(search.tree) ?? undefined,
  }),
  component: NewDispatchPage,
});
