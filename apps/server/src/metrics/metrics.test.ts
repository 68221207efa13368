import Fastify from "fastify";
import { describe, expect, it } from "vitest";
import { createMetrics } from "./metrics.ts";
import { measureRequests } from "./requests.ts";

describe("metrics", () => {
  it("count answers by route, whatever ids the paths hold", async () => {
    const metrics = createMetrics();
    const app = Fastify();
    measureRequests(app, metrics);
    app.get("/calls/:id", async () => "ok");
    for (const id of ["a", "b", "c"]) await app.inject(`/calls/${id}`);
    await app.inject("/gone/1");
    const text = await metrics.registry.metrics();
    expect(text).toContain('belfry_http_requests_total{method="GET",route="/calls/:id",status="200"} 3');
    expect(text).toContain('belfry_http_requests_total{method="GET",route="none",status="404"} 1');
    expect(text).toContain("belfry_http_request_seconds_count 4");
    expect(text).not.toContain("/calls/a");
    await app.close();
  });

  it("read a gauge when they are asked", async () => {
    const metrics = createMetrics();
    let waiting = 1;
    metrics.gauge("history_waiting", "Entries that wait to be written.", () => waiting);
    expect(await metrics.registry.metrics()).toContain("belfry_history_waiting 1");
    waiting = 7;
    expect(await metrics.registry.metrics()).toContain("belfry_history_waiting 7");
  });
});
