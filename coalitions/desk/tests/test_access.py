"""Every view declares who may call it, and the table below says what that comes to for whom.

It stands in the highest room because it looks over all of them.
"""

import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
import rules
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, path, reverse

from coalitions.briefs.models import Coalition
from coalitions.members.models import Interest
from coalitions.outputs import links as outputs
from coalitions.outputs.models import DeliveryFile, OutputFile
from coalitions.sessions import links
from coalitions.sessions.models import Minutes
from coalitions.tests.factories import (
    ActionItemFactory,
    ApplicationFactory,
    AttendanceFactory,
    CoalitionFactory,
    CollectionFactory,
    DeliveryFactory,
    InterviewNoteFactory,
    MeetingGuestFactory,
    MemoFactory,
    SentCollectionFactory,
    SessionFactory,
    ThemeCommentFactory,
    ThemeFactory,
    ThemeRoundFactory,
    a_consultation,
    a_draft,
    a_vote,
    an_output,
)
from coalitions.themes import links as guest_links
from coalitions.themes.models import Idea
from frameworks.reports import actions as reports
from frameworks.reports.models import PracticeCard
from frameworks.teams import actions as teams
from frameworks.teams import links as team_links
from frameworks.teams.models import Ambition, Interpretation
from frameworks.tests.factories import draft_of, polls_of_a_talk, published, team_of
from knw_portal import confirm
from knw_portal.access import PUBLIC, SIGNED_IN
from knw_portal.documents.structure import Document, to_json
from knw_portal.files.actions import keep
from knw_portal.files.tests import samples
from knw_portal.mail.models import Mail, Reminder
from knw_portal.tests.factories import (
    AmbassadorRequestFactory,
    FunctionFactory,
    GroupMemberFactory,
    InstitutionFactory,
    RoleFactory,
    UserFactory,
)

ROLES = ("anonymous", "newcomer", "member", "facilitator", "ambassador", "board", "bureau")

