import cafe from "./pictures/cafe.svg";
import star from "./pictures/star.svg";

export type Words = (key: string) => string;
export type Json = Record<string, unknown>;

export function box(layout: string, contents: Json[], more: Json = {}): Json {
  return { type: "box", layout, contents, ...more };
}

export function productBubble(t: Words): Json {
  const stars = Array.from({ length: 5 }, () => ({ type: "icon", url: star, size: "sm" }));
  const row = (left: string, right: string) =>
    box(
      "baseline",
      [
        { type: "text", text: left, color: "#6b7079", size: "sm", flex: 1 },
        { type: "text", text: right, color: "#444444", size: "sm", flex: 4, wrap: true },
      ],
      { spacing: "sm" },
    );
  return {
    type: "bubble",
    hero: { type: "image", url: cafe, size: "full", aspectRatio: "20:13", aspectMode: "cover" },
    body: box("vertical", [
      { type: "text", text: t("coffee"), weight: "bold", size: "xl" },
      box(
        "baseline",
        [...stars, { type: "text", text: "4.8", size: "sm", color: "#6b7079", margin: "md", flex: 0 }],
        { margin: "md" },
      ),
      box("vertical", [row(t("place"), t("address")), row(t("time"), "10:00 - 19:00")], {
        margin: "lg",
        spacing: "sm",
      }),
    ]),
    footer: box(
      "vertical",
      [
        {
          type: "button",
          style: "primary",
          height: "sm",
          action: { type: "uri", label: t("book"), uri: "https://example.com/" },
        },
        {
          type: "button",
          style: "secondary",
          height: "sm",
          action: { type: "message", label: t("hours"), text: t("hours") },
        },
        {
          type: "button",
          style: "link",
          height: "sm",
          action: { type: "uri", label: t("open"), uri: "tel:0312345678" },
        },
      ],
      { spacing: "sm" },
    ),
    styles: { footer: { separator: true } },
  };
}

export function layoutBubble(t: Words): Json {
  const mark = (words: string, colour: string) =>
    box("vertical", [{ type: "text", text: words, size: "xs", color: "#ffffff", align: "center" }], {
      backgroundColor: colour,
      cornerRadius: "md",
      paddingAll: "xs",
    });
  return {
    type: "bubble",
    size: "kilo",
    body: box("vertical", [
      box(
        "horizontal",
        [
          mark("1", "#3964ba"),
          { ...mark("2", "#b5485d"), flex: 2 },
          { ...mark("60px", "#2f7d5b"), width: "60px" },
        ],
        { spacing: "sm" },
      ),
      { type: "separator", margin: "lg", color: "#c9ccd3" },
      {
        type: "text",
        wrap: true,
        margin: "lg",
        contents: [
          { type: "span", text: t("bold"), weight: "bold" },
          { type: "span", text: t("red"), color: "#d8334a", decoration: "underline" },
          { type: "span", text: t("small"), size: "xs", style: "italic" },
        ],
      },
      {
        type: "text",
        text: t("tartText"),
        wrap: true,
        maxLines: 2,
        size: "sm",
        margin: "md",
        lineSpacing: "6px",
      },
      box(
        "horizontal",
        [
          { type: "text", text: t("left"), align: "start" },
          { type: "text", text: t("right"), align: "end" },
        ],
        { margin: "md" },
      ),
      box(
        "vertical",
        [{ type: "text", text: t("gradient"), color: "#ffffff", align: "center", weight: "bold" }],
        {
          margin: "md",
          paddingAll: "lg",
          cornerRadius: "lg",
          background: { type: "linearGradient", angle: "90deg", startColor: "#3964ba", endColor: "#b5485d" },
        },
      ),
      box("vertical", [{ type: "text", text: t("border"), size: "sm", align: "center" }], {
        margin: "md",
        borderWidth: "medium",
        borderColor: "#2f7d5b",
        cornerRadius: "xxl",
        paddingAll: "sm",
      }),
    ]),
  };
}

export function pictureBubble(url: string, words: string): Json {
  return {
    type: "bubble",
    size: "micro",
    body: box(
      "vertical",
      [
        { type: "image", url, size: "full", aspectMode: "cover", aspectRatio: "2:3" },
        box(
          "vertical",
          [{ type: "text", text: words, color: "#ffffff", size: "sm", weight: "bold", wrap: true }],
          {
            position: "absolute",
            offsetBottom: "0px",
            offsetStart: "0px",
            offsetEnd: "0px",
            backgroundColor: "#000000aa",
            paddingAll: "12px",
          },
        ),
        box("vertical", [{ type: "text", text: "SALE", color: "#ffffff", size: "xs", align: "center" }], {
          position: "absolute",
          offsetTop: "10px",
          offsetStart: "10px",
          width: "48px",
          backgroundColor: "#d8334a",
          cornerRadius: "20px",
          paddingAll: "2px",
        }),
      ],
      { paddingAll: "0px" },
    ),
  };
}
