ALTER TABLE "take_alignments" ADD COLUMN "jumped_ms" real DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "take_alignments" ADD COLUMN "stated_error_ms" real;--> statement-breakpoint
-- Nothing has raised a take's error before there was a place for the one it was published with.
UPDATE "take_alignments" SET "stated_error_ms" = "takes"."align_error_ms" FROM "takes" WHERE "takes"."story_id" = "take_alignments"."story_id" AND "takes"."id" = "take_alignments"."take_id";--> statement-breakpoint
ALTER TABLE "take_alignments" ALTER COLUMN "stated_error_ms" SET NOT NULL;
