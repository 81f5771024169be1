"""The constants of the application, with units and reasons."""

from __future__ import annotations

import re

# Requests -------------------------------------------------------------------

# Bytes of a request body, except uploads; routes can have lower limits.
MAX_REQUEST_BYTES = 2_000_000

# Bytes of a request body with files to import or a picture: MAX_PICTURE_BYTES
# in base64 fit, and App Engine's limit is 32 MB.
MAX_UPLOAD_BYTES = 14_000_000

# Explorations --------------------------------------------------------------

# Exploration ids are part of URLs and of the ids of statistics
# ("<exp_id>.<exp_version>"), so they contain no dot.
EXP_ID_REGEX = re.compile(r'^[A-Za-z0-9_-]{1,40}\Z')

# Characters of a state name, as in Oppia.
MAX_STATE_NAME_LENGTH = 50

# States of an exploration. Keeps every entity with one entry per state (such as
# its counters, about 250 bytes) far below Datastore's 1 MiB.
MAX_STATES = 500

# Minimum share of common words of a removed and an added state for asking the
# author whether the state was renamed; and the maximum numbers of removed and
# of added states compared, each with each.
MIN_SIMILARITY_OF_RENAMED_STATE = 0.6
MAX_STATES_COMPARED_FOR_RENAMES = 40

# Bytes of an exploration as JSON; a Datastore entity has at most 1 MiB.
MAX_EXPLORATION_BYTES = 900_000

# Bytes of the metadata of a commit (changes and state names) as JSON; also
# stored in one entity.
MAX_COMMIT_METADATA_BYTES = 900_000

# Characters of one HTML text: several screens. Also bounds the cost of
# sanitizing it.
MAX_HTML_LENGTH = 20_000

# Characters of a formula in LaTeX: a page of aligned equations.
MAX_LATEX_LENGTH = 2_000

# Characters of the title of a tab in a text; a few share a line.
MAX_TAB_TITLE_LENGTH = 60

# Nesting depth of elements: lists in a table in a tab in a collapsible text.
MAX_HTML_DEPTH = 20

# Characters that a library tile, a page title or a tag can show.
MAX_TITLE_LENGTH = 100
MAX_CATEGORY_LENGTH = 50
MAX_OBJECTIVE_LENGTH = 500
MAX_BLURB_LENGTH = 500
MAX_AUTHOR_NOTES_LENGTH = 20_000
MAX_CREATOR_NOTE_LENGTH = 1_000
MAX_TAG_LENGTH = 30
MAX_TAGS = 10

# Languages written from right to left, and such scripts, for language tags with
# a script (such as `pa-Arab`); from the layouts of CLDR.
RIGHT_TO_LEFT_LANGUAGES = (
    *('ar', 'arc', 'azb', 'bgn', 'bqi', 'ckb', 'dv', 'fa', 'glk', 'he', 'iw'),
    *('ji', 'khw', 'ks', 'lrc', 'luz', 'mzn', 'nqo', 'pnb', 'prs', 'ps', 'sd'),
    *('sdh', 'skr', 'syr', 'ug', 'ur', 'yi'),
)
RIGHT_TO_LEFT_SCRIPTS = (
    *('Adlm', 'Arab', 'Aran', 'Hebr', 'Mand', 'Nkoo', 'Rohg', 'Samr', 'Syrc'),
    'Thaa',
)

# Characters of a commit message: enough to say what changed and why.
MAX_COMMIT_MESSAGE_LENGTH = 500

# Characters of an email address (RFC 5321, section 4.5.3.1.3).
MAX_EMAIL_LENGTH = 254

# Users with a role in an exploration: a large team. Their ids are in one entity
# and its indexes.
MAX_USERS_WITH_ROLES = 200

# Limits of a state; a state beyond them is no longer a single question.
MAX_ANSWER_GROUPS = 50
MAX_RULES_PER_GROUP = 50
MAX_CHOICES = 50
MAX_HINTS = 10
MAX_CONFIRMED_ANSWERS = 100

# Characters of a label or placeholder of an interaction.
MAX_LABEL_LENGTH = 100

# Regions of an image, and characters of the name of a region: as many as a
# learner can distinguish on a phone and a table can show.
MAX_IMAGE_REGIONS = 30
MAX_REGION_LABEL_LENGTH = 50

# Characters of an image source: a path, or an embedded image of about 45 kB.
MAX_IMAGE_SOURCE_LENGTH = 60_000