# What each role gets: 200 is in, 302 is in and sent on, 403 is out, 404 is "you may not know that
# it exists", "login" is sent to the sign-in page. A word behind a name is another row it is about.
BUREAU_PAGE = ("login", 403, 403, 403, 403, 403, 200)
BUREAU_POST = ("login", 403, 403, 403, 403, 403, 302)
ANYBODY = (200,) * 7
SIGNED_IN_PAGE = ("login", 200, 200, 200, 200, 200, 200)
SIGNED_IN_POST = ("login", 302, 302, 302, 302, 302, 302)
FOLLOWS = ("login", 404, 200, 200, 200, 200, 200)  # the brief while it is written
READS_MEMOS = ("login", 404, 200, 200, 200, 200, 200)
OF_THE_TEAM = ("login", 404, 200, 200, 404, 404, 404)  # the bureau is no part of it
OF_THE_TEAM_POST = ("login", 404, 302, 302, 404, 404, 404)
NOT_YET = ("login", 404, 404, 404, 404, 404, 404)
OF_THE_AMBASSADOR = ("login", 404, 404, 404, 200, 404, 404)
MAKES_IT = ("login", 403, 403, 200, 403, 403, 403)  # the facilitator is in the framework's group
IN_ROUNDS = ("login", 403, 403, 403, 200, 200, 200)
AFTER_THE_CLOSE = ("login", 403, 403, 403, 404, 404, 404)
PROPOSES = ("login", 403, 403, 403, 200, 403, 200)
READS_THEMES = ("login", 404, 404, 404, 200, 200, 200)
OWN_THEME = ("login", 404, 404, 404, 200, 403, 200)
OWN_THEME_POST = ("login", 404, 404, 404, 302, 403, 302)
STEERS_THEME = ("login", 404, 404, 404, 403, 403, 200)
STEERS_THEME_POST = ("login", 404, 404, 404, 403, 403, 302)
SUPPORTS = ("login", 404, 404, 404, 302, 403, 403)
WRITER = ("login", 404, 404, 404, 302, 403, 403)  # the comment is the ambassador's
VOTES = ("login", 404, 404, 404, 200, 404, 404)
BOARD_LATER = ("login", 403, 403, 403, 403, 302, 403)  # nothing to confirm yet
AT_WORK = ("login", 403, 200, 200, 403, 200, 200)
PLANNING = ("login", 403, 403, 200, 403, 403, 200)
DRAFTS = ("login", 403, 200, 200, 403, 403, 200)
DRAFTS_POST = ("login", 403, 302, 302, 403, 403, 302)
PLANNING_POST = ("login", 403, 403, 302, 403, 403, 302)
ASKING = ("login", 404, 404, 200, 404, 404, 200)
OF_THE_SCHOOL = ("login", 403, 200, 403, 403, 403, 403)  # the member alone works there
READS_DELIVERY = ("login", 403, 200, 200, 403, 403, 200)
NOWHERE = (404,) * 7
OF_THE_WRITERS = ("login", 404, 200, 200, 404, 404, 200)  # a draft of a question set
OF_THE_WRITERS_POST = ("login", 404, 302, 302, 404, 404, 302)
ACCESS = {
    # view                        anonymous newcomer member facilitator ambassador board bureau
    "home": ANYBODY,
    "privacy": ANYBODY,
    "accessibility": ANYBODY,
    "health": ANYBODY,
    "robots_txt": ANYBODY,
    "security_txt": ANYBODY,
    "style": NOWHERE,  # in the practice portal only
    "demo_sign_in": NOWHERE,  # in the practice portal only
    "account_login": (200, 302, 302, 302, 302, 302, 302),
    "account_confirm_login_code": ("login", 302, 302, 302, 302, 302, 302),
    "password_sign_in": (200, 302, 302, 302, 302, 302, 302),
    "account_logout": (302,) * 7,
    "join": ANYBODY,
    "join_mailed": ANYBODY,
    "interest_new": ANYBODY,
    "interest_confirm": ANYBODY,
    "idea_new": ANYBODY,
    "idea_confirm": ANYBODY,
    "ambassador_new": ANYBODY,
    "ambassador_confirm": ANYBODY,
    "coalition_list": ANYBODY,
    "coalition_detail": ANYBODY,
    "coalition_detail draft": (404, 404, 200, 200, 404, 200, 200),
    "mine": SIGNED_IN_PAGE,
    "profile": SIGNED_IN_PAGE,
    "profile_export": SIGNED_IN_PAGE,
    "password_edit": SIGNED_IN_PAGE,
    "role_switch": SIGNED_IN_POST,
    "brief_detail": BUREAU_PAGE,
    "brief_detail draft": ("login", 404, 403, 403, 404, 403, 200),
    "brief_edit": BUREAU_PAGE,
    "brief_lines_edit": BUREAU_PAGE,
    "milestone_done": PLANNING,
    "milestone_reopen": ("login", 403, 403, 302, 403, 403, 302),
    "comment_list": FOLLOWS,
    "comment_list draft": ("login", 404, 200, 200, 404, 200, 200),
    "comment_new": ("login", 404, 403, 403, 200, 403, 403),  # an empty one comes back
    "comment_answer": ("login", 404, 403, 403, 403, 403, 200),
    "comment_drop": ("login", 404, 404, 404, 302, 404, 404),  # it is the ambassador's own
    "consultation_open": BUREAU_POST,  # one is open already
    "consultation_open draft": ("login", 404, 403, 403, 404, 403, 200),
    "consultation_edit": ("login", 404, 403, 403, 403, 403, 200),
    "consultation_close": ("login", 404, 403, 403, 403, 403, 200),
    "version_list": FOLLOWS,
    "version_list draft": ("login", 404, 200, 200, 404, 200, 200),
    "version_detail": FOLLOWS,
    "version_compare": FOLLOWS,
    "phase_detail": BUREAU_PAGE,
    "phase_detail draft": ("login", 404, 403, 403, 404, 403, 200),
    "phase_move": BUREAU_PAGE,
    "coalition_publish": BUREAU_PAGE,
    "coalition_unpublish": BUREAU_PAGE,
    "round_list": IN_ROUNDS,
    "round_detail": IN_ROUNDS,
    "round_detail vote": IN_ROUNDS,
    "round_new": BUREAU_PAGE,
    "round_edit": BUREAU_PAGE,
    "round_edit vote": BUREAU_POST,  # fixed, so sent back to the round
    "round_open": BUREAU_PAGE,
    "round_rules": IN_ROUNDS,
    "round_rules vote": IN_ROUNDS,
    "round_terms_edit": BUREAU_PAGE,
    "vote_extend vote": BUREAU_PAGE,
    "vote_extend": BUREAU_POST,  # not open, so sent back to the round
    "vote_cancel vote": BUREAU_PAGE,
    "vote_cancel": BUREAU_POST,
    "vote_repeat vote": BUREAU_POST,  # it was not called off, so sent back
    "roll_detail vote": BUREAU_PAGE,
    "roll_leave vote": BUREAU_PAGE,
    "voter_new vote": BUREAU_PAGE,
    "meeting_detail": IN_ROUNDS,
    "meeting_edit": BUREAU_PAGE,
    "meeting_edit vote": BUREAU_PAGE,
    "meeting_cancel": BUREAU_PAGE,
    "meeting_invite": BUREAU_POST,
    "meeting_outcome": BUREAU_PAGE,
    "meeting_reply": ("login", 403, 403, 403, 302, 404, 404),  # the ambassador alone is invited
    "meeting_answer": ANYBODY,  # whoever has the link from the mail
    "meeting_calendar": ANYBODY,
    "room_count_edit": BUREAU_POST,  # the vote is in the portal, so sent back to the round
    "theme_new": PROPOSES,
    "theme_alike": PROPOSES,
    "theme_detail": READS_THEMES,
    "theme_detail draft": ("login", 404, 404, 404, 404, 404, 200),  # somebody else's
    "theme_edit": OWN_THEME,
    "theme_edit draft": ("login", 404, 404, 404, 404, 404, 200),
    "theme_withdraw": OWN_THEME_POST,
    "theme_restore": OWN_THEME_POST,
    "theme_compare": IN_ROUNDS,
    "theme_jot": BUREAU_PAGE,
    "theme_unjot": BUREAU_POST,
    "theme_check": STEERS_THEME,
    "theme_merge": BUREAU_POST,  # no two were chosen, so sent back to choose
    "theme_unmerge": STEERS_THEME_POST,
    "theme_split": STEERS_THEME,
    "theme_unsplit": STEERS_THEME_POST,
    "theme_support": SUPPORTS,
    "theme_unsupport": SUPPORTS,
    "reaction_new": ("login", 404, 404, 404, 200, 403, 200),  # an empty form comes back
    "reaction_withdraw": WRITER,
    "reaction_restore": WRITER,
    "reaction_hide": STEERS_THEME,
    "reaction_show": STEERS_THEME_POST,
    "ballot_edit vote": VOTES,
    "ballot_receipt vote": VOTES,
    "ballot_withdraw vote": ("login", 404, 404, 404, 302, 404, 404),
    "ballot_show vote": ("login", *(404,) * 6),  # nobody came later; see themes/tests/test_handing
    "turnout_detail vote": BUREAU_PAGE,
    "turnout_remind vote": BUREAU_POST,
    "result_detail vote": IN_ROUNDS,
    "ballot_list vote": IN_ROUNDS,
    "ballot_recount vote": IN_ROUNDS,
    "ballot_json vote": AFTER_THE_CLOSE,
    "ballot_blt vote": AFTER_THE_CLOSE,
    "decision_edit vote": BUREAU_POST,  # not before the close
    "decision_confirm vote": BOARD_LATER,
    "decision_return vote": BOARD_LATER,
    "round_memo": READS_MEMOS,
    "round_memo_pdf": READS_MEMOS,
    "memo_detail": READS_MEMOS,
    "memo_detail draft": ("login", 404, 404, 404, 404, 404, 200),
    "memo_pdf": READS_MEMOS,
    "memo_docx": READS_MEMOS,
    "memo_new": BUREAU_POST,
    "memo_edit draft": ("login", 404, 404, 404, 404, 404, 200),
    "memo_edit": ("login", 404, 403, 403, 403, 403, 302),
    "memo_send draft": ("login", 404, 404, 404, 404, 404, 200),
    "memo_try draft": ("login", 404, 404, 404, 404, 404, 302),
    "memo_drop draft": ("login", 404, 404, 404, 404, 404, 302),
    "framework_list": ANYBODY,
    "framework_detail": ANYBODY,
    "framework_detail draft": NOWHERE,  # its only version is a draft
    "framework_draft": ("login", 404, 404, 404, 404, 404, 404),  # its only version is published
    "framework_draft draft": ("login", 404, 200, 200, 404, 404, 200),
    "framework_draft_file draft": ("login", 404, 200, 200, 404, 404, 200),
    "framework_publish draft": ("login", 404, 200, 200, 404, 404, 200),
    "insight_edit": BUREAU_PAGE,
    "framework_new": ("login", 403, 200, 200, 403, 403, 403),
    "draft_write": OF_THE_WRITERS,
    "draft_edit": OF_THE_WRITERS,
    "draft_section_new": OF_THE_WRITERS,  # an empty form comes back
    "draft_section_edit": OF_THE_WRITERS,
    "draft_section_move": OF_THE_WRITERS_POST,
    "draft_section_remove": OF_THE_WRITERS,
    "draft_question_new": OF_THE_WRITERS,  # an empty form comes back
    "draft_question_edit": OF_THE_WRITERS,
    "draft_question_kind": OF_THE_WRITERS,
    "draft_question_condition": OF_THE_WRITERS,
    "draft_question_always": OF_THE_WRITERS_POST,
    "draft_question_move": OF_THE_WRITERS_POST,
    "draft_question_place": OF_THE_WRITERS_POST,
    "draft_question_remove": OF_THE_WRITERS,
    "draft_preview": OF_THE_WRITERS,
    "draft_poll": OF_THE_WRITERS,
    "draft_trial": OF_THE_WRITERS,
    "draft_changes": OF_THE_WRITERS,
    "remark_list": OF_THE_WRITERS,
    "remark_new": OF_THE_WRITERS,  # an empty form comes back
    "remark_resolve": OF_THE_WRITERS_POST,
    "remark_reopen": OF_THE_WRITERS_POST,
    "remark_kept": ("login", 403, 403, 403, 403, 403, 200),
    "framework_import": ("login", 403, 200, 200, 403, 403, 403),
    "framework_version": ANYBODY,
    "framework_version draft": NOWHERE,
    "framework_file": ANYBODY,
    "framework_paper": ANYBODY,
    "framework_paper_pdf": ANYBODY,
    "framework_mend": ("login", 403, 403, 403, 403, 403, 200),
    "framework_withdraw": ("login", 403, 403, 403, 403, 403, 200),
    "framework_renew": ("login", 403, 403, 403, 403, 403, 302),
    "trajectory_list": SIGNED_IN_PAGE,
    "trajectory_new": SIGNED_IN_PAGE,
    "trajectory_detail": OF_THE_TEAM,
    "team_join": ANYBODY,  # whoever has the link
    "team_guest_detail": NOWHERE,  # for guests; see test_guests.py
    "team_guest_export": NOWHERE,
    "team_guest_account": NOWHERE,
    "team_guest_stop": NOWHERE,
    "team_guest_return": ANYBODY,  # whoever has the guest's own link
    "team_guest_link": OF_THE_TEAM,
    "team_guest_remove": OF_THE_TEAM,
    "invitation_renew": OF_THE_TEAM_POST,
    "conversation_open": OF_THE_TEAM_POST,
    "conversation_detail": OF_THE_TEAM,
    "conversation_detail closed": OF_THE_TEAM_POST,  # sent on to its report
    "conversation_save": OF_THE_TEAM_POST,
    "answer_save": OF_THE_TEAM,
    "answer_history": OF_THE_TEAM,
    "answer_restore": OF_THE_TEAM_POST,
    "conversation_live": OF_THE_TEAM,
    "conversation_close": OF_THE_TEAM,
    "conversation_report": OF_THE_TEAM_POST,  # sent back: it is still open
    "conversation_report closed": OF_THE_TEAM,
    "conversation_pdf closed": OF_THE_TEAM,
    "poll_answer": ANYBODY,  # whoever has the link
    "poll_answer closed": (410,) * 7,
    "poll_answer draft": NOWHERE,
    "poll_thanks": ANYBODY,
    "poll_list": OF_THE_TEAM,
    "poll_new": OF_THE_TEAM,
    "poll_card": OF_THE_TEAM,
    "poll_card_pdf": OF_THE_TEAM,
    "poll_detail": OF_THE_TEAM,
    "poll_open draft": OF_THE_TEAM,  # the day is missing
    "poll_close": OF_THE_TEAM,
    "poll_drop draft": OF_THE_TEAM_POST,
    "poll_poster": OF_THE_TEAM,
    "poll_result": ("login", *NOWHERE[1:]),  # before the close there is none
    "poll_result closed": OF_THE_TEAM,
    "poll_pdf closed": OF_THE_TEAM,
    "poll_texts closed": OF_THE_TEAM,
    "poll_text closed": ("login", 404, 422, 422, 404, 404, 404),  # nothing was chosen
    "conversation_begin": OF_THE_TEAM,
    "conversation_table": OF_THE_TEAM,
    "conversation_reveal": OF_THE_TEAM,
    "conversation_spread": OF_THE_TEAM_POST,  # sent on: nothing was revealed
    "preparation_start": OF_THE_TEAM,
    "preparation_edit": OF_THE_TEAM,
    "question_talk": OF_THE_TEAM,
    "question_screen": OF_THE_TEAM,
    "question_save": OF_THE_TEAM_POST,
    "dissent_add": OF_THE_TEAM,  # nothing was typed: the form comes back
    "evidence_add": OF_THE_TEAM,
    "team_action_note": OF_THE_TEAM,
    "team_action_review": OF_THE_TEAM,
    "change_save": OF_THE_TEAM,
    "timer_start": OF_THE_TEAM_POST,
    "timer_stop": OF_THE_TEAM_POST,
    "beside_remove": OF_THE_TEAM_POST,
    "beside_restore": OF_THE_TEAM_POST,
    "questions_choose": OF_THE_TEAM,
    "ten_pick": OF_THE_TEAM_POST,
    "ten_drop": OF_THE_TEAM_POST,
    "own_question_new": OF_THE_TEAM,
    "own_question_edit": OF_THE_TEAM,
    "own_question_withdraw": OF_THE_TEAM_POST,
    "own_question_restore": OF_THE_TEAM_POST,
    "trajectory_edit": OF_THE_TEAM,
    "trajectory_size": SIGNED_IN_POST,
    "ambition_list": OF_THE_TEAM,
    "ambition_new": OF_THE_TEAM,
    "ambition_detail": OF_THE_TEAM,
    "ambition_edit": OF_THE_TEAM,
    "ambition_layers": OF_THE_TEAM,
    "ambition_set_aside": OF_THE_TEAM,
    "ambition_restore": OF_THE_TEAM_POST,
    "outcome_new": OF_THE_TEAM,
    "outcome_edit": OF_THE_TEAM,
    "outcome_check": OF_THE_TEAM,
    "outcome_set_aside": OF_THE_TEAM,
    "outcome_restore": OF_THE_TEAM_POST,
    "team_action_list": OF_THE_TEAM,
    "team_action_new": OF_THE_TEAM,
    "team_action_edit": OF_THE_TEAM,
    "team_action_begin": OF_THE_TEAM_POST,
    "team_action_done": OF_THE_TEAM_POST,
    "team_action_drop": OF_THE_TEAM,
    "team_action_reopen": OF_THE_TEAM_POST,
    "pdca_steps": OF_THE_TEAM,
    "data_map": OF_THE_TEAM,
    "data_cell": OF_THE_TEAM,
    "insight_use_edit": OF_THE_TEAM,
    "interpretation_list": OF_THE_TEAM,
    "interpretation_new": OF_THE_TEAM,
    "interpretation_detail": OF_THE_TEAM,
    "interpretation_edit": OF_THE_TEAM,
    "intervention_new": OF_THE_TEAM,
    "intervention_edit": OF_THE_TEAM,
    "intervention_review": OF_THE_TEAM,
    "intervention_drop": OF_THE_TEAM,
    "intervention_reopen": OF_THE_TEAM_POST,
    "guide_list": OF_THE_TEAM,
    "guide_new": OF_THE_TEAM,
    "guide_detail": OF_THE_TEAM,
    "guide_edit": OF_THE_TEAM,
    "conversation_file": OF_THE_TEAM_POST,
    "conversation_file closed": OF_THE_TEAM,
    "sharing_edit": NOT_YET,  # an open talk is not shared
    "sharing_edit closed": OF_THE_TEAM,
    "sharing_confirm": NOT_YET,
    "sharing_confirm closed": OF_THE_TEAM,
    "feedback_edit": NOT_YET,
    "feedback_edit closed": OF_THE_TEAM,
    "objection_new": NOT_YET,
    "objection_new closed": OF_THE_TEAM,
    "objection_withdraw": OF_THE_TEAM_POST,
    "trajectory_report": OF_THE_TEAM,
    "trajectory_file": OF_THE_TEAM,
    "school_list": ("login", 403, 403, 403, 302, 403, 403),
    "school_teams": OF_THE_AMBASSADOR,
    "school_framework": OF_THE_AMBASSADOR,
    "school_team": OF_THE_AMBASSADOR,
    "school_talk": OF_THE_AMBASSADOR,
    "framework_use": MAKES_IT,
    "framework_talk": ("login", 404, 404, 200, 404, 404, 404),
    "card_list": SIGNED_IN_PAGE,
    "card_detail": SIGNED_IN_PAGE,
    "card_detail begun": OF_THE_TEAM,
    "card_new": OF_THE_TEAM,
    "card_edit": OF_THE_TEAM,
    "card_publish": OF_THE_TEAM_POST,  # it is shared already
    "card_publish begun": OF_THE_TEAM,
    "card_withdraw": OF_THE_TEAM_POST,
    "card_upload": OF_THE_TEAM,  # no file was sent: the form comes back
    "card_file": SIGNED_IN_PAGE,
    "card_file_remove": OF_THE_TEAM_POST,
    "group_card_new": SIGNED_IN_PAGE,
    "role_score_edit": SIGNED_IN_PAGE,
    "role_score_withdraw": NOT_YET,  # nobody of them scored
    "quality_ask": OF_THE_TEAM,
    "quality_let_in": OF_THE_TEAM,
    "quality_shut_out": OF_THE_TEAM_POST,
    "quality_end": OF_THE_TEAM_POST,
    "quality_desk": SIGNED_IN_PAGE,
    "quality_pick_up": NOT_YET,  # somebody else was asked
    "application_new": SIGNED_IN_PAGE,
    "application_new draft": ("login", 404, 200, 200, 404, 200, 200),
    "application_edit": ("login", 404, 404, 404, 404, 404, 404),  # without an application
    "application_withdraw": ("login", 404, 404, 404, 404, 404, 404),  # without an application
    "member_list": AT_WORK,
    "member_list draft": ("login", 404, 200, 200, 404, 200, 200),
    "application_place": BUREAU_PAGE,
    "application_wait": BUREAU_POST,
    "application_decline": BUREAU_PAGE,
    "application_undo": BUREAU_PAGE,
    "interest_apply": BUREAU_PAGE,
    "take_back_list": AT_WORK,
    "take_back_new": ("login", 403, 200, 302, 403, 403, 403),  # the facilitator works nowhere
    "take_back_drop": ("login", 404, 302, 404, 404, 404, 404),  # the member alone wrote it
    "session_list": AT_WORK,
    "session_list draft": ("login", 404, 200, 200, 404, 200, 200),
    "session_new": PLANNING,
    "session_detail": AT_WORK,
    "session_edit": PLANNING,
    "session_cancel": PLANNING,
    "session_agenda": PLANNING,
    "session_answer": ("login", 404, 302, 404, 404, 404, 404),  # the member alone is invited
    "session_calendar": AT_WORK,
    "session_presence": PLANNING,
    "session_minutes": PLANNING,
    "session_publish": ("login", 403, 403, 302, 403, 403, 302),
    "session_action": PLANNING,
    "action_done": ("login", 403, 302, 302, 403, 403, 302),  # it is the member's own
    "action_reopen": ("login", 403, 302, 302, 403, 403, 302),
    "attendance_answer": ANYBODY,  # whoever has the link from the mail
    "attendance_calendar": ANYBODY,
    "library": ANYBODY,
    "output_detail": ANYBODY,
    "output_detail begun": NOWHERE,  # a draft has no page for others
    "output_version": ANYBODY,
    "output_version begun": NOWHERE,
    "output_file": ANYBODY,
    "output_file begun": NOWHERE,
    "credit_withdraw": SIGNED_IN_POST,
    "output_list": AT_WORK,
    "output_list draft": ("login", 404, 200, 200, 404, 200, 200),
    "output_new": DRAFTS,
    "output_preview": AT_WORK,
    "output_preview begun": AT_WORK,
    "output_edit": DRAFTS_POST,  # sent back: what is published does not change
    "output_edit begun": DRAFTS,
    "output_upload begun": DRAFTS,  # an empty form comes back
    "output_draft_file begun": AT_WORK,
    "output_file_remove begun": DRAFTS_POST,
    "output_makers begun": PLANNING,
    "output_score": ("login", 403, 302, 302, 403, 403, 403),  # published, so sent back
    "output_score begun": ("login", 403, 200, 200, 403, 403, 403),
    "output_submit begun": ("login", 403, 403, 302, 403, 403, 302),
    "output_return begun": BUREAU_PAGE,
    "output_publish begun": BUREAU_PAGE,
    "output_withdraw": BUREAU_PAGE,
    "output_restore": BUREAU_POST,
    "output_revise": DRAFTS,
    "output_drop begun": PLANNING,
    "coalition_finish": BUREAU_PAGE,
    "coalition_reopen": BUREAU_POST,
    "collection_list": AT_WORK,
    "collection_list draft": ("login", 404, 200, 200, 404, 200, 200),
    "collection_new": PLANNING,
    "collection_detail": AT_WORK,
    "collection_detail concept": ASKING,
    "collection_edit": PLANNING,
    "collection_edit concept": ASKING,
    "collection_send": PLANNING_POST,  # sent already
    "collection_send concept": ASKING,
    "collection_drop": PLANNING_POST,
    "collection_drop concept": ASKING,
    "collection_add": PLANNING_POST,
    "collection_withdraw": PLANNING,
    "collection_close": PLANNING,
    "collection_reopen": PLANNING_POST,
    "collection_bundle": PLANNING,
    "delivery_detail": READS_DELIVERY,
    "delivery_file": READS_DELIVERY,
    "delivery_edit": OF_THE_SCHOOL,
    "delivery_decline": OF_THE_SCHOOL,
    "delivery_link": ANYBODY,  # whoever has the link from the mail
    "delivery_link_decline": ANYBODY,
    "collection_questions": PLANNING_POST,  # sent already
    "collection_questions notes": PLANNING_POST,
    "collection_input": ("login", 403, 404, 404, 403, 403, 404),  # not to be read together
    "collection_input notes": DRAFTS,
    "collection_lessons": AT_WORK,
    "delivery_poll polled": OF_THE_SCHOOL,
    "delivery_card_pdf polled": OF_THE_SCHOOL,
    "delivery_on_behalf": PLANNING,
    "delivery_take_back": ("login", 403, 302, 403, 403, 403, 403),
    "lesson_edit": OF_THE_SCHOOL,
    "note_new": OF_THE_SCHOOL,
    "note_edit": OF_THE_SCHOOL,
    "note_drop": OF_THE_SCHOOL,
    "note_unname": ("login", 403, 302, 302, 403, 403, 302),
    "guide_asking": ANYBODY,
    "guide_collecting": ANYBODY,
    "line_detail": ANYBODY,
    "line_detail draft": (404, 404, 200, 200, 404, 200, 200),
    "starter_pack": AT_WORK,
    "starter_pack draft": ("login", 404, 200, 200, 404, 200, 200),
    "bureau": BUREAU_PAGE,
    "network_report": ("login", 403, 403, 403, 403, 200, 200),
    "network_file": ("login", 403, 403, 403, 403, 200, 200),
    "institution_list": SIGNED_IN_PAGE,
    "institution_detail": SIGNED_IN_PAGE,
    "reference_index": BUREAU_POST,  # sent on to the first list
    "reference_list": BUREAU_PAGE,
    "reference_new": BUREAU_PAGE,
    "reference_edit": BUREAU_PAGE,
    "reference_close": BUREAU_POST,
    "reference_open": BUREAU_POST,
    "reference_delete": BUREAU_PAGE,
    "institution_merge": BUREAU_PAGE,
    "mail_list": BUREAU_PAGE,
    "mail_detail": BUREAU_PAGE,
    "mail_hold": BUREAU_POST,
    "mail_retry": BUREAU_POST,
    "reminder_detail": BUREAU_PAGE,
    "reminder_hold": BUREAU_POST,
    "reminder_release": BUREAU_POST,
    "person_list": BUREAU_PAGE,
    "person_new": BUREAU_PAGE,
    "person_detail": BUREAU_PAGE,
    "role_add": ("login", 403, 403, 403, 403, 403, 200),  # an empty form comes back
    "role_end": BUREAU_PAGE,
    "person_disable": BUREAU_PAGE,
    "person_enable": BUREAU_POST,
    "person_erase": BUREAU_PAGE,
    "invitation_resend": BUREAU_POST,
    "invitation_withdraw": BUREAU_PAGE,
    "signup_list": BUREAU_PAGE,
    "interest_list": BUREAU_PAGE,
    "idea_list": BUREAU_PAGE,
    "idea_propose": BUREAU_PAGE,
    "idea_set_aside": BUREAU_PAGE,
    "idea_take_back": BUREAU_POST,
    "ambassador_approve": BUREAU_POST,
    "ambassador_decline": ("login", 403, 403, 403, 403, 403, 200),  # the reason is missing
}
POST_ONLY = {
    "take_back_drop",
    "card_file_remove",
    "card_upload",
    "quality_end",
    "quality_pick_up",
    "quality_shut_out",
    "role_score_withdraw",
    "poll_drop",
    "poll_open",
    "poll_text",
    "coalition_reopen",
    "credit_withdraw",
    "output_file_remove",
    "output_restore",
    "output_submit",
    "output_upload",
    "action_done",
    "action_reopen",
    "account_logout",
    "ambassador_approve",
    "ambassador_decline",
    "ballot_withdraw",
    "collection_add",
    "collection_reopen",
    "delivery_take_back",
    "note_unname",
    "decision_return",
    "answer_restore",
    "answer_save",
    "card_withdraw",
    "objection_withdraw",
    "comment_drop",
    "comment_new",
    "conversation_open",
    "conversation_save",
    "question_save",
    "dissent_add",
    "evidence_add",
    "team_action_note",
    "team_action_review",
    "change_save",
    "timer_start",
    "timer_stop",
    "beside_remove",
    "beside_restore",
    "application_wait",
    "application_withdraw",
    "demo_sign_in",
    "framework_renew",
    "draft_section_new",
    "draft_section_move",
    "draft_question_new",
    "draft_question_always",
    "draft_question_move",
    "draft_question_place",
    "remark_new",
    "remark_resolve",
    "remark_reopen",
    "invitation_renew",
    "own_question_restore",
    "own_question_withdraw",
    "ambition_restore",
    "intervention_reopen",
    "outcome_restore",
    "team_action_begin",
    "team_action_done",
    "team_action_reopen",
    "trajectory_size",
    "ten_drop",
    "ten_pick",
    "invitation_resend",
    "mail_hold",
    "mail_retry",
    "memo_drop",
    "memo_new",
    "memo_try",
    "milestone_reopen",
    "person_enable",
    "reference_close",
    "reference_open",
    "reminder_hold",
    "reminder_release",
    "role_add",
    "role_switch",
    "reaction_new",
    "reaction_restore",
    "reaction_show",
    "reaction_withdraw",
    "idea_take_back",
    "theme_restore",
    "theme_support",
    "theme_unjot",
    "theme_unmerge",
    "theme_unsplit",
    "theme_unsupport",
    "theme_withdraw",
    "team_guest_account",
    "turnout_remind",
    "meeting_invite",
    "meeting_reply",
    "vote_repeat",
    "session_answer",
    "session_publish",
}
PUBLIC_VIEWS = {
    "poll_answer",
    "poll_thanks",
    "library",
    "output_detail",
    "output_file",
    "output_version",
    "accessibility",
    "account_confirm_login_code",
    "account_login",
    "account_logout",
    "ambassador_confirm",
    "ambassador_new",
    "attendance_answer",
    "attendance_calendar",
    "coalition_detail",
    "coalition_list",
    "delivery_link",
    "delivery_link_decline",
    "demo_sign_in",
    "framework_detail",
    "framework_file",
    "framework_list",
    "framework_paper",
    "framework_paper_pdf",
    "framework_version",
    "guide_asking",
    "guide_collecting",
    "health",
    "home",
    "idea_confirm",
    "idea_new",
    "interest_confirm",
    "interest_new",
    "join",
    "join_mailed",
    "line_detail",
    "meeting_answer",
    "meeting_calendar",
    "password_sign_in",
    "privacy",
    "robots_txt",
    "security_txt",
    "style",
    "team_guest_account",
    "team_guest_detail",
    "team_guest_export",
    "team_guest_return",
    "team_guest_stop",
    "team_join",
}


