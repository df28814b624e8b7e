"use client";

import { Printer } from "lucide-react";
import { Button } from "../../../../_ui/button.tsx";

export const PrintButton = () => (
  <Button onClick={() => window.print()} className="print:hidden">
    <Printer aria-hidden className="size-4" />
    Print
  </Button>
);