# Characters of the alternative text of an image.
MAX_ALT_TEXT_LENGTH = 500

# Limits of an uploaded or imported picture: bytes; pixels of all frames, as of
# a phone camera (decoding takes 4 bytes per pixel); and frames, which take a
# millisecond each, however small they are.
MAX_PICTURE_BYTES = 10_000_000
MAX_PICTURE_PIXELS = 25_000_000
MAX_PICTURE_FRAMES = 1_000

# Pixels of the longer side of a stored picture; screens show fewer.
MAX_PICTURE_SIDE = 2_400

# Widths in pixels of the smaller variants, for phones of low and high
# resolution.
PICTURE_VARIANT_WIDTHS = (480, 960)

# Limits of an SVG file: bytes; elements, including repetitions by references;
# and their depth.
MAX_SVG_BYTES = 500_000
MAX_SVG_ELEMENTS = 20_000
MAX_SVG_DEPTH = 50

# Pictures of an exploration, whose names are in one entity, and their bytes
# including variants.
MAX_PICTURES = 500
MAX_PICTURE_BYTES_PER_EXPLORATION = 200_000_000

# Bytes of a picture file in one entity; an entity has at most 1 MiB.
MAX_ASSET_PART_BYTES = 900_000

# Max-age of pictures, which never change: a year.
PICTURE_MAX_AGE_SECS = 31_536_000

# Characters of a text in a rule.
MAX_RULE_TEXT_LENGTH = 500

# Texts in a rule.
MAX_RULE_TEXTS = 100

# Characters of the name and of a value of a parameter, values to choose from,
# and parameters of an exploration.
MAX_PARAM_NAME_LENGTH = 30
MAX_PARAM_VALUE_LENGTH = 500
MAX_PARAM_VALUES = 100
MAX_PARAMS = 50

# Nesting depth of a YAML text; an exploration needs about ten levels.
MAX_YAML_DEPTH = 30

# Values and keys in a YAML text; each costs as much as a line of text. The
# largest possible explorations have about 80,000.
MAX_YAML_NODES = 100_000

# Digits of a number in a YAML text. A double has at most 309 before the decimal
# point, and Python parses integers in quadratic time.
MAX_YAML_NUMBER_LENGTH = 400

# Limits of files to import: bytes and nodes of a YAML text (lessons of Oppia
# include their translations); bytes of a zip archive; bytes and number of all
# files in it.
MAX_IMPORT_TEXT_BYTES = 4_000_000
MAX_IMPORT_NODES = 300_000
MAX_IMPORT_ARCHIVE_BYTES = 100_000_000
MAX_IMPORT_UNPACKED_BYTES = 200_000_000
MAX_IMPORT_FILES = 2_000

# Problems listed for an invalid text.
MAX_LISTED_PROBLEMS = 200

# Pixels decoded from the pictures of an exploration to import; a million takes
# about 50 ms.
MAX_IMPORT_PIXELS = 300_000_000

# Problems listed for a file to import.
MAX_IMPORT_PROBLEMS = 1_000

# Explorations in an import request; each takes up to several seconds.
MAX_FILES_PER_IMPORT = 20

# Events --------------------------------------------------------------------

# The schema version of new events. Version 1 was Oppia's framework before
# February 2018.
CURRENT_EVENT_MODELS_SCHEMA_VERSION = 2

# Characters of the name of a counter or an event type.
MAX_STATISTIC_NAME_LENGTH = 50

# Names of event types, event fields and counters.
STATISTIC_NAME_REGEX = re.compile(
    rf'[a-z][a-z0-9_]{{0,{MAX_STATISTIC_NAME_LENGTH - 1}}}'
)

# Unknown fields of an event or a request. A few may come from a later version
# of the browser code; more are an error.
MAX_UNKNOWN_FIELDS = 10

# Seconds before a browser retries input that this version does not support yet.
# Deployments take minutes, rollbacks hours.
RETRY_AFTER_NOT_SUPPORTED_SECS = 3600

# Events in an `event_batch` request.
MAX_EVENTS_PER_BATCH = 500

# Bytes of a request body with events or counts.
MAX_EVENT_REQUEST_BYTES = 1_200_000

# Characters of the name of a class.
MAX_CLASS_NAME_LENGTH = 30