def patterns(resolver=None):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        else:
            yield from patterns(pattern)


def declared(pattern):
    return getattr(pattern.callback, "permission", None)


def undeclared(found):
    return [
        f"{pattern.pattern}: {declared(pattern)}"
        for pattern in found
        if declared(pattern) not in (PUBLIC, SIGNED_IN) and not rules.perm_exists(declared(pattern))
    ]


def test_every_view_declares_a_permission_that_exists():
    assert undeclared(patterns()) == []


def test_a_forgotten_declaration_is_found():
    forgotten = path("vergeten/", lambda request: HttpResponse(), name="forgotten")

    assert undeclared([forgotten]) == ["vergeten/: None"]


def test_the_public_views_are_the_ones_we_meant():
    assert {p.name for p in patterns() if declared(p) == PUBLIC} == PUBLIC_VIEWS


def test_a_view_is_called_what_its_address_is_called():
    assert {p.name for p in patterns()} == {p.callback.__name__ for p in patterns()}


def test_no_permission_is_dead():
    asked = {declared(p) for p in patterns()} | permissions_in_templates()
    assert set(rules.permissions.permissions) - asked == set()


def test_templates_ask_only_for_permissions_that_exist():
    assert {name for name in permissions_in_templates() if not rules.perm_exists(name)} == set()


