import { Button } from "antd";
import { useTranslation } from "react-i18next";

interface Pages {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/** The way to the next page at the foot of a list; nothing on the last. */
export function LoadMore({ list }: { list: Pages }) {
  const { t } = useTranslation();
  if (!list.hasNextPage) return null;
  return (
    <Button
      block
      loading={list.isFetchingNextPage}
      onClick={() => void list.fetchNextPage()}
      data-testid="load-more"
    >
      {t("common.loadMore")}
    </Button>
  );
}