# Names of classes: letters and digits of any script, and no character that
# separates parts of a link or a query.
CLASS_NAME_REGEX = r'^\w([\w .-]*\w)?$'

# Classes of an exploration.
MAX_CLASSES = 50

# Bytes of an answer as JSON.
MAX_ANSWER_BYTES = 10_000

# Bytes of the learner's parameters in an event as JSON.
MAX_PARAMS_BYTES = 10_000

# Seconds spent in a state (30 days): a tab can stay open for long, but a larger
# number is an error.
MAX_TIME_SPENT_IN_STATE_SECS = 30 * 24 * 3600.0

# Seconds after its start during which a play can be resumed (30 days).
RESUME_MAX_AGE_SECS = 30 * 24 * 3600

# Lifetime of a session token. The outbox of a closed tab sends its reports when
# the learner returns, and a play resumed at the last moment has one day to end
# and report.
SESSION_TOKEN_MAX_AGE_SECS = RESUME_MAX_AGE_SECS + 24 * 3600

# Age at which the marker of a counted batch is obsolete, because no token is
# still valid. The extra day covers requests in flight and clock skew. Before
# increasing SESSION_TOKEN_MAX_AGE_SECS, increase this constant and wait for the
# new token lifetime: otherwise expired tokens whose markers were deleted become
# valid again.
STATS_BATCH_MAX_AGE_SECS = SESSION_TOKEN_MAX_AGE_SECS + 24 * 3600

# Minimum days for which the log keeps events (32): as long as another event of
# the same session can arrive, whose processing needs them.
MIN_DAYS_OF_LOG = STATS_BATCH_MAX_AGE_SECS // (24 * 3600)

# Characters of a session token; ours have about 200.
MAX_SESSION_TOKEN_LENGTH = 1_000

# The best rating; 1 is the worst.
MAX_STARS = 5

# Characters of the comment that a learner can send with a rating.
MAX_COMMENT_LENGTH = 500

# Latest comments shown on the statistics tab.
MAX_COMMENTS_SHOWN = 100

# Characters of a learner answer info, and such texts of a session: a learner
# writes one or two, about the hardest states.
MAX_ANSWER_DETAILS_LENGTH = 1_000
MAX_ANSWER_DETAILS_PER_SESSION = 20

# Latest such texts shown on the statistics tab.
MAX_ANSWER_DETAILS_SHOWN = 200

# Comments of an exploration that can be marked as done (36 kB in one entity).
MAX_DONE_COMMENTS = 1_000

# Minimum ratings for showing learners a mean.
MIN_RATINGS_FOR_MEAN = 5

# Minimum completed plays for showing learners how long a play takes.
MIN_PLAYS_FOR_MINUTES = 10

# Sequence number of an event in its session; no play has a million events.
MAX_SEQUENCE_NUMBER = 1_000_000

# Index of an answer group, or of a rule in a group.
MAX_RULE_INDEX = 10_000

# Time of a learner's clock in milliseconds since the Unix epoch: the year 2286.
# Earlier times of a wrong clock are corrected; later ones are errors.
MAX_TIME_MSECS = 10_000_000_000_000

# Limits of the caches of played versions in each process: states (name and
# valid answers, usually at most 1 kB each) and bytes of explorations as JSON.
MAX_CACHED_STATES = 20_000
MAX_CACHED_EXPLORATION_BYTES = 16_000_000

# Limits of the cache of rights in each process: explorations, and seconds until
# changes by other processes are visible.
MAX_CACHED_RIGHTS = 5_000
MAX_AGE_OF_RIGHTS_SECS = 2.0

# Events written in one transaction. Databases with entity groups, such as the
# official emulator, accept fewer.
MAX_EVENTS_PER_TRANSACTION = 250

# Statistics ----------------------------------------------------------------

# Unrecognised states with separate counts in one entity; the counts of further
# ones are added up.
MAX_UNRECOGNISED_STATES = 200

# Unrecognised states in the batches of one session, and in its events; more are
# refused.
MAX_UNRECOGNISED_STATES_PER_SESSION = 50

# Unrecognised states shown on the statistics tab: minimum sessions that
# reported one, and maximum number. Anyone can report any name.
MIN_SESSIONS_FOR_UNRECOGNISED_STATE = 3
MAX_UNRECOGNISED_STATES_SHOWN = 20

