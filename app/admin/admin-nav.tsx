import { NavLink } from "../_ui/nav-link.tsx";
import { ScrolledRow } from "../_ui/scrolled-row.tsx";

/** The places of an admin. */
export const AdminNav = () => (
  <ScrolledRow label="Admin" className="border-b border-line pb-2">
    <NavLink href="/admin" exact>
      Projects
    </NavLink>
    <NavLink href="/admin/encoders">Encoders</NavLink>
    <NavLink href="/admin/compute">Compute</NavLink>
    <NavLink href="/admin/storage">Storage</NavLink>
    <NavLink href="/admin/people">People</NavLink>
    <NavLink href="/admin/audit">Audit</NavLink>
    <NavLink href="/admin/system">System</NavLink>
  </ScrolledRow>
);
