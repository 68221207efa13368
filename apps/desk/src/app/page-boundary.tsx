import { Button } from "@mantine/core";
import { Component, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  readonly children: ReactNode;
  /** There is a call, which a reload would interrupt. */
  readonly inCall: boolean;
}

/**
 * Keeps a page that cannot be drawn or loaded, such as one of a version that the server no longer has, from taking
 * the frame with it: the phone and a call in it go on. Another `key` begins anew.
 */
export class PageBoundary extends Component<Props, { readonly failed: boolean }> {
  override readonly state: { readonly failed: boolean } = { failed: false };

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? <Failed inCall={this.props.inCall} /> : this.props.children;
  }
}

function Failed({ inCall }: { inCall: boolean }): ReactNode {
  const { t } = useTranslation();
  return (
    <div className="page" role="alert">
      <p>{t("app.failed")}</p>
      {inCall && <p>{t("app.failedCall")}</p>}
      <Button mt="sm" variant="default" onClick={() => location.reload()}>
        {t("app.reload")}
      </Button>
    </div>
  );
}