# Unknown counters with separate counts in one entity; further ones are added
# up. A deployment adds one or two. Each can occur in every state, so many of
# them would not fit into an entity.
MAX_UNRECOGNISED_COUNTERS = 5

# Unknown counters in a level of a batch; more are refused, because no browser
# code is that far ahead.
MAX_UNRECOGNISED_COUNTERS_PER_BATCH = 50

# Recent writes listed in a shard. A recomputation that has read session
# accounts uses them to detect which accounts have changed since.
MAX_RECENT_WRITES = 64

# Counter shards of an exploration version: the initial number, and the maximum
# under load (stats_shards_services). Reading the counters takes one key per
# shard. Earlier versions of this program read exactly the initial number, so it
# must not decrease. Both are powers of two.
NUM_STATS_SHARDS = 8
MAX_STATS_SHARDS = 128

# Writes per measurement of a shard's load, and the share of the store's
# sustained write rate per entity above which a version gets more shards. With
# 30 writes the measurement is accurate to about a fifth, so shards are added
# between half of the limit and the limit.
WRITES_TO_MEASURE_SHARD = 30
MAX_SHARE_OF_SHARD_LIMIT = 0.75

# Seconds before the shards of a version can grow again. Until then, other
# processes notice the new shards and use them.
MIN_SECS_BETWEEN_SHARD_GROWTHS = 30.0

# Shards and exploration versions whose load each process tracks (about 200
# bytes each).
MAX_WATCHED_SHARDS = 20_000

# Limits of one session, far above what a learner can do; reports beyond them
# are refused. Events of one type in one state: an answer every five seconds for
# more than an hour.
MAX_EVENTS_PER_STATE = 1_000

# Events of one session: 20 in each state of the largest exploration.
MAX_EVENTS_PER_SESSION = 10_000

# Shards of the number of automated visits to an exploration. Each sustains
# about one write per second.
NUM_AUTOMATED_VISITS_SHARDS = 4

# Whether to count plays by the owners and editors of an exploration.
COUNT_OWN_PLAYS = False

# Limits of one part of a downloaded event log where the front end limits
# responses: bytes (App Engine: 32 MiB, minus a margin for data in flight) and
# seconds (App Engine ends a request of an automatically scaled instance after
# 600).
MAX_EXPORT_PART_BYTES = 24_000_000
MAX_EXPORT_PART_SECS = 300.0

# Seconds during which the next part of a download can be requested (one day).
EXPORT_TOKEN_MAX_AGE_SECS = 24 * 3600

# Seconds between two flushes of a tab's pending counts: the default, and the
# maximum for explorations with many players. Browsers consider the counts of a
# page abandoned after 60 seconds, so stay well below.
STATS_FLUSH_INTERVAL_SECS = 5
MAX_STATS_FLUSH_INTERVAL_SECS = 40

# Number of shards above which tabs flush less often.
SHARDS_TO_FLUSH_LESS_OFTEN = 16

# Jobs -----------------------------------------------------------------------

# The generation of session records created by the first fold of a version; each
# rebuild creates another one.
PROCESSED_DATA_GENERATION = '1'

# The schema version of processed data. Increase it with each change in how
# sessions are summarised or stored: data of earlier versions cannot be updated,
# so the fold rebuilds them. The sums of sessions whose events have expired
# (ProcessedExpiredModel) cannot be rebuilt from the log; a change that
# increases this version must convert them.
PROCESSED_DATA_SCHEMA_VERSION = 6

# The earliest schema version whose sums can be read: such data are shown until
# the fold has rebuilt them, and sums of expired sessions are added unchanged.
# Those before version 4 lack sums by day and trait, those before version 5
# choices, and those before version 6 answers that are equal by value.
OLDEST_READABLE_SCHEMA_VERSION = 3

# Days whose sums are stored in one entity: at most 7 entities for 90 days, 24
# for a year. A fold rewrites the current block, so longer blocks cost more.
DAYS_PER_BLOCK = 16

# The version of the cached views of the statistics tab. Increase it with each
# change in what a view contains for the same processed data, and with
# PROCESSED_DATA_SCHEMA_VERSION: views of other versions are not read.
# test_view_version.py fails until then.
STATISTICS_VIEW_VERSION = 6

# Versions with outdated processed data that one fold rebuilds.
MAX_REBUILDS_PER_FOLD = 100

# Sessions folded in one step. A thousand small sessions take about a second,
# with their events in memory. Their records are written in one commit, which
# has at most 500 entities in older databases.
FOLD_SESSIONS_PER_TRANSACTION = 400

