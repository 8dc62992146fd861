"""The statements that find who may be one person. A subject is a customer, or a friend who is no customer's yet."""

#: Pairs that staff called two persons, as the subjects that they are today, both ways round. Needs WITH RECURSIVE.
DISMISSED = """
merged (id, today, steps) AS (
  SELECT id, merged_into_id, 1 FROM friends_customer WHERE org_id = %(org_id)s AND merged_into_id IS NOT NULL
  UNION ALL
  SELECT m.id, c.merged_into_id, m.steps + 1
    FROM merged m
    JOIN friends_customer c ON c.org_id = %(org_id)s AND c.id = m.today AND c.merged_into_id IS NOT NULL
), successors AS (
  SELECT DISTINCT ON (id) id, today FROM merged ORDER BY id, steps DESC
), judged AS (
  SELECT CASE WHEN ll.customer_id IS NULL THEN s.left_kind ELSE 'customer' END AS a_kind,
         coalesce(ll.customer_id, lm.today, s.left_id) AS a_id,
         CASE WHEN rl.customer_id IS NULL THEN s.right_kind ELSE 'customer' END AS b_kind,
         coalesce(rl.customer_id, rm.today, s.right_id) AS b_id
    FROM friends_matchsuggestion s
    LEFT JOIN friends_customerlink ll
      ON ll.org_id = s.org_id AND s.left_kind = 'friend' AND ll.friend_id = s.left_id
    LEFT JOIN friends_customerlink rl
      ON rl.org_id = s.org_id AND s.right_kind = 'friend' AND rl.friend_id = s.right_id
    LEFT JOIN successors lm ON s.left_kind = 'customer' AND lm.id = s.left_id
    LEFT JOIN successors rm ON s.right_kind = 'customer' AND rm.id = s.right_id
   WHERE s.org_id = %(org_id)s AND s.state = 'dismissed'
), dismissed AS (
  SELECT a_kind, a_id, b_kind, b_id FROM judged UNION SELECT b_kind, b_id, a_kind, a_id FROM judged
)"""

# Which keys to compare: those of the changed customers and friends; with a full run, all.
_TOUCHED = """
touched AS (
  SELECT kind, hash FROM friends_identitykey
   WHERE org_id = %(org_id)s AND customer_id = ANY(%(customer_ids)s)
  UNION
  SELECT k.kind, k.hash
    FROM friends_customerlink l
    JOIN friends_identitykey k ON k.org_id = l.org_id AND k.friend_id = l.friend_id
   WHERE l.org_id = %(org_id)s AND l.customer_id = ANY(%(customer_ids)s)
  UNION
  SELECT kind, hash FROM friends_identitykey WHERE org_id = %(org_id)s AND friend_id = ANY(%(friend_ids)s)
  UNION
  SELECT kind, hash FROM friends_identitykey WHERE org_id = %(org_id)s AND %(is_all)s
)"""

# Whom each of these keys identifies today; archived customers are left in peace.
_SUBJECTS = """
owned AS (
  SELECT k.kind, k.hash, k.hint,
         CASE WHEN k.customer_id IS NULL AND l.customer_id IS NULL THEN 'friend' ELSE 'customer' END AS subject,
         coalesce(k.customer_id, l.customer_id, k.friend_id) AS id
    FROM touched t
    JOIN friends_identitykey k ON k.org_id = %(org_id)s AND k.kind = t.kind AND k.hash = t.hash
    LEFT JOIN friends_customerlink l ON l.org_id = k.org_id AND l.friend_id = k.friend_id
), subjects AS (
  SELECT o.kind, o.hash, min(o.hint) AS hint, o.subject, o.id
    FROM owned o
    LEFT JOIN friends_customer c ON c.org_id = %(org_id)s AND o.subject = 'customer' AND c.id = o.id
   WHERE o.subject = 'friend' OR c.archived_at IS NULL
   GROUP BY o.kind, o.hash, o.subject, o.id
)"""

