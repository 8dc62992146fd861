/** Ready Flex messages. Their words come from `composer:flex.sample.*`, so that they are in the reader's language. */
import type { BlockOf } from "../blocks";

export const DESIGNS = ["news", "product", "coupon", "hours", "receipt"] as const;
export type Design = (typeof DESIGNS)[number];
type Contents = BlockOf<"flex">["contents"];
type Part = Record<string, unknown>;
export type Words = (key: string) => string;

const INK = "#2b2f36";
const QUIET = "#666b75";
const ACCENT = "#b5485d";

function text(words: string, more: Part = {}): Part {
  return { type: "text", text: words, wrap: true, color: INK, ...more };
}

function box(layout: "vertical" | "horizontal" | "baseline", contents: Part[], more: Part = {}): Part {
  return { type: "box", layout, contents, ...more };
}

function button(label: string, uri: string, more: Part = {}): Part {
  return {
    type: "button",
    height: "sm",
    style: "primary",
    color: ACCENT,
    action: { type: "uri", label, uri },
    ...more,
  };
}

function row(left: string, right: string): Part {
  return box(
    "baseline",
    [text(left, { size: "sm", color: QUIET, flex: 2 }), text(right, { size: "sm", flex: 4 })],
    { spacing: "sm" },
  );
}

const URI = "https://example.com/";

const MAKERS: Record<Design, (t: Words) => Contents> = {
  news: (t) => ({
    type: "bubble",
    header: box("vertical", [text(t("news.kicker"), { size: "xs", color: "#ffffff", weight: "bold" })], {
      backgroundColor: ACCENT,
      paddingAll: "12px",
    }),
    body: box(
      "vertical",
      [
        text(t("news.title"), { size: "xl", weight: "bold" }),
        text(t("news.text"), { size: "sm", color: QUIET }),
      ],
      {
        spacing: "md",
      },
    ),
    footer: box("vertical", [button(t("news.button"), URI)]),
  }),
  product: (t) => ({
    type: "bubble",
    hero: { type: "image", url: "", size: "full", aspectRatio: "20:13", aspectMode: "cover" },
    body: box(
      "vertical",
      [
        text(t("product.title"), { size: "lg", weight: "bold" }),
        text(t("product.text"), { size: "sm", color: QUIET }),
        box(
          "baseline",
          [
            text(t("product.price"), { size: "xl", weight: "bold", flex: 0 }),
            text(t("product.tax"), { size: "xs", color: QUIET }),
          ],
          {
            spacing: "sm",
          },
        ),
      ],
      { spacing: "md" },
    ),
    footer: box("vertical", [button(t("product.button"), URI)]),
  }),
  coupon: (t) => ({
    type: "bubble",
    body: box(
      "vertical",
      [
        text(t("coupon.kicker"), { size: "sm", align: "center", color: ACCENT, weight: "bold" }),
        text(t("coupon.off"), { size: "3xl", align: "center", weight: "bold", color: ACCENT }),
        text(t("coupon.target"), { size: "sm", align: "center" }),
        { type: "separator", margin: "lg" },
        text(t("coupon.until"), { size: "xs", align: "center", color: QUIET, margin: "lg" }),
      ],
      { spacing: "sm" },
    ),
    footer: box("vertical", [button(t("coupon.button"), URI)]),
  }),
  hours: (t) => ({
    type: "bubble",
    body: box("vertical", [
      text(t("hours.title"), { size: "lg", weight: "bold" }),
      { type: "separator", margin: "md" },
      box(
        "vertical",
        [
          row(t("hours.left1"), t("hours.right1")),
          row(t("hours.left2"), t("hours.right2")),
          row(t("hours.left3"), t("hours.right3")),
        ],
        {
          spacing: "sm",
          margin: "md",
        },
      ),
    ]),
    footer: box(
      "horizontal",
      [
        button(t("hours.call"), "tel:03-0000-0000", { style: "secondary", color: "#e9e3e4" }),
        button(t("hours.map"), URI),
      ],
      { spacing: "sm" },
    ),
  }),
  receipt: (t) => ({
    type: "bubble",
    body: box(
      "vertical",
      [
        text(t("receipt.title"), { size: "lg", weight: "bold" }),
        text(t("receipt.text"), { size: "xs", color: QUIET }),
        { type: "separator", margin: "lg" },
        box(
          "vertical",
          [
            row(t("receipt.left1"), t("receipt.right1")),
            row(t("receipt.left2"), t("receipt.right2")),
            row(t("receipt.left3"), t("receipt.right3")),
          ],
          {
            spacing: "sm",
            margin: "lg",
          },
        ),
      ],
      { spacing: "sm" },
    ),
    footer: box("vertical", [button(t("receipt.button"), URI)]),
  }),
};

export function designOf(design: Design, words: Words): Contents {
  return MAKERS[design](words);
}