# Versions whose processed data change in one transaction. Databases with entity
# groups allow 25; each version is one, and the revisions of its exploration
# (ProcessedRevisionsModel) are another one.
FOLD_VERSIONS_PER_TRANSACTION = 12

# Bytes of processed data changed in one transaction, if it concerns more than
# one version; a commit has at most 10 MiB.
FOLD_BYTES_PER_TRANSACTION = 4_000_000

# Duration of a fold within a request; in the worst case, App Engine ends
# requests of small instances after 60 seconds.
FOLD_REQUEST_SECS = 30.0

# Age at which an unfinished rebuild is considered abandoned (one day), so that
# the fold stops updating its data.
REBUILD_MAX_AGE_SECS = 24 * 3600

# Interval of a job's heartbeats, and the time without any after which it is
# considered dead: ten missed heartbeats.
JOB_HEARTBEAT_SECS = 30.0
JOB_LEASE_SECS = 300.0

# Bytes of one chunk of processed data; an entity of Datastore has at most 1
# MiB.
MAX_PROCESSED_CHUNK_BYTES = 900_000

# Bytes of a cached view up to which it is stored in one entity and read with
# one key. Larger views have chunks, so that a part can be read alone.
MAX_BYTES_OF_VIEW_ENTITY = 50_000

# A session is playing until this time after its last report: a learner can
# think about an answer for minutes.
PLAYING_SECS = 300.0

# Queued sessions of the fold that are examined to count those playing, and the
# seconds for which the result is cached.
MAX_PLAYING_READ = 300
PLAYING_CACHE_SECS = 10.0

# Bytes of the views of cuts that each process caches.
MAX_CACHED_CUT_BYTES = 32_000_000

# Fallback admin e-mail for local development.
DEV_ADMIN_EMAIL = 'admin@example.com'

# Job runs shown on the admin page, and stored per job (a week of folds).
MAX_JOB_RUNS_SHOWN = 30
MAX_STORED_JOB_RUNS = 1_000

# Interval of sweeps of batch markers (a week), and of checks whether a sweep is
# due. A sweep reads every marker; a weekly sweep costs a quarter of writing
# them.
SWEEP_EVERY_SECS = 7 * 24 * 3600.0
SWEEP_CHECK_INTERVAL_SECS = 3600.0

# Summaries of sessions and explorations -------------------------------------

# Time without events after which a session is over and can be folded. Half an
# hour is the usual session timeout of web analytics.
SESSION_SILENCE_SECS = 1800.0

# Characters of an answer as JSON in statistics; longer answers are stored as
# their beginning and a digest.
MAX_ANSWER_TEXT_LENGTH = 200

# Limits of the summary of a session. Activity beyond them is counted by the
# counters and reported as a problem; learners stay far below.
MAX_VISITS_PER_SESSION = 500
MAX_ANSWERS_PER_SESSION = 200
MAX_ACTIONS_PER_PLAYTHROUGH = 30

# Limits of the summary of a state or an exploration: beyond this many keys, the
# rarest are counted together (bounded_tables.py).
MAX_ANSWERS_PER_STATE = 500
MAX_PATHS = 500
MAX_TRANSITIONS = 2_000
MAX_ISSUES = 100
# States of a path; longer paths are truncated.
MAX_PATH_LENGTH = 30

# The largest number of attempts with its own bin in a distribution.
MAX_COUNTED_ATTEMPTS = 200

# Sample playthroughs shown per issue (Oppia's number), and spares that replace
# those of sessions subtracted later.
MAX_PLAYTHROUGHS_PER_ISSUE = 5
SPARE_PLAYTHROUGHS_PER_ISSUE = 5

# Thresholds of playthrough issues, as in Oppia: maximum duration of an early
# quit in milliseconds; consecutive wrong answers in a state; repetitions of a
# cycle of states.
EARLY_QUIT_THRESHOLD_MSECS = 300_000
MULTIPLE_INCORRECT_SUBMISSIONS_THRESHOLD = 3
CYCLIC_STATE_TRANSITIONS_THRESHOLD = 3

# The processed view of the statistics tab -----------------------------------

# Answers of fewer sessions are only described, so that creators do not read
# what a single learner wrote; and the maximum that an owner can choose.
ANSWERS_K_ANONYMITY = 3
MAX_ANSWERS_K_ANONYMITY = 20

