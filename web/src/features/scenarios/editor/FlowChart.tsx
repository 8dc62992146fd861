import "@xyflow/react/dist/style.css";
import { useComputedColorScheme } from "@mantine/core";
import {
  Background,
  BaseEdge,
  Controls,
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  Handle,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  type ReactFlowInstance,
} from "@xyflow/react";
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Between } from "./Between";
import { EndCard, StartCard } from "./cards";
import type { Desk } from "./desk";
import classes from "./editor.module.css";
import { StepCard } from "./StepCard";
import { waitText } from "./timing";

type CardNode = Node<{ element: ReactNode }, "card">;
type BetweenEdge = Edge<{ element: ReactNode }, "between">;

const WIDTH = 320;
const HEIGHTS = { start: 84, step: 112, stepWithNumbers: 136, end: 44 };
const GAP = 76;

function Card({ data }: NodeProps<CardNode>) {
  return (
    <>
      <Handle type="target" position={Position.Top} className={classes.handle} isConnectable={false} />
      {data.element}
      <Handle type="source" position={Position.Bottom} className={classes.handle} isConnectable={false} />
    </>
  );
}

function BetweenCards({ sourceX, sourceY, targetX, targetY, data }: EdgeProps<BetweenEdge>) {
  const middle = (sourceY + targetY) / 2;
  return (
    <>
      <BaseEdge path={`M ${sourceX} ${sourceY} L ${targetX} ${targetY}`} />
      <EdgeLabelRenderer>
        <div
          className={`nodrag nopan ${classes.edgeLabel}`}
          style={{ transform: `translate(-50%, -50%) translate(${sourceX}px, ${middle}px)` }}
        >
          {data?.element}
        </div>
      </EdgeLabelRenderer>
    </>
  );
}

const NODE_TYPES = { card: Card };
const EDGE_TYPES = { between: BetweenCards };

/** The scenario as a chart that reads from top to bottom. */
export function FlowChart({ it }: { it: Desk }) {
  const { t } = useTranslation("scenarios");
  const scheme = useComputedColorScheme("light");
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<ReactFlowInstance<CardNode, BetweenEdge>>(null);
  const nodes = useNodes(it);
  const edges = useEdges(it);
  const chosenId = it.chosen.at === "step" ? it.chosen.key : it.chosen.at;

  useEffect(() => {
    const node = chart.current?.getNode(chosenId);
    if (node) bringIntoView(node, chart.current, frame.current);
  }, [chosenId]);

  return (
    <div ref={frame} className={classes.scroll}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        colorMode={scheme}
        onInit={(instance) => {
          chart.current = instance;
          const width = frame.current?.clientWidth ?? WIDTH;
          void instance.setViewport({ x: (width - WIDTH) / 2, y: 64, zoom: 1 });
        }}
        minZoom={0.3}
        maxZoom={1.25}
        panOnScroll
        zoomOnDoubleClick={false}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        aria-label={t("editor.chart")}
        ariaLabelConfig={{
          "controls.ariaLabel": t("editor.zoom"),
          "controls.zoomIn.ariaLabel": t("editor.zoomIn"),
          "controls.zoomOut.ariaLabel": t("editor.zoomOut"),
          "controls.fitView.ariaLabel": t("editor.fit"),
        }}
        onKeyDown={goByArrow}
      >
        <Background gap={24} />
        <Controls showInteractive={false} fitViewOptions={{ maxZoom: 1, padding: 0.1 }} />
      </ReactFlow>
    </div>
  );
}

function useNodes(it: Desk): CardNode[] {
  return useMemo(() => {
    const node = (id: string, y: number, height: number, element: ReactNode): CardNode => ({
      id,
      type: "card",
      position: { x: 0, y },
      data: { element },
      width: WIDTH,
      height,
      measured: { width: WIDTH, height },
      // Known beforehand, so that the lines are there with the first drawing.
      handles: [
        { type: "target", position: Position.Top, x: WIDTH / 2, y: 0 },
        { type: "source", position: Position.Bottom, x: WIDTH / 2, y: height },
      ],
      className: "nopan",
      // React Flow lets clicks through nodes that it can neither drag nor select; ours hold buttons.
      style: { pointerEvents: "all" },
    });
    const stepHeight = it.detail.current ? HEIGHTS.stepWithNumbers : HEIGHTS.step;
    const stepTop = (index: number) => HEIGHTS.start + GAP + index * (stepHeight + GAP);
    const { steps } = it.desk.draft;
    return [
      node(
        "start",
        0,
        HEIGHTS.start,
        <StartCard
          texts={it.startTexts}
          isChosen={it.chosen.at === "start"}
          onChoose={() => it.choose({ at: "start" })}
        />,
      ),
      ...steps.map((step, index) => {
        const place = it.places[index] ?? null;
        return node(
          step.key,
          stepTop(index),
          stepHeight,
          <StepCard
            step={step}
            index={index}
            isChosen={it.chosen.at === "step" && it.chosen.key === step.key}
            problems={it.problemCounts[index] ?? 0}
            isNew={it.detail.current !== null && place === null}
            numbers={place === null ? undefined : it.numbers[place]}
            onChoose={() => it.choose({ at: "step", key: step.key })}
          />,
        );
      }),
      node("end", stepTop(steps.length), HEIGHTS.end, <EndCard finished={it.detail.enrolments.finished} />),
    ];
  }, [it]);
}

function useEdges(it: Desk): BetweenEdge[] {
  const { t } = useTranslation("scenarios");
  return useMemo(() => {
    const { steps } = it.desk.draft;
    const ids = ["start", ...steps.map((step) => step.key), "end"];
    return ids.slice(1).map((target, index) => {
      const step = steps[index];
      const element = (
        <Between
          key={target}
          wait={step ? waitText(step.timing, index === 0, t) : null}
          onWait={() => step && it.choose({ at: "step", key: step.key })}
          onInsert={it.mayEdit ? () => it.insert(index) : undefined}
          place={index}
        />
      );
      return {
        id: `to-${target}`,
        type: "between",
        source: ids[index] ?? "start",
        target,
        data: { element },
      };
    });
  }, [it, t]);
}

function bringIntoView(
  node: CardNode,
  chart: ReactFlowInstance<CardNode, BetweenEdge> | null,
  frame: HTMLDivElement | null,
) {
  if (!chart || !frame) return;
  const { y, zoom } = chart.getViewport();
  const top = node.position.y * zoom + y;
  const bottom = top + (node.height ?? 0) * zoom;
  if (top >= 0 && bottom <= frame.clientHeight) return;
  void chart.setCenter(WIDTH / 2, node.position.y + (node.height ?? 0) / 2, { zoom, duration: 200 });
}

/** Up and down go from card to card. */
function goByArrow(event: KeyboardEvent<HTMLDivElement>) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const cards = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-card]")];
  const here = cards.indexOf(document.activeElement as HTMLElement);
  if (!by || here < 0) return;
  event.preventDefault();
  cards[here + by]?.focus();
}