_FOUND = """
shared AS (
  SELECT kind, hash FROM subjects GROUP BY kind, hash HAVING count(*) BETWEEN 2 AND %(most)s
), pairs AS (
  SELECT a.subject AS left_kind, a.id AS left_id, b.subject AS right_kind, b.id AS right_id,
         s.kind, min(a.hint) AS hint
    FROM shared s
    JOIN subjects a ON a.kind = s.kind AND a.hash = s.hash
    JOIN subjects b ON b.kind = s.kind AND b.hash = s.hash AND (a.subject, a.id) < (b.subject, b.id)
   GROUP BY 1, 2, 3, 4, 5
), found AS (
  SELECT p.left_kind, p.left_id, p.right_kind, p.right_id,
         jsonb_agg(jsonb_build_object('kind', p.kind, 'hint', p.hint) ORDER BY p.kind) AS evidence,
         least(99, round(100 * (1 - exp(sum(ln(1 - c.percent / 100.0))))))::smallint AS confidence
    FROM pairs p
    JOIN unnest(%(kinds)s::text[], %(confidences)s::int[]) AS c (kind, percent) ON c.kind = p.kind
   GROUP BY 1, 2, 3, 4
)"""


def _is_alive(side: str) -> str:
    return f"""CASE s.{side}_kind
    WHEN 'customer' THEN EXISTS (SELECT FROM friends_customer c WHERE c.org_id = s.org_id AND c.id = s.{side}_id
                                    AND c.archived_at IS NULL)
    ELSE EXISTS (SELECT FROM friends_friend f WHERE f.org_id = s.org_id AND f.id = s.{side}_id)
         AND NOT EXISTS (SELECT FROM friends_customerlink l WHERE l.org_id = s.org_id AND l.friend_id = s.{side}_id)
    END"""


def _is_touched(side: str) -> str:
    return f"""CASE s.{side}_kind
    WHEN 'customer' THEN s.{side}_id = ANY(%(customer_ids)s)
    ELSE s.{side}_id = ANY(%(friend_ids)s) OR s.{side}_id IN (
         SELECT friend_id FROM friends_customerlink WHERE org_id = %(org_id)s AND customer_id = ANY(%(customer_ids)s))
    END"""


#: Suggests what is found and drops what is not found any more. What an order said of a pair is no key: it stays as
#: evidence as long as both are who they were.
SUGGEST = f"""
WITH RECURSIVE {_TOUCHED}, {_SUBJECTS}, {_FOUND}, {DISMISSED}, gone AS (
  DELETE FROM friends_matchsuggestion s
   WHERE s.org_id = %(org_id)s AND s.state = 'open'
     AND (%(is_all)s OR {_is_touched("left")} OR {_is_touched("right")})
     AND (s.left_kind, s.left_id, s.right_kind, s.right_id)
         NOT IN (SELECT left_kind, left_id, right_kind, right_id FROM found)
     AND NOT (s.evidence @> '[{{"kind": "order"}}]' AND {_is_alive("left")} AND {_is_alive("right")})
)
INSERT INTO friends_matchsuggestion AS s
       (org_id, left_kind, left_id, right_kind, right_id, confidence, evidence, state, found_at)
SELECT %(org_id)s, left_kind, left_id, right_kind, right_id, confidence, evidence, 'open', %(now)s
  FROM found
 WHERE (left_kind, left_id, right_kind, right_id) NOT IN (SELECT a_kind, a_id, b_kind, b_id FROM dismissed)
 ORDER BY left_kind, left_id, right_kind, right_id
ON CONFLICT (org_id, left_kind, left_id, right_kind, right_id) DO UPDATE
   SET evidence = excluded.evidence || jsonb_path_query_array(s.evidence, '$[*] ? (@.kind == "order")'),
       confidence = greatest(excluded.confidence, CASE WHEN s.evidence @> '[{{"kind": "order"}}]' THEN s.confidence END),
       state = 'open', found_at = CASE WHEN s.state = 'open' THEN s.found_at ELSE excluded.found_at END,
       decided_at = NULL, decided_by = ''
 WHERE s.state <> 'dismissed'
   AND (s.state <> 'open' OR NOT s.evidence @> excluded.evidence OR s.confidence < excluded.confidence)
RETURNING xmax = 0
"""
