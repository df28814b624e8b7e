"use client";

import { signIn } from "next-auth/react";
import { useState } from "react";
import { Button } from "./button.tsx";
import type { Service } from "../_server/single-sign-on.ts";

/** The ways in that need no password of ours. @param after address of this site to which they lead */
export function ServiceButtons({ services, after }: { services: readonly Service[]; after: string }) {
  const [leaving, leave] = useState(false);
  if (services.length === 0) return null;
  return (
    <div className="mb-6 flex flex-col gap-3">
      {services.map(({ id, name }) => (
        <Button
          key={id}
          disabled={leaving}
          className="w-full whitespace-normal"
          onClick={() => {
            leave(true);
            void signIn(id, { callbackUrl: after }).catch(() => leave(false));
          }}
        >
          Continue with {name}
        </Button>
      ))}
      <p className="flex items-center gap-3 text-xs text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or with a password
      </p>
    </div>
  );
}
