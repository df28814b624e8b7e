import { type ComponentProps, type ReactNode, useId } from "react";

const control =
  "w-full rounded-control border border-line-strong/60 bg-surface px-3 text-base text-ink placeholder:text-muted hover:border-line-strong sm:text-sm aria-invalid:border-danger";

type Frame = { label: string; hint?: ReactNode; problem?: string | undefined };

function Framed({ label, hint, problem, id, children }: Frame & { id: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children}
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-muted">
          {hint}
        </p>
      )}
      {problem && (
        <p id={`${id}-problem`} role="alert" className="text-sm text-danger">
          {problem}
        </p>
      )}
    </div>
  );
}

const described = (id: string, { hint, problem }: Frame) => {
  const ids = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(" ");
  return { ...(ids && { "aria-describedby": ids }), ...(problem && { "aria-invalid": true }) };
};

export function Field({ label, hint, problem, className = "", ...rest }: ComponentProps<"input"> & Frame) {
  const id = useId();
  const frame = { label, hint, problem };
  return (
    <Framed {...frame} id={id}>
      <input id={id} className={`${control} h-11 sm:h-10 ${className}`} {...described(id, frame)} {...rest} />
    </Framed>
  );
}

export function TextArea({ label, hint, problem, rows = 4, ...rest }: ComponentProps<"textarea"> & Frame) {
  const id = useId();
  const frame = { label, hint, problem };
  return (
    <Framed {...frame} id={id}>
      <textarea id={id} rows={rows} className={`${control} py-2`} {...described(id, frame)} {...rest} />
    </Framed>
  );
}

export function Select({ label, hint, problem, children, ...rest }: ComponentProps<"select"> & Frame) {
  const id = useId();
  const frame = { label, hint, problem };
  return (
    <Framed {...frame} id={id}>
      <select id={id} className={`${control} h-11 sm:h-10`} {...described(id, frame)} {...rest}>
        {children}
      </select>
    </Framed>
  );
}