# Links that share the statistics of an exploration, characters of a label, and
# days of validity: ten years.
MAX_SHARED_LINKS = 20
MAX_SHARED_LINK_LABEL_LENGTH = 100
MAX_SHARED_LINK_DAYS = 3_650

# Anyone can read the figures of a shared link. It shows answers only if the
# exploration withholds those of fewer sessions than this from its creators.
MIN_K_OF_SHARED_ANSWERS = 3

# Hexagonal bins of clicks on an image: columns and rows. They are about as
# large as a finger on a phone, few enough to be hit by several sessions each,
# and regular on a 4:3 image.
HEXAGON_COLUMNS = 16
HEXAGON_ROWS = 14

# Minimum n for showing a rate; below it, the confidence interval spans more
# than half of the possible range.
MIN_N_FOR_RATE = 10

# Bytes of the processed data of earlier versions above which their sum is
# stored; summing up less takes milliseconds.
MIN_BYTES_TO_STORE_SUM = 200_000

# Bytes of an exploration's processed data up to which a request updates the
# view, in about half a second, instead of showing the previous one.
MAX_BYTES_TO_UPDATE_IN_REQUEST = 500_000

# Views updated in one run; the next run continues.
MAX_VIEWS_PER_REFRESH = 1_000

# Interval at which a server folds due sessions and updates views. App Engine's
# schedule is in cron.yaml.
FOLD_EVERY_SECS = 60.0

# Interval of checks for explorations to audit, and the age of the last audit at
# which an exploration is audited again: nightly on App Engine.
AUDIT_CHECK_INTERVAL_SECS = 900.0
AUDIT_EVERY_SECS = 20 * 3600.0

# Time without a step after which another audit replaces a dry run, or an audit
# by another version of this program: a scheduled one, because one of two
# versions may win several checks in succession; and one that a user waits for,
# because such audits make a step every few seconds.
AUDIT_IDLE_SECS = 4 * AUDIT_CHECK_INTERVAL_SECS
AUDIT_IDLE_FOR_TAB_SECS = 60.0

# Time after its first report at which a session is audited even if it is still
# open; otherwise a session that never stops reporting would never be audited.
# Learners who play for so long are not affected, because a repair is safe at
# any time.
AUDIT_OPEN_SESSIONS_AFTER_SECS = 24 * 3600.0

# Sessions and log entries in one step of an audit, which takes about a second.
# That bounds how long a request exceeds its time limit, and the number of
# concurrent writes, which the shards must remember.
AUDIT_SESSIONS_PER_STEP = 400
AUDIT_EVENTS_PER_STEP = 1_000

# Sessions waiting for the fold that are counted; above, the page shows "more
# than".
MAX_WAITING_SESSIONS_COUNTED = 100

# Exclusions of an exploration, sessions in all of them (whose ids take about 2
# MB), and characters of a reason.
MAX_EXCLUSIONS = 50
MAX_EXCLUDED_SESSIONS = 50_000
MAX_EXCLUSION_REASON_LENGTH = 300

# Session ids in one entity, about 70 bytes each.
EXCLUDED_SESSIONS_PER_PART = 400

# Sessions look fabricated if at least this many began within this many
# milliseconds and did the same in the same times, with at least this many times
# to compare: two learners rarely need the same number of milliseconds once, and
# five never do so twice.
MIN_SESSIONS_MADE_UP = 5
MADE_UP_WITHIN_MSECS = 60_000
MIN_TIMES_TO_COMPARE = 2

# Groups of such sessions described, largest first.
MAX_MADE_UP_GROUPS_SHOWN = 20

# Days (eight weeks) and tasks in the glance of an exploration.
DAYS_OF_GLANCE = 56
TASKS_OF_GLANCE = 10

# Duration of a fold that a user waits for.
FOLD_FOR_TAB_SECS = 5.0

# Improvements (core/domain/improvements/) -------------------------------------
#
# A rule raises a task only if the whole 95 % interval is beyond its threshold,
# so chance alone rarely does.

# Minimum sessions for a rule, whatever its interval.
MIN_SESSIONS_FOR_TASK = 10

# Share of the sessions reaching a state that left the exploration there: the
# high bounce rate of Oppia, which also requires 100 starts, because it uses no
# interval.
HIGH_BOUNCE_RATE_THRESHOLD = 0.20