def permissions_in_templates():
    return {
        name
        for template in Path(settings.BASE_DIR, "templates").rglob("*.html")
        for name in re.findall(r"""{% has_perm ["']([^"']+)["']""", template.read_text())
    }


def test_every_view_has_a_row_in_the_table():
    named = Counter(p.name for p in patterns())
    assert max(named.values()) == 1
    assert {row.split()[0] for row in ACCESS} == set(named)


@pytest.fixture
def world(db):
    """A published coalition and a draft, a round with a sent memo and a draft, and everybody."""
    public = CoalitionFactory(slug="open")
    draft = CoalitionFactory(slug="dicht", published_at=None)
    round = ThemeRoundFactory(
        school_year="2030-2031", proposals_close_at=datetime(2040, 1, 1, tzinfo=UTC)
    )
    sent = MemoFactory(round=round, body=an_empty_letter(), sent_at="2030-01-01T10:00Z")
    people = {"newcomer": UserFactory()}
    for role in ("member", "facilitator"):
        people[role] = GroupMemberFactory(group=draft.group, role=role).user
        GroupMemberFactory(group=public.group, role=role, user=people[role])
    people["ambassador"] = RoleFactory(kind="ambassador", institution=InstitutionFactory()).user
    people["board"] = RoleFactory(kind="board").user
    people["bureau"] = RoleFactory(kind="bureau").user
    theme = ThemeFactory(round=round, proposed_by=people["ambassador"])
    vote = a_vote(schools=0)
    other = RoleFactory(kind="expert")
    framework = published().framework
    draft_framework = draft_of(code="DICHT", title="Dicht", group=draft.group).framework
    trajectory = team_of(people["member"], framework=framework)
    GroupMemberFactory(group=trajectory.team.group, user=people["facilitator"], role="facilitator")
    member = people["member"]
    closed = teams.open_conversation(trajectory, "start", by=people["member"])
    teams.close_conversation(closed, lesson="", by=people["member"])
    promise = teams.add_team_action(trajectory, text="t", by=people["member"])
    talk = teams.open_conversation(trajectory, "during", by=people["member"])
    shared = shared_with_everybody(people)
    consultation = a_consultation(coalition=public)
    session = SessionFactory(coalition=public)
    Minutes.objects.create(session=session, text="Verslag")
    pdf = SimpleUploadedFile("a.pdf", samples.pdf())
    begun = a_draft(coalition=public, title="Begonnen", files=[pdf])
    made = an_output(coalition=public, title="Gemaakt", files=[pdf])
    delivery = delivered_by(people["member"], public)
    note = InterviewNoteFactory(
        delivery__collection__coalition=public,
        delivery__institution=people["member"].institution,
        by=people["member"],
    )
    about = {
        "collection": delivery.collection,
        "collection concept": CollectionFactory(coalition=public),
        "collection notes": note.delivery.collection,
        "note": note,
        "delivery": delivery,
        "delivery polled": DeliveryFactory(
            collection__coalition=public,
            collection__asks="poll",
            collection__framework_version=framework.versions.get(status="published"),
            collection__concepts=[framework.concepts.get(code="TEST-S-01").pk],
            institution=people["member"].institution,
        ),
        "deliverer": people["member"],
        "mail": Mail.objects.create(key="a", kind="x", to="a@example.org", subject="s", body="b"),
        "reminder": Reminder.objects.create(
            kind="x", about="x:1", to=people["member"], occasion="o", due_at="2040-01-01T10:00Z"
        ),
        "ambassador": AmbassadorRequestFactory(confirmed_at="2030-01-01T10:00Z"),
        "interest": Interest.objects.create(
            name="n", email="n@example.org", confirmed_at="2030-01-01T10:00Z"
        ),
        "take": public.take_backs.create(
            institution=people["member"].institution, by=people["member"], text="Hm"
        ),
        "output": made,
        "output begun": begun.output,
        "session": session,
        "action": ActionItemFactory(session=session, user=people["member"]),
        "guest": MeetingGuestFactory(meeting__round=round, user=people["ambassador"]),
        "attendance": AttendanceFactory(session=session, user=people["member"]),
        "application": ApplicationFactory(coalition=public),
        "reference": FunctionFactory(),
        "institution": InstitutionFactory(),
        "idea": Idea.objects.create(
            title="t", issue="i", name="n", email="n@example.org", confirmed_at="2030-01-01T10:00Z"
        ),
        "person": other.user,
        "role": other,
        "framework": framework,
        "framework draft": draft_framework,
        "draft": draft_framework,
        "remark": draft_framework.remarks.create(number=1, text="Hm", by=people["member"]),
        "trajectory": trajectory,
        "conversation": talk,
        "promise": promise,
        "dissent": teams.add_dissent(
            talk, talk.questions()[0], text="t", named=False, by=people["member"]
        ),
        "place of a guest": teams.join_as_guest(trajectory, name="Gast"),
        "conversation closed": closed,
        **of_a_trajectory(trajectory, member),
        "shared": shared,
        "objection": an_objection(closed, people["member"]),
        "card": a_card(trajectory, people["member"], is_shared=True),
        "quality": teams.ask_quality(
            trajectory, person=UserFactory(), text="Hm", by=people["member"]
        ),
        "card begun": a_card(trajectory, people["member"]),
        "comment": consultation.comments.create(
            section="activity", text="Hm", by=people["ambassador"]
        ),
        "milestone": public.milestones.create(title="m", due_on="2031-01-01"),
        "memo": sent,
        "memo draft": MemoFactory(round=round),
        "coalition": public,
        "coalition draft": draft,
        "round": round,
        "round vote": vote,
        "theme": theme,
        "theme draft": ThemeFactory(round=round, published_at=None),
        "reaction": ThemeCommentFactory(theme=theme, by=people["ambassador"]),
        "school": vote.roll.get(
            institution__in=people["ambassador"].duties.institutions("ambassador")
        ).institution,
    }
    about |= polls_of_a_talk(about["conversation"], by=people["member"])
    return people, about


