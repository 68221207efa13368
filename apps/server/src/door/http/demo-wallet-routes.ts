import { DEMO_WALLET_API, demoWalletAnswer, demoWalletView, Refusal } from "@belfry/contracts";
import rateLimit from "@fastify/rate-limit";
import { z } from "zod";
import { type Api, type Deps, failures } from "./api.ts";

const REQUESTS_PER_MINUTE = 300;

/** The demonstration wallet, for its own page alone. There is none where this Belfry is not for demonstrations. */
export async function demoWalletRoutes(app: Api, { demoWallet }: Deps): Promise<void> {
  if (demoWallet === null) return;
  await app.register(rateLimit, {
    max: REQUESTS_PER_MINUTE,
    timeWindow: 60_000,
    errorResponseBuilder: () => new Refusal("too_many_requests", { seconds: "60" }),
  });
  const params = z.object({ id: z.string().max(100) });
  const schema = { hide: true, params, response: { 200: demoWalletView, ...failures } };
  const found = <View>(view: View | null): View => {
    if (view === null) throw new Refusal("visit_over");
    return view;
  };
  app.addHook("onSend", async (_request, reply) => {
    reply.header("cache-control", "no-store");
  });
  app.get(`${DEMO_WALLET_API}/:id`, { schema }, async (request) => found(demoWallet.look(request.params.id)));
  app.post(`${DEMO_WALLET_API}/:id`, { schema: { ...schema, body: demoWalletAnswer } }, async (request) =>
    found(demoWallet.answer(request.params.id, request.body)),
  );
}
