-- How people are told is told in docs/decisions/0034-being-told.md.

-- Tells somebody something, if they want to know it, and nothing of what they do themselves or of whom they have blocked. Somebody
-- who is suspended is told of decisions alone. Likes of one take are one notice until it is read, and nobody's device rings for
-- the second of them. Answers the notice, null where there is none, and the devices that ring for it (SHA-256 of their endpoints).
-- Above the policies of notices, which nobody sees but whom they tell.
CREATE FUNCTION tell(to_user uuid, what text, of_story uuid, of_take uuid, by_user uuid, of_decision uuid, told_at timestamptz,
  OUT notice_id uuid, OUT devices text[]) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  receiver record;
  is_new boolean;
BEGIN
  devices := '{}';
  SELECT person.id, coalesce(setting.in_app, true) AS in_app, coalesce(setting.push, true) AS push,
      coalesce(setting.mail, false) AS mail INTO receiver
    FROM users AS named
      JOIN users AS person ON person.id = coalesce(named.claimed_by, named.id)
      LEFT JOIN notice_settings AS setting ON setting.user_id = person.id AND setting.kind = what
    WHERE named.id = to_user AND person.id IS DISTINCT FROM by_user
      AND person.deleted_at IS NULL AND (person.suspended_at IS NULL OR what = 'decision')
      AND (what = 'decision' OR NOT EXISTS (SELECT FROM blocks WHERE blocker_id = person.id AND blocked_id = by_user));
  IF NOT FOUND OR NOT (receiver.in_app OR receiver.push OR receiver.mail) THEN
    RETURN;
  END IF;

  -- What nobody will ever come to read is read from the start.
  INSERT INTO notices (id, user_id, kind, story_id, take_id, by_id, decision_id, created_at, read_at)
    VALUES (gen_random_uuid(), receiver.id, what, of_story, of_take, by_user, of_decision, told_at,
      CASE WHEN NOT (receiver.in_app OR receiver.mail) THEN told_at END)
    ON CONFLICT (user_id, take_id) WHERE kind = 'like' AND read_at IS NULL DO UPDATE SET
      count = notices.count + 1,
      by_id = excluded.by_id,
      created_at = CASE WHEN notices.count = 0 THEN excluded.created_at ELSE notices.created_at END
    RETURNING id, xmax = 0 INTO notice_id, is_new;
  IF is_new AND receiver.push THEN
    SELECT coalesce(array_agg(encode(sha256(convert_to(endpoint, 'UTF8')), 'hex')), '{}') INTO devices
      FROM push_subscriptions WHERE user_id = receiver.id;
  END IF;
END $$;
--> statement-breakpoint
-- A like was taken back: its author's notice knows of one less, unless it was read meanwhile. One that knows of none is kept,
-- unseen, so that nobody makes a device ring by liking again and again.
CREATE FUNCTION untell_like(to_user uuid, of_story uuid, of_take uuid, by_user uuid, liked_at timestamptz) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE notices SET
      count = count - 1,
      by_id = CASE WHEN by_id = by_user THEN (
        SELECT user_id FROM likes
          WHERE story_id = of_story AND take_id = of_take AND user_id <> to_user AND created_at >= notices.created_at
          ORDER BY created_at DESC LIMIT 1
      ) ELSE by_id END
    WHERE user_id = to_user AND take_id = of_take AND kind = 'like' AND read_at IS NULL
      AND count > 0 AND created_at <= liked_at AND by_user <> to_user
      AND NOT EXISTS (SELECT FROM blocks WHERE blocker_id = to_user AND blocked_id = by_user)
$$;
--> statement-breakpoint
DROP FUNCTION like_take(uuid, uuid, uuid, boolean);
--> statement-breakpoint
-- Liking twice is liking once, and told once. likes_now is null when the story has no such take.
CREATE FUNCTION like_take(of_story uuid, of_take uuid, by_user uuid, wanted boolean,
  OUT likes_now integer, OUT has_changed boolean, OUT canon jsonb, OUT notice_id uuid, OUT devices text[]) LANGUAGE plpgsql AS $$
DECLARE
  gained CONSTANT integer := CASE WHEN wanted THEN 1 ELSE -1 END;
  author uuid;
  liked_at timestamptz;
BEGIN
  -- Everybody else who likes something here waits for this commit, and it need not wait for the disk: what half a second of a
  -- power cut takes away is a like.
  PERFORM set_config('synchronous_commit', 'off', true);
  PERFORM FROM stories WHERE id = of_story FOR NO KEY UPDATE;
  IF wanted THEN
    INSERT INTO likes (story_id, user_id, take_id) VALUES (of_story, by_user, of_take) ON CONFLICT DO NOTHING
      RETURNING created_at INTO liked_at;
  ELSE
    DELETE FROM likes WHERE story_id = of_story AND user_id = by_user AND take_id = of_take
      RETURNING created_at INTO liked_at;
  END IF;
  has_changed := FOUND;
  canon := '[]';
  devices := '{}';
  IF NOT has_changed THEN
    SELECT like_count INTO likes_now FROM takes WHERE id = of_take AND story_id IS NOT DISTINCT FROM of_story;
    RETURN;
  END IF;
  UPDATE takes SET like_count = like_count + gained WHERE id = of_take AND story_id IS NOT DISTINCT FROM of_story
    RETURNING like_count, author_id INTO likes_now, author;
  UPDATE stories SET like_count = like_count + gained WHERE id = of_story;
  SELECT coalesce(jsonb_agg(jsonb_build_object('parentId', moved_id, 'bestChildId', moved_to)), '[]') INTO canon
    FROM move_canon(of_story, of_take, gained);
  IF wanted THEN
    SELECT told.notice_id, told.devices INTO notice_id, devices
      FROM tell(author, 'like', of_story, of_take, by_user, NULL, liked_at) AS told;
  ELSE
    PERFORM untell_like(author, of_story, of_take, by_user, liked_at);
  END IF;
END $$;
