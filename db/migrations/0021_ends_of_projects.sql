ALTER TABLE `projects` ADD `deletedAt` integer;
--> statement-breakpoint
DROP TRIGGER `judgments_no_delete`;
--> statement-breakpoint
-- Only with the whole project, once it is deleted, do its judgments go.
CREATE TRIGGER `judgments_no_delete` BEFORE DELETE ON `judgments`
WHEN NOT EXISTS (SELECT 1 FROM `projects` WHERE `id` = OLD.`projectId` AND `deletedAt` IS NOT NULL)
BEGIN
  SELECT RAISE(ABORT, 'judgments are append-only');
END;
