/** A quiet link that brings a file. @param format as it is called: "CSV"; @param title of what is in it */
export const FileLink = ({ href, format, title }: { href: string; format: string; title: string }) => (
  <a
    href={href}
    download
    aria-label={`${format} of ${title}`}
    className="relative font-medium text-muted underline decoration-line-strong/60 underline-offset-4 after:absolute after:-inset-2.5 hover:text-ink print:hidden"
  >
    {format}
  </a>
);
