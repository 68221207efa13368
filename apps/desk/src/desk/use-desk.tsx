import type { Me } from "@belfry/contracts";
import type { PhoneApi } from "@belfry/phone";
import { createContext, type ReactNode, use, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { navigate } from "../app/router.ts";
import { useNow } from "./clock.ts";
import { type DeskActions, deskActions } from "./desk-actions.ts";
import { type DeskViewModel, deskViewModel } from "./desk-view.ts";
import { type Desk, openDesk } from "./open-desk.ts";

interface DeskValue {
  readonly view: DeskViewModel;
  readonly actions: DeskActions;
  readonly phone: PhoneApi | null;
}

const DeskContext = createContext<DeskValue | null>(null);

/** Opens the page's connection and phone for as long as this person is signed in. */
export function DeskProvider(props: { me: Me; waiting: ReactNode; children: ReactNode }): ReactNode {
  const { me } = props;
  const [desk, setDesk] = useState<Desk | null>(null);
  const [failed, setFailed] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another session or extension needs another connection
  useEffect(() => {
    let closed = false;
    let opened: Desk | null = null;
    openDesk(me).then(
      (ready) => {
        if (closed) return ready.close();
        opened = ready;
        setDesk(ready);
      },
      () => setFailed(true),
    );
    return () => {
      closed = true;
      opened?.close();
    };
  }, [me.session, me.extension]);
  if (failed) throw new Error("the phone could not be loaded");
  if (desk === null) return props.waiting;
  return (
    <OpenDesk desk={desk} me={me}>
      {props.children}
    </OpenDesk>
  );
}

const noPhone = { subscribe: () => () => {}, getState: () => null };

function OpenDesk({ desk, me, children }: { desk: Desk; me: Me; children: ReactNode }): ReactNode {
  const { t } = useTranslation();
  const { store } = desk.connection;
  const state = useSyncExternalStore(store.subscribe, store.getState);
  const phoneSource = desk.phone ?? noPhone;
  const phone = useSyncExternalStore(phoneSource.subscribe, phoneSource.getState);
  const actions = useMemo(() => deskActions(store, desk.phone, () => navigate("/audio")), [store, desk.phone]);
  const view = useMemo(() => deskViewModel(state, phone, me, t), [state, phone, me, t]);
  const value = useMemo(() => ({ view, actions, phone: desk.phone }), [view, actions, desk.phone]);
  return <DeskContext value={value}>{children}</DeskContext>;
}

function useDeskValue(): DeskValue {
  const value = use(DeskContext);
  if (value === null) throw new Error("useDesk is used outside DeskProvider");
  return value;
}

/** The agent's area: what to show, and what can be done. */
export function useDesk(): DeskViewModel & { readonly actions: DeskActions } {
  const { view, actions } = useDeskValue();
  return { ...view, actions };
}

/** The phone itself, for device choice and level meters. Null for somebody without an extension. */
export function usePhone(): PhoneApi | null {
  return useDeskValue().phone;
}

/** The server's clock, twice a second. */
export function useServerNow(): number {
  const { view } = useDeskValue();
  return useNow() + view.clockOffset;
}