def of_a_trajectory(trajectory, by):
    """One of everything that a team keeps with its trajectory."""
    ambition = Ambition.objects.create(trajectory=trajectory, vision="V", text="A", added_by=by)
    understood = Interpretation.objects.create(
        trajectory=trajectory, seen="S", meaning="M", others="O", present="P", added_by=by
    )
    return {
        "own": teams.add_own_question(
            trajectory, text="Q", help="", moment="", kind="open", options=[], pdca="", by=by
        ),
        "ambition": ambition,
        "outcome": ambition.outcomes.create(statement="S", sign="M", added_by=by),
        "team": teams.add_team_action(trajectory, text="A", by=by),
        "interpretation": understood,
        "intervention": understood.interventions.create(
            what="W", why="O", review_on="2031-01-01", added_by=by
        ),
        "guide": trajectory.issue_guides.create(issue="VSV", added_by=by),
    }


def delivered_by(member, coalition):
    """A delivery with a file in it, open to be changed, of the institution of this member."""
    member.institution = InstitutionFactory()
    member.save()
    delivery = DeliveryFactory(
        collection=SentCollectionFactory(coalition=coalition), institution=member.institution
    )
    stored = keep(SimpleUploadedFile("verslag.pdf", samples.pdf()), by=member)
    DeliveryFile.objects.create(delivery=delivery, stored=stored)
    return delivery