# Share of the sessions that left within EARLY_QUIT_THRESHOLD_MSECS after
# starting. Oppia raises the issue at the first one; one in ten is our
# judgement.
EARLY_QUIT_RATE_THRESHOLD = 0.10

# Share of the sessions reaching a state that gave up there after several wrong
# answers; and of those reaching a cycle of states that gave up after repeating
# it. Oppia raises the issue at the first one; one in twenty is our judgement.
SUCCESSIVE_INCORRECT_ANSWERS_RATE_THRESHOLD = 0.05
INEFFECTIVE_FEEDBACK_LOOP_RATE_THRESHOLD = 0.05

# Share of the sessions answering a state that gave an answer without a rule.
# Oppia reports any of the ten most frequent answers.
UNADDRESSED_ANSWER_RATE_THRESHOLD = 0.05

# Facility of a question: the share of correct first answers. The usual
# recommendation is 0.3 to 0.7 (Allen and Yen, "Introduction to Measurement
# Theory" (1979), as cited by others); at 0.95 or more a question is extremely
# easy according to the table on Moodle's page "Quiz report statistics".
TOO_HARD_FACILITY_THRESHOLD = 0.30
TOO_EASY_FACILITY_THRESHOLD = 0.95

# Discrimination of a question: below 0.2 is poor; below 0 a wrong key or an
# ambiguous question is likely (Ebel and Frisbie, "Essentials of Educational
# Measurement", 5th edition (1991), as cited by others). Their rules are for the
# upper-lower index; they are also used for the point-biserial correlation.
NEGATIVE_DISCRIMINATION_THRESHOLD = 0.0
LOW_DISCRIMINATION_THRESHOLD = 0.20

# The minimum median discrimination of the other questions for calling one
# question negative: if answers are unrelated, every fortieth question is
# significantly negative by chance.
MIN_TYPICAL_DISCRIMINATION = 0.10

# The gain per affected learner of completing a task, by type; orders tasks. At
# 1, a learner who leaves would stay. At lower weights, learners stay in any
# case and learn more, or (the last three types) are only measured better. The
# weights are our judgement.
TASK_WEIGHTS = {
    'high_bounce_rate': 1.0,
    'early_quit': 1.0,
    'successive_incorrect_answers': 1.0,
    'ineffective_feedback_loop': 1.0,
    'needs_guiding_responses': 0.5,
    'too_hard': 0.5,
    'negative_discrimination': 0.25,
    'low_discrimination': 0.1,
    'too_easy': 0.1,
}

# Unaddressed answers listed in one task.
MAX_ANSWERS_PER_TASK = 5

# Answers of a state on the lesson sheet.
MAX_ANSWERS_ON_LESSON_SHEET = 6

# Decisions about tasks stored for an exploration, and characters of a note: at
# most 400 * (500 * 4 + 400) bytes in one entity. Beyond that, the oldest
# decision is deleted, which reopens its task.
MAX_TASK_DECISIONS = 400
MAX_TASK_NOTE_LENGTH = 500

# Decisions in the history of an exploration, states named by each, and bytes of
# the history in one entity. Beyond these, the oldest decisions are deleted.
MAX_LOGGED_DECISIONS = 1000
MAX_STATES_OF_LOGGED_DECISION = 10
MAX_DECISION_LOG_BYTES = 900_000

# Characters of a task id; ours have about 100.
MAX_TASK_ID_LENGTH = 300

# Comparisons (core/domain/comparisons/) ---------------------------------------

# Significance level for the exploration as a whole (probability of reporting a
# difference that does not exist), and false discovery rate for states (expected
# share of such errors among the reported differences).
COMPARISON_SIGNIFICANCE = 0.05
COMPARISON_FALSE_DISCOVERY_RATE = 0.05

# Power: the probability of detecting the difference with the advised number of
# additional sessions; the usual value (Cohen, "Statistical Power Analysis"
# (1988), section 2.4).
COMPARISON_POWER = 0.8

# The difference of rates that a creator would act on: ten percentage points,
# our judgement. Smaller differences are reported as negligible.
RELEVANT_DIFFERENCE = 0.10

# Versions read for a comparison of ranges of days, one key each.
MAX_VERSIONS_OF_DAYS = 500

# Pages ----------------------------------------------------------------------

# The name of this site in the header and in page titles.
SITE_NAME = 'Explorations'
