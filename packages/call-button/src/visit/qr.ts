import { encode } from "uqr";

const SVG = "http://www.w3.org/2000/svg";

/** A code to scan: dark on light whatever the page's colours, with the quiet zone that the standard asks for. */
export function qrCode(content: string, name: string): SVGSVGElement {
  const { data, size } = encode(content, { ecc: "M", border: 4 });
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", name);
  svg.setAttribute("shape-rendering", "crispEdges");
  const dark = data.map((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")).join("")).join("");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", dark);
  path.setAttribute("fill", "#000");
  svg.append(path);
  return svg;
}