def shared_with_everybody(people):
    """A closed talk of a team of the ambassador's school, whose framework the facilitator makes."""
    framework = published(code="GEDEELD", title="Gedeeld").framework
    school = people["ambassador"].roles.get(institution__isnull=False).institution
    GroupMemberFactory(group=framework.group, user=people["facilitator"], role="lead")
    trajectory = teams.start_trajectory(
        name="Team dat deelt",
        institution=school,
        version=framework.versions.get(),
        challenge="Delen",
        flex_ways=["form"],
        by=UserFactory(),
    )
    talk = teams.open_conversation(trajectory, "start", by=trajectory.started_by)
    teams.close_conversation(talk, lesson="", by=trajectory.started_by)
    reports.decide_sharing(talk, level="network", left_out=[], seen=0, by=trajectory.started_by)
    return talk


def an_objection(talk, by):
    concept = talk.snapshot["sections"][0]["questions"][0]["concept"]
    return reports.make_objection(talk, concept=concept, kind="unclear", text="Hm", by=by)


def a_card(trajectory, by, *, is_shared=False):
    card = PracticeCard(trajectory=trajectory, title="t", situation="s", approach="a", lesson="l")
    reports.draft_card(card, by=by)
    reports.add_card_files(card, [SimpleUploadedFile("a.pdf", samples.pdf())], by=by)
    if is_shared:
        reports.publish_card(card, version=card.version, by=by)
    return card


