import { NavLink } from "../_ui/nav-link.tsx";

/** The places of an admin. */
export const AdminNav = () => (
  <nav aria-label="Admin" className="mb-8 flex gap-1 overflow-x-auto border-b border-line pb-2">
    <NavLink href="/admin" exact>
      Projects
    </NavLink>
    <NavLink href="/admin/encoders">Encoders</NavLink>
    <NavLink href="/admin/people">People</NavLink>
    <NavLink href="/admin/audit">Audit</NavLink>
    <NavLink href="/admin/system">System</NavLink>
  </nav>
);
