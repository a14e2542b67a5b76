// Shows the number of unread messages in the page's title. If the page changes its title, the number is added again.

const prefix = /^\(\d+\) /;

export function titleBadge() {
  let count = 0;
  const write = () => {
    const plain = document.title.replace(prefix, '');
    const title = count > 0 ? `(${count}) ${plain}` : plain;
    if (document.title !== title) document.title = title;
  };
  const watch = new MutationObserver(write);
  return (unread: number) => {
    count = unread;
    watch.disconnect();
    write();
    if (count > 0 && document.head) watch.observe(document.head, { childList: true, subtree: true, characterData: true });
  };
}