def an_empty_letter():
    return to_json(Document(title="Memo"))


OF_A_SECTION = (
    "draft_section_edit",
    "draft_section_move",
    "draft_section_remove",
    "draft_question_new",
)
# What a team keeps with its trajectory: the address holds the trajectory and the row’s number.
OF_A_TRAJECTORY = ("ambition", "guide", "interpretation", "intervention", "outcome", "own", "team")
ON_A_TRAJECTORY = ("data", "insight", "pdca", "questions", "ten")


def arguments(view, variant, about):
    """What stands in the address of this row of the table."""
    noun = view.split("_")[0]
    if view in ("sharing_edit", "sharing_confirm", "feedback_edit", "objection_new"):
        noun = "conversation"
    row = about.get(f"{noun} {variant}".strip()) or about.get(noun)
    if view.endswith("_confirm") and noun in ("interest", "idea", "ambassador"):
        return {"token": confirm.token(view, row)}
    if view.startswith("role_score"):
        return {"slug": about["framework"].slug}
    if view == "institution_detail":
        return {"slug": row.slug}
    if noun == "take":
        return {"slug": about["coalition"].slug, "pk": row.pk}
    if noun == "quality":
        return {"pk": about["trajectory"].pk, "number": about["quality"].pk}
    if view in ("card_file", "card_file_remove"):
        return {"pk": row.pk, "number": row.files.first().pk}
    if noun == "attendance":
        return {"token": links.token(row)}
    if noun in ("note", "lesson"):
        of_note = about["note"]
        return {
            "slug": of_note.delivery.collection.coalition.slug,
            "pk": of_note.delivery.collection_id,
            "institution": of_note.delivery.institution.slug,
            "number": of_note.pk,
        }
    if noun == "delivery":
        return {
            "slug": row.collection.coalition.slug,
            "pk": row.collection_id,
            "institution": row.institution.slug,
            "number": getattr(row.files.first(), "pk", 0),
            "token": outputs.token(row.collection, about["deliverer"]),
        }
    if noun == "poll":
        text = row.written.first()
        conversation = about["conversation"].pk
        return {
            "pk": conversation,
            "number": row.pk,
            "token": row.token,
            "text": text and text.pk,
        }
    if view in ("meeting_answer", "meeting_calendar"):
        return {"token": guest_links.token(about["guest"])}
    if view == "team_guest_return":
        return {"token": team_links.token(about["place of a guest"])}
    if view in ("team_guest_link", "team_guest_remove"):
        return {"pk": about["trajectory"].pk, "number": about["place of a guest"].pk}
    if noun == "school" or view in ("framework_talk", "framework_use"):
        return of_what_is_shared(view, about)
    noun, row = of_a_team(view, noun, row, about)
    number = 1
    if (
        noun in (*OF_A_TRAJECTORY, "data", "insight", "pdca", "questions", "ten")
        and view != "team_join"
    ):
        # What hangs on another row is added to that row.
        noun = {"outcome_new": "ambition", "intervention_new": "interpretation"}.get(view, noun)
        row, number = about["trajectory"], about[noun].pk if noun in OF_A_TRAJECTORY else 1
    file = OutputFile.objects.filter(version__output=row).first() if noun == "output" else None
    in_library = view in ("output_detail", "output_version", "output_file", "credit_withdraw")
    slugged = about.get(f"coalition {variant}", about["coalition"])
    if noun in ("framework", "draft") or in_library:
        slugged = row
    if noun == "remark":
        slugged = about["framework" if view == "remark_kept" else "draft"]
    return {
        "slug": slugged and slugged.slug,
        "moment": "na",
        "insight": "i02",
        "role": "team",
        "issue": "vsv",
        "list": "functies",
        "code": "start-het-proces" if view in OF_A_SECTION else "TEST-T-01",
        "place": "TEST-T-01",
        "token": about["trajectory"].invitation,
        "part": "punten",
        "phase": "leden-zoeken",
        "section": "activity",
        "kind": "xlsx",
        "school_year": about.get(f"round {variant}", about["round"]).school_year,
        "institution": about["school"].slug,
        "role_pk": about["role"].pk,
        "number": file.pk if file and view != "output_version" else number,
        "pk": number_of(view, noun, row, file, about),
    } | in_a_talk(view, about)


