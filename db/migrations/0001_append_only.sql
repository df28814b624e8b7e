-- Judgments and the audit log are only ever added to; the database itself says so.
CREATE TRIGGER `judgments_no_update` BEFORE UPDATE ON `judgments`
BEGIN
  SELECT RAISE(ABORT, 'judgments are append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `judgments_no_delete` BEFORE DELETE ON `judgments`
BEGIN
  SELECT RAISE(ABORT, 'judgments are append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `audit_log_no_update` BEFORE UPDATE ON `audit_log`
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `audit_log_no_delete` BEFORE DELETE ON `audit_log`
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
