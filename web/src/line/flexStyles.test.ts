import { describe, expect, it } from "vitest";
import { lengthOf, ratioOf, SPACES } from "./flexSizes";
import { boxStyle, flexOf, gradientOf, imageStyle, letterStyle, placeStyle, textStyle } from "./flexStyles";

describe("how a Flex component takes its place", () => {
  it("shares the width evenly beside others and keeps its height below them", () => {
    expect(flexOf({ type: "text" }, "horizontal")).toBe("1 1 0");
    expect(flexOf({ type: "text" }, "vertical")).toBe("0 0 auto");
    expect(flexOf({ type: "text", flex: 3 }, "baseline")).toBe("3 1 0");
    expect(flexOf({ type: "text", flex: 0 }, "horizontal")).toBe("0 1 auto");
    expect(flexOf({ type: "icon" }, "baseline")).toBe("0 1 auto");
    expect(flexOf({ type: "box", width: "60px" }, "horizontal")).toBe("0 1 auto");
    expect(flexOf({ type: "filler" }, "vertical")).toBe("1 0 auto");
  });

  it("keeps the spacing of its box unless it has a margin of its own, and none when it comes first", () => {
    expect(placeStyle({ type: "text" }, "vertical", "8px", false).marginTop).toBe("8px");
    expect(placeStyle({ type: "text", margin: "none" }, "vertical", "8px", false).marginTop).toBe("0px");
    expect(placeStyle({ type: "text", margin: "xxl" }, "horizontal", "8px", false).marginInlineStart).toBe(
      "20px",
    );
    expect(placeStyle({ type: "text", margin: "xxl" }, "vertical", "8px", true).marginTop).toBeUndefined();
  });

  it("leaves the flow where it is absolute", () => {
    const style = placeStyle(
      { type: "box", position: "absolute", offsetTop: "10px", offsetStart: "50%" },
      "vertical",
      "8px",
      false,
    );
    expect(style).toEqual({
      position: "absolute",
      top: "10px",
      bottom: undefined,
      insetInlineStart: "50%",
      insetInlineEnd: undefined,
    });
  });
});

describe("looks of Flex components", () => {
  it("knows LINE's words for lengths, pixels and percent, and nothing else", () => {
    expect(lengthOf("xl", SPACES)).toBe("16px");
    expect(lengthOf("13px", SPACES)).toBe("13px");
    expect(lengthOf("40%", SPACES, true)).toBe("40%");
    for (const wrong of ["40%", "1em", "calc(1px)", "constructor", "9999999px", 5, null]) {
      expect(lengthOf(wrong, SPACES)).toBeUndefined();
    }
  });

  it("turns a box into a flex container with its own sides before all sides", () => {
    expect(
      boxStyle({
        layout: "horizontal",
        paddingAll: "md",
        paddingStart: "1px",
        justifyContent: "space-between",
        cornerRadius: "lg",
      }),
    ).toMatchObject({
      flexDirection: "row",
      paddingTop: "8px",
      paddingInlineStart: "1px",
      justifyContent: "space-between",
      borderRadius: "12px",
      overflow: "hidden",
    });
  });

  it("draws gradients of checked colours only", () => {
    const background = { type: "linearGradient", angle: "90deg", startColor: "#000000", endColor: "#ffffff" };
    expect(gradientOf(background)).toBe("linear-gradient(90deg, #000000, #ffffff)");
    expect(gradientOf({ ...background, centerColor: "#888888", centerPosition: "10%" })).toContain(
      "#888888 10%",
    );
    expect(gradientOf({ ...background, endColor: "red), url(https://evil" })).toBeUndefined();
    expect(gradientOf({ ...background, angle: "90deg, url(x)" })).toBeUndefined();
  });

  it("cuts texts that may not wrap and counts the lines of those that may", () => {
    expect(textStyle({ text: "a" })).toMatchObject({
      whiteSpace: "nowrap",
      textOverflow: "ellipsis",
      fontSize: "16px",
    });
    expect(textStyle({ text: "a", wrap: true, maxLines: 2, size: "5xl" })).toMatchObject({
      WebkitLineClamp: 2,
      fontSize: "74px",
    });
  });

  it("lets a span take from its text what it does not say", () => {
    expect(letterStyle({ text: "a" }, true)).toEqual({});
  });

  it("limits how high a picture can be", () => {
    expect(ratioOf("20:13")).toBeCloseTo(20 / 13);
    expect(ratioOf("1:100")).toBeCloseTo(1 / 3);
    expect(ratioOf("0:0")).toBe(1);
    expect(ratioOf({})).toBe(1);
    expect(imageStyle({ size: "full", aspectMode: "cover" })).toMatchObject({
      width: "100%",
      objectFit: "cover",
      aspectRatio: "1",
    });
  });
});
