CREATE TABLE "take_alignments" (
	"story_id" uuid NOT NULL,
	"take_id" uuid NOT NULL,
	"offset_ms" real NOT NULL,
	"drift_ppm" real NOT NULL,
	"peak_db" real,
	"reported_ms" real,
	"doubt" text,
	"input_label" text,
	"output_label" text,
	"context_rate" integer,
	"input_rate" integer,
	"browser" text NOT NULL,
	"residual_ms" real,
	"residual_peak_db" real,
	"verified_at" timestamp (3) with time zone,
	CONSTRAINT "take_alignments_pkey" PRIMARY KEY("story_id","take_id")
);
--> statement-breakpoint
ALTER TABLE "takes" ADD COLUMN "margins_key" text;--> statement-breakpoint
ALTER TABLE "takes" ADD COLUMN "margins_bytes" integer;--> statement-breakpoint
ALTER TABLE "takes" ADD COLUMN "margins_sha256" text;--> statement-breakpoint
ALTER TABLE "takes" ADD COLUMN "nudge_ms" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "takes" ADD COLUMN "wanted_nudge_ms" integer;--> statement-breakpoint
ALTER TABLE "take_alignments" ADD CONSTRAINT "take_alignments_take" FOREIGN KEY ("story_id","take_id") REFERENCES "public"."takes"("story_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "takes_margins_key" ON "takes" USING btree ("margins_key");--> statement-breakpoint
ALTER TABLE "takes" ADD CONSTRAINT "takes_margins" CHECK (num_nulls("takes"."margins_key", "takes"."margins_bytes", "takes"."margins_sha256") in (0, 3) and ("takes"."margins_key" is null or "takes"."margins_key" <> '' and "takes"."margins_bytes" between 1 and 1048576 and "takes"."margins_sha256" ~ '^[0-9a-f]{64}$'));--> statement-breakpoint
ALTER TABLE "takes" ADD CONSTRAINT "takes_nudge" CHECK ("takes"."nudge_ms" between -1000 and 1000 and ("takes"."wanted_nudge_ms" is null or ("takes"."margins_key" is not null and "takes"."wanted_nudge_ms" between -1000 and 1000)));