def in_a_talk(view, about):
    """What stands in the address of a thing in a conversation of a team."""
    talk = {"pk": about["conversation"].pk}
    if view in ("beside_remove", "beside_restore"):
        return talk | {"kind": "tegengeluid", "number": about["dissent"].pk}
    if view == "team_action_review":
        return talk | {"number": about["promise"].pk}
    if view == "team_action_note":
        return talk | {"number": 1}
    in_it = ("preparation", "question", "dissent", "evidence", "change", "timer")
    return talk if view.split("_")[0] in in_it else {}


def of_what_is_shared(view, about):
    talk = about["shared"]
    framework, school = (
        talk.trajectory.framework_version.framework,
        talk.trajectory.team.institution,
    )
    return {
        "slug": school.slug if view.startswith("school") else framework.slug,
        "framework": framework.slug,
        "pk": talk.trajectory_id if view == "school_team" else talk.pk,
    }


def number_of(view, noun, row, file, about):
    if view == "output_file":
        return file.pk
    return about["person"].pk if noun in ("role", "invitation") else row and row.pk


def of_a_team(view, noun, row, about):
    """What the address is about, where that is another thing than the name of the view says."""
    other = {
        "card_new": "trajectory",
        "credit_withdraw": "output",
        "answer_history": "conversation",
        "answer_restore": "conversation",
        "answer_save": "conversation",
        "reaction_new": "theme",
        "conversation_open": "trajectory",
        "invitation_renew": "trajectory",
        "team_join": "trajectory",
    }.get(view)
    return (other, about[other]) if other else (noun, row)


@pytest.mark.parametrize("role", ROLES)
def test_access(world, role):
    people, about = world
    resolvers = {p.name: p for p in patterns()}
    converters = {name: address_parts(name) for name in resolvers}
    found = {}
    for row in ACCESS:
        view, _, variant = row.partition(" ")
        known = arguments(view, variant, about)
        url = reverse(view, kwargs={name: known[name] for name in converters[view]})
        client = Client()
        if role != "anonymous":
            client.force_login(people[role])
        with transaction.atomic():  # so that no cell of the table changes the world of the next
            response = client.post(url) if view in POST_ONLY else client.get(url)
            transaction.set_rollback(True)
        b"".join(response)  # read to its end a file is closed
        to_login = response.status_code == 302 and response.url.startswith(reverse("account_login"))
        found[row] = "login" if to_login and view != "account_logout" else response.status_code

    assert found == {row: cells[ROLES.index(role)] for row, cells in ACCESS.items()}


def address_parts(name):
    """The names of the arguments of an address, from its whole path."""
    [(_, names)] = get_resolver().reverse_dict.getlist(name)[0][0]
    return names


def test_what_you_see_is_what_you_may_open(world):
    people, _ = world
    for person in people.values():
        client = Client()
        client.force_login(person)
        opened = {
            coalition
            for coalition in Coalition.objects.all()
            if client.get(coalition.get_absolute_url()).status_code == 200
        }
        assert set(Coalition.objects.visible_to(person)) == opened